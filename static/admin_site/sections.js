// The list of sections follows the editor: the last section that begins above the upper third of the window is theirs.
export function followSections(nav) {
  const links = [...nav.querySelectorAll("a")];
  const places = new Map(links.map((link) => [document.getElementById(link.hash.slice(1)), link]));
  places.delete(null);
  let here = null;

  function follow() {
    const atEnd = scrollY && scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
    let found = links[0];
    for (const [place, link] of places) {
      if (atEnd || place.getBoundingClientRect().top <= innerHeight / 3) found = link;
    }
    if (found === here) return;
    here?.removeAttribute("aria-current");
    here = found;
    here?.setAttribute("aria-current", "location");
    // On a phone the list is wider than the window.
    if (here) nav.scrollLeft = here.offsetLeft - nav.offsetLeft - 16;
  }

  let waiting = 0;
  addEventListener("scroll", () => {
    waiting ||= requestAnimationFrame(() => {
      waiting = 0;
      follow();
    });
  }, { passive: true });
  follow();
}
