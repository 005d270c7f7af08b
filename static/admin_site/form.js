// The form of a page: its parts in order, rows that choose each other, and buttons that say what they do.
import { keepOrder } from "./order.js";
import { keepLinks } from "./links.js";
import { keepSaid, open } from "./rows.js";
import { followSections } from "./sections.js";
import { keepTyped } from "./keep.js";
import { sendSurely } from "./send.js";

keepOrder(document);
keepLinks(document);
keepSaid(document);

// What an address, a problem or the list of sections leads to is opened.
function reveal() {
  const place = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  if (!place) return;
  open(place);
  place.scrollIntoView({ block: "start" });
}
addEventListener("hashchange", reveal);
reveal();
for (const link of document.querySelectorAll(".sections a")) link.addEventListener("click", () => setTimeout(reveal));

for (const nav of document.querySelectorAll(".sections")) followSections(nav);

// What the saved draft lacks before it can be published, fetched after the form is shown.
for (const panel of document.querySelectorAll("[data-checks]")) {
  fetch(panel.dataset.checks).then(async (answer) => {
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.querySelector(".before-publishing");
    if (!found) return;
    panel.querySelector("summary").textContent = found.dataset.inShort;
    panel.append(document.adoptNode(found));
    for (const link of found.querySelectorAll("a")) {
      // Within this page, so that nothing typed is left behind.
      link.href = link.hash;
      link.addEventListener("click", () => setTimeout(reveal));
    }
    panel.classList.toggle("blocks", Boolean(found.dataset.blocks));
    panel.hidden = false;
  }, () => {});
}

// Nothing typed is lost on the way.
const form = document.querySelector(".publishable #content-main > form");
if (form?.querySelector(".kept")) sendSurely(form, keepTyped(form));
