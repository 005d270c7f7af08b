// The enlarged view over the page: PhotoSwipe moves and zooms the pictures, a native dialog around it makes the page
// behind inert and gives the focus a place; the words, buttons and labels come from the templates.
import PhotoSwipe from "../vendor/photoswipe/photoswipe.esm.min.js";

const MOTION = 180;
const PAN = 80;
const STEP = 1.5;

const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
const links = [...document.querySelectorAll("a[data-photo]")];
const box = document.importNode(document.getElementById("lightbox").content, true).querySelector("dialog");
const [stage, panel, place, told] = ["stage", "panel", "place", "told"].map((name) => box.querySelector(`.lightbox-${name}`));
const buttons = Object.fromEntries([...box.querySelectorAll("[data-do]")].map((button) => [button.dataset.do, button]));
const words = links.map((link) => document.importNode(hidden(link).querySelector(".lightbox-words"), true));
panel.append(...words);

const styled = new Promise((done) => {
  for (const happened of ["load", "error"]) box.querySelector("link").addEventListener(happened, done);
});
document.body.append(box);

const title = document.title;
let pswp = null;
// The photo to be seen large, or none. Who goes Back and Forward faster than it opens and closes changes this only: each
// animation, once it has ended, looks here.
let wanted = null;
let announcing;

export async function open(link, { isNew = true } = {}) {
  await styled;
  wanted = link;
  if (pswp) return;
  if (isNew) history.pushState({ photo: link.dataset.photo }, "", link.dataset.photo);
  box.showModal();
  pswp = new PhotoSwipe({
    dataSource: links.map((one) => slideOf(one, formatOf(link))),
    index: links.indexOf(link),
    appendToEl: box,
    paddingFn: padding,
    bgOpacity: 1,
    loop: false,
    wheelToZoom: true,
    imageClickAction: "zoom",
    bgClickAction: "close",
    showAnimationDuration: MOTION,
    hideAnimationDuration: MOTION,
    zoomAnimationDuration: MOTION,
    trapFocus: false,
    returnFocus: false,
    errorMsg: "The picture cannot be loaded.",
    preload: isSparing() ? [0, 0] : [1, 2],
  });
  prepare();
  pswp.init();
  // The dialog around it is what they name.
  for (const name of ["role", "tabindex"]) pswp.element.removeAttribute(name);
  pswp.scrollWrap.removeAttribute("aria-roledescription");
}

export function close() {
  wanted = null;
  settle();
}

function settle() {
  if (!wanted && pswp?.opener.isOpen) pswp.close();
}

function prepare() {
  // The buttons are ours.
  pswp.on("uiRegister", () => pswp.ui.uiElementsData.splice(0));
  pswp.on("keydown", (event) => event.preventDefault());
  pswp.addFilter("thumbEl", (_, { link }) => link.querySelector("img"));
  pswp.on("calcBounds", ({ slide }) => useAll(slide));
  pswp.on("change", show);
  pswp.on("zoomPanUpdate", () => {
    buttons.zoom.setAttribute("aria-label", isZoomed() ? "Zoom out" : "Zoom in");
  });
  pswp.on("openingAnimationEnd", settle);
  pswp.on("close", () => {
    wanted = null;
    // Closed by Back, the entry is gone already.
    if (history.state?.photo) history.back();
    document.title = title;
    links[pswp.currIndex].scrollIntoView({ block: "nearest", behavior: "instant" });
  });
  pswp.on("destroy", () => {
    const link = links[pswp.currIndex];
    pswp = null;
    box.close();
    link.focus({ preventScroll: true });
    if (wanted) open(wanted, { isNew: false });
  });
  if (still) {
    pswp.animations.startSpring = ({ end, onUpdate, onComplete }) => {
      onUpdate(end);
      onComplete?.();
    };
  }
  if (isSparing()) {
    pswp.on("contentLoadImage", (event) => {
      if (event.content.index !== pswp.currIndex) event.preventDefault();
    });
    pswp.on("change", () => {
      const { content } = pswp.currSlide;
      if (content.state === "idle") content.loadImage(false);
    });
  }
}

function show() {
  const { currIndex: index } = pswp;
  const link = links[index];
  words.forEach((one, number) => one.classList.toggle("lightbox-now", number === index));
  panel.scrollTop = 0;
  // PhotoSwipe forgets some when it goes further than to the next.
  pswp.mainScroll.itemHolders.forEach(({ el }, number) => el.setAttribute("aria-hidden", number !== 1));
  place.textContent = links.length > 1 ? `${index + 1} of ${links.length}` : "";
  buttons.prev.setAttribute("aria-disabled", index === 0);
  buttons.next.setAttribute("aria-disabled", index === links.length - 1);
  // One entry for the whole visit: Back closes the lightbox, wherever it has come to.
  if (wanted) history.replaceState({ photo: link.dataset.photo }, "", link.dataset.photo);
  document.title = `${textOf(index, ".photo-title")}, ${title}`;
  // Once the reader stops: not every photo that an arrow held down rushes past.
  clearTimeout(announcing);
  announcing = setTimeout(() => {
    told.textContent = [place.textContent && `Photo ${place.textContent}`, textOf(index, ".photo-title"), textOf(index, ".photo-caption")]
      .filter(Boolean).join(". ");
  }, 200);
}

