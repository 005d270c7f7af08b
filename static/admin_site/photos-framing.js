// The focal point and the crops of a photo, set on the picture itself. The number fields of the form hold them, so
// that all of it works without this, too.
const STEP = 1;
const WIDE_STEP = 10;
const LEAST = 5;

const picture = document.querySelector(".field-preview img");
const numbers = document.querySelector("fieldset.framing");
if (picture && numbers) start(picture, numbers);

function start(image, root) {
  const focal = { x: root.querySelector("#id_focal_x"), y: root.querySelector("#id_focal_y") };
  const sides = image.getAttribute("width") / image.getAttribute("height");
  const crops = [...root.querySelectorAll("[data-crop]")].map((fields) => ({
    name: fields.querySelector("legend").textContent,
    // Width to height of the frame where the picture's own sides are both 100.
    ratio: Number(fields.dataset.ratio) / sides,
    shape: Number(fields.dataset.ratio),
    inputs: Object.fromEntries(["left", "top", "width"].map((side) => [side, fields.querySelector(`[data-side=${side}]`)])),
  }));

  const stage = make("div", "stage");
  image.before(stage);
  stage.append(image);
  const point = make("button", "focal", { type: "button" });
  stage.append(point);
  const frame = make("div", "frame", { tabIndex: 0, hidden: true });
  const corner = make("span", "frame-corner");
  frame.append(corner);
  stage.append(frame);
  const help = make("p", "help", { id: "framing-help" });
  const shown = make("div", "crops-shown");
  stage.after(help, shown);
  point.setAttribute("role", "slider");
  frame.setAttribute("role", "slider");
  for (const slider of [point, frame]) slider.setAttribute("aria-describedby", help.id);
  for (const crop of crops) shown.append(previewOf(crop));
  let chosen = null;

  function previewOf(crop) {
    const figure = make("figure");
    const choose = make("button", "crop-view", { type: "button" });
    crop.image = make("img", "", { src: image.currentSrc || image.src, alt: "" });
    choose.style.setProperty("aspect-ratio", String(crop.shape));
    choose.append(crop.image);
    choose.setAttribute("aria-pressed", "false");
    choose.setAttribute("aria-label", `Set the crop: ${crop.name}`);
    choose.addEventListener("click", () => select(chosen === crop ? null : crop));
    crop.button = choose;
    crop.words = make("figcaption");
    crop.reset = make("button", "", { type: "button", textContent: "Automatic", hidden: true });
    crop.reset.setAttribute("aria-label", `Automatic: ${crop.name} follows the focal point again`);
    crop.reset.addEventListener("click", () => {
      for (const input of Object.values(crop.inputs)) input.value = "";
      if (chosen === crop) select(null);
      changed();
      crop.button.focus();
    });
    figure.append(choose, crop.words, crop.reset);
    return figure;
  }

  function select(crop) {
    chosen = crop;
    for (const each of crops) each.button.setAttribute("aria-pressed", String(each === crop));
    frame.hidden = !crop;
    draw();
    if (crop) frame.focus({ preventScroll: false });
  }

  function boxOf(crop) {
    const [left, top, width] = ["left", "top", "width"].map((side) => Number.parseFloat(crop.inputs[side].value));
    if ([left, top, width].every(Number.isFinite)) return { left, top, width, height: width / crop.ratio, isSet: true };
    return { ...around(crop, Number(focal.x.value), Number(focal.y.value), Infinity), isSet: false };
  }

  // The largest frame of that shape, at most so wide, as near to the point as it can be: as photos.specs makes it.
  function around(crop, x, y, most) {
    const widest = Math.min(100, 100 * crop.ratio);
    const width = clamp(most, Math.min(LEAST, widest), widest);
    const height = width / crop.ratio;
    return { left: clamp(x - width / 2, 0, 100 - width), top: clamp(y - height / 2, 0, 100 - height), width, height };
  }

  function setFocal(x, y) {
    focal.x.value = Math.round(clamp(x, 0, 100));
    focal.y.value = Math.round(clamp(y, 0, 100));
    changed();
  }

  function setBox(box) {
    for (const side of ["left", "top", "width"]) chosen.inputs[side].value = Math.round(box[side] * 10) / 10;
    changed();
  }

  function move(box, across, down) {
    setBox({
      left: clamp(box.left + across, 0, 100 - box.width),
      top: clamp(box.top + down, 0, 100 - box.height),
      width: box.width,
    });
  }

  function resize(box, width) {
    setBox(around(chosen, box.left + box.width / 2, box.top + box.height / 2, width));
  }

  function changed() {
    focal.x.dispatchEvent(new Event("change", { bubbles: true }));
    draw();
  }

  function draw() {
    const [x, y] = [Number(focal.x.value), Number(focal.y.value)];
    place(point, { left: x, top: y });
    announce(point, "Focal point", x, `${x} % from the left, ${y} % from the top`);
    for (const crop of crops) {
      const box = boxOf(crop);
      place(crop.image, {
        left: (-box.left / box.width) * 100, top: (-box.top / box.height) * 100, width: 10_000 / box.width,
      });
      crop.words.textContent = box.isSet ? `${crop.name}: set by hand` : crop.name;
      crop.reset.hidden = !box.isSet;
    }
    help.textContent = chosen
      ? `Drag the frame, or its corner to resize it. With the keyboard: arrows move it, + and − resize it, Esc is done.`
      : "Click what must stay in sight, or drag the ring; arrow keys move it. Press a crop below to frame it by hand.";
    if (!chosen) return;
    const box = boxOf(chosen);
    place(frame, box);
    const words = ["left", "top", "width"].map((side) => Math.round(box[side]));
    announce(frame, `Frame: ${chosen.name}`, words[0],
      `${words[0]} % from the left, ${words[1]} % from the top, ${words[2]} % wide`);
  }

  const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  point.addEventListener("keydown", (event) => {
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    const far = event.shiftKey ? WIDE_STEP : STEP;
    setFocal(Number(focal.x.value) + step[0] * far, Number(focal.y.value) + step[1] * far);
  });
  frame.addEventListener("keydown", (event) => {
    const box = boxOf(chosen);
    const far = event.shiftKey ? WIDE_STEP : STEP;
    if (steps[event.key]) move(box, steps[event.key][0] * far, steps[event.key][1] * far);
    else if (["+", "="].includes(event.key)) resize(box, box.width + STEP);
    else if (["-", "−", "_"].includes(event.key)) resize(box, box.width - STEP);
    else if (event.key === "Escape") {
      const { button } = chosen;
      select(null);
      button.focus();
    } else return;
    event.preventDefault();
  });

  image.addEventListener("click", (event) => {
    if (chosen) return;
    const { x, y } = at(event);
    setFocal(x, y);
    point.focus();
  });
  // Only ring and frame are dragged, so that a finger on the picture scrolls the page.
  stage.addEventListener("pointerdown", (event) => {
    if (event.button || event.target === image) return;
    event.preventDefault();
    stage.setPointerCapture(event.pointerId);
    const from = at(event);
    if (!chosen) {
      point.focus();
      follow(event.pointerId, ({ x, y }) => setFocal(x, y));
      return;
    }
    frame.focus();
    const box = boxOf(chosen);
    if (event.target === corner) {
      follow(event.pointerId, ({ x }) => {
        const width = Math.min(x - box.left, 100 - box.left, (100 - box.top) * chosen.ratio);
        setBox({ ...box, width: Math.max(LEAST, width) });
      });
    } else follow(event.pointerId, ({ x, y }) => move(box, x - from.x, y - from.y));
  });

  function follow(pointer, then) {
    const moved = (event) => { if (event.pointerId === pointer) then(at(event)); };
    const done = () => {
      stage.removeEventListener("pointermove", moved);
      for (const name of ["pointerup", "pointercancel"]) stage.removeEventListener(name, done);
    };
    stage.addEventListener("pointermove", moved);
    for (const name of ["pointerup", "pointercancel"]) stage.addEventListener(name, done);
  }

  function at({ clientX, clientY }) {
    const { left, top, width, height } = image.getBoundingClientRect();
    return { x: ((clientX - left) / width) * 100, y: ((clientY - top) / height) * 100 };
  }

  root.addEventListener("input", draw);
  draw();
}

function announce(slider, name, now, words) {
  slider.setAttribute("aria-label", name);
  slider.setAttribute("aria-valuemin", "0");
  slider.setAttribute("aria-valuemax", "100");
  slider.setAttribute("aria-valuenow", String(now));
  slider.setAttribute("aria-valuetext", words);
}

// In percent of what holds it. Set through the object model: the policy allows no style in the page.
function place(element, sides) {
  for (const side of ["left", "top", "width", "height"]) {
    if (side in sides) element.style.setProperty(side, `${sides[side]}%`);
  }
}

function make(tag, className = "", properties = {}) {
  return Object.assign(document.createElement(tag), className ? { className } : {}, properties);
}

function clamp(value, least, most) {
  return Math.min(Math.max(value, least), most);
}
