// The enlarged view over the page. Each photo links to a page of its own; this shows it without leaving.
// A native dialog gives modality, Escape and the inert background.
const links = [...document.querySelectorAll("a[data-photo]")];
const dialog = document.createElement("dialog");
dialog.className = "lightbox";
dialog.setAttribute("aria-label", "Photos");

const stage = dialog.appendChild(document.createElement("figure"));
const caption = document.createElement("figcaption");
caption.setAttribute("aria-live", "polite");
const bar = dialog.appendChild(document.createElement("div"));
bar.className = "lightbox-bar";
const place = Object.assign(document.createElement("span"), { className: "lightbox-place" });
bar.append(place);
if (links.length > 1) {
  bar.append(
    button("←", "Previous photo", () => show(current - 1)),
    button("→", "Next photo", () => show(current + 1)),
  );
}
const close = button("×", "Close", () => dialog.close());
close.autofocus = true;
bar.append(close);
document.body.append(dialog);

let current = 0;

function button(sign, name, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", textContent: sign, onclick: act });
  made.setAttribute("aria-label", name);
  return made;
}

function show(number) {
  current = (number + links.length) % links.length;
  const link = links[current];
  // The same files with the whole window to fill: the browser takes a larger one.
  const picture = (link.querySelector("picture") ?? link.querySelector("img")).cloneNode(true);
  for (const part of [picture, ...picture.querySelectorAll("source, img")]) {
    if (part.hasAttribute("sizes")) part.setAttribute("sizes", "100vw");
    part.removeAttribute("loading");
  }
  const words = link.closest("figure").querySelector("figcaption");
  caption.replaceChildren(...[...words.childNodes].map((node) => node.cloneNode(true)));
  stage.replaceChildren(picture, caption);
  place.textContent = `${current + 1} of ${links.length}`;
  // One entry for the whole visit to the lightbox: Back closes it, and the next photo takes its place.
  if (dialog.open) history.replaceState({ photo: true }, "", link.href);
  else {
    history.pushState({ photo: true }, "", link.href);
    dialog.showModal();
  }
}

for (const [number, link] of links.entries()) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button) return;
    event.preventDefault();
    show(number);
  });
}

dialog.addEventListener("keydown", (event) => {
  if (event.key === "ArrowRight") show(current + 1);
  if (event.key === "ArrowLeft") show(current - 1);
});
dialog.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close();
});
dialog.addEventListener("close", () => {
  // Closed by hand: the entry goes. Closed by Back: it is gone already.
  if (history.state?.photo) history.back();
  links[current].focus();
});
addEventListener("popstate", () => {
  if (dialog.open && !history.state?.photo) dialog.close();
});

let start = null;
stage.addEventListener("touchstart", ({ touches }) => {
  start = touches.length === 1 ? touches[0].clientX : null;
}, { passive: true });
stage.addEventListener("touchend", ({ changedTouches }) => {
  const moved = start === null ? 0 : changedTouches[0].clientX - start;
  start = null;
  if (Math.abs(moved) > 40) show(current + (moved < 0 ? 1 : -1));
});
