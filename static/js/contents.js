// "On this page" follows the reader: the last heading above the upper third of the window is where they are.
const contents = document.querySelector("[data-contents]");
const wide = matchMedia("(min-width: 80rem)");
const links = new Map(
  [...contents.querySelectorAll("a")].map((link) => [document.querySelector(link.hash), link]),
);

function follow() {
  const line = innerHeight / 3;
  const atEnd = scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
  let here = null;
  for (const [section, link] of links) {
    if (section.getBoundingClientRect().top <= line || atEnd) here = link;
  }
  for (const link of links.values()) {
    if (link === here) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

let waiting = 0;
addEventListener("scroll", () => {
  waiting ||= requestAnimationFrame(() => {
    waiting = 0;
    follow();
  });
}, { passive: true });

const unfold = () => { contents.open = wide.matches; };
wide.addEventListener("change", unfold);
contents.addEventListener("click", (event) => {
  if (event.target.closest("a") && !wide.matches) contents.open = false;
});
unfold();
follow();
