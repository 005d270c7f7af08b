// The form of a page: its parts in order, rows that choose each other, and buttons that say what they do.
import { keepOrder } from "./order.js";
import { keepLinks } from "./links.js";

keepOrder(document);
keepLinks(document);

// The part that an address or a link of the section list names is opened.
function reveal() {
  const place = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  const details = place && (place.closest("details") ?? place.querySelector("details"));
  if (details) details.open = true;
  if (place) place.scrollIntoView({ block: "start" });
}
addEventListener("hashchange", reveal);
reveal();
for (const link of document.querySelectorAll(".sections a")) link.addEventListener("click", () => setTimeout(reveal));

// One press is one save.
const form = document.querySelector(".publishable #content-main > form");
let sent = false;
form?.addEventListener("submit", (event) => {
  if (sent) event.preventDefault();
  sent = true;
  changed = false;
});
addEventListener("pageshow", () => { sent = false; });

// Leaving with unsaved text asks first.
let changed = false;
form?.addEventListener("input", () => { changed = true; });
addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