const textOf = (index, selector) => words[index].querySelector(selector)?.textContent ?? "";

// What the page keeps for us beside the photo.
function hidden(link) {
  return link.closest("figure").querySelector("template").content;
}

// The type of the files this browser chose on the page; it takes the same here.
function formatOf(link) {
  const chosen = link.querySelector("img").currentSrc;
  const path = chosen && new URL(chosen).pathname;
  return [...link.querySelectorAll("source")].find((source) => path && source.srcset.includes(path))?.type;
}

function slideOf(link, format) {
  const whole = hidden(link).querySelector("picture");
  const img = (whole ?? link).querySelector("img");
  const source = (whole ?? link).querySelector(`source[type="${format}"]`) ?? img;
  const thumb = link.querySelector("img");
  return {
    link,
    src: img.getAttribute("src"),
    srcset: source.getAttribute("srcset"),
    width: Number(img.getAttribute("width")),
    height: Number(img.getAttribute("height")),
    alt: img.getAttribute("alt"),
    // Stretched while the large file loads; a crop would jump.
    msrc: whole || !thumb.complete ? undefined : thumb.currentSrc,
    thumbCropped: true,
  };
}

// Where the style sheet leaves room for the picture.
function padding() {
  const { top, left, right, bottom } = stage.getBoundingClientRect();
  return { top, left, right: box.clientWidth - right, bottom: box.clientHeight - bottom };
}

// An enlarged picture may be moved over the place of the words below it: they are gone then.
function useAll({ bounds, height, zoomLevels }) {
  const { top } = padding();
  const isBelow = panel.offsetTop >= stage.offsetTop + stage.offsetHeight;
  if (!isBelow || bounds.currZoomLevel <= zoomLevels.fit) return;
  const spare = box.clientHeight - top - height * bounds.currZoomLevel;
  const middle = top + Math.max(0, spare / 2);
  bounds.center.y = bounds.min.y = middle;
  bounds.max.y = spare < 0 ? top + spare : middle;
}

// Readers who pay for every byte, or wait for it, are sent no picture that they did not ask for.
function isSparing() {
  const { saveData, effectiveType } = navigator.connection ?? {};
  return saveData || /2g|3g/.test(effectiveType);
}

const isZoomed = () => pswp.currSlide.currZoomLevel > pswp.currSlide.zoomLevels.fit * 1.01;

function zoom(level) {
  const { left, top, width, height } = stage.getBoundingClientRect();
  pswp.zoomTo(level, { x: left + width / 2, y: top + height / 2 }, still ? false : MOTION);
}

function pan(x, y) {
  const { currSlide } = pswp;
  currSlide.panTo(currSlide.pan.x + x, currSlide.pan.y + y);
}

const acts = {
  prev: () => pswp.prev(),
  next: () => pswp.next(),
  first: () => pswp.goTo(0),
  last: () => pswp.goTo(links.length - 1),
  closer: () => zoom(pswp.currSlide.currZoomLevel * STEP),
  further: () => zoom(Math.max(pswp.currSlide.currZoomLevel / STEP, pswp.currSlide.zoomLevels.fit)),
  fit: () => zoom(pswp.currSlide.zoomLevels.fit),
  zoom: () => (isZoomed() ? acts.fit() : zoom(pswp.currSlide.zoomLevels.secondary)),
  close,
};

const keys = {
  PageUp: acts.prev,
  PageDown: acts.next,
  Home: acts.first,
  End: acts.last,
  "+": acts.closer,
  "=": acts.closer,
  "-": acts.further,
  0: acts.fit,
};
const arrows = {
  ArrowLeft: [acts.prev, PAN, 0],
  ArrowRight: [acts.next, -PAN, 0],
  ArrowUp: [null, 0, PAN],
  ArrowDown: [null, 0, -PAN],
};

box.addEventListener("keydown", (event) => {
  if (!pswp || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Tab") return keepInside(event);
  const [turn, x, y] = arrows[event.key] ?? [keys[event.key]];
  const act = x === undefined || !isZoomed() ? turn : () => pan(x, y);
  if (!act) return;
  event.preventDefault();
  act();
});

// From the last button to the first: a dialog of the browser would lead out to the address bar.
function keepInside(event) {
  const stops = [...box.querySelectorAll("a[href], button")].filter((one) => one.checkVisibility({ visibilityProperty: true }));
  const [from, to] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
  if (document.activeElement !== from) return;
  event.preventDefault();
  to.focus();
}

box.addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  if (!button || button.getAttribute("aria-disabled") === "true") return;
  if (button.dataset.do) acts[button.dataset.do]();
  else if ("share" in button.dataset) share(button);
});
// Escape, and what closes a dialog on a telephone.
box.addEventListener("cancel", (event) => {
  event.preventDefault();
  close();
});
// Told a moment after it: by then Forward may have opened it again.
box.addEventListener("close", () => {
  if (!box.open) pswp?.destroy();
});

for (const button of box.querySelectorAll("[data-share]")) button.hidden = !(navigator.share || navigator.clipboard);

async function share(button) {
  const url = new URL(button.dataset.share || location.href, location.href).href;
  if (navigator.share) {
    // Whoever changes their mind is told nothing.
    await navigator.share({ title: document.title, url }).catch(() => {});
    return;
  }
  await navigator.clipboard.writeText(url);
  button.textContent = told.textContent = "Link copied";
}
