// The form of a page: its parts in order, rows that choose each other, and buttons that say what they do.
import { keepOrder } from "./order.js";
import { keepLinks } from "./links.js";
import { askOfSaved, panel } from "./checks.js";
import { keepSaid, reveal } from "./rows.js";
import { followSections } from "./sections.js";
import { keepTyped } from "./keep.js";
import { sendSurely } from "./send.js";

keepOrder(document);
keepLinks(document);
keepSaid(document);

addEventListener("hashchange", reveal);
reveal();
for (const link of document.querySelectorAll(".sections a")) link.addEventListener("click", () => setTimeout(reveal));

for (const nav of document.querySelectorAll(".sections")) followSections(nav);

if (panel?.dataset.checks) askOfSaved().catch(() => {});

// Nothing typed is lost on the way.
const form = document.querySelector(".publishable #content-main > form");
if (form?.querySelector(".kept")) sendSurely(form, keepTyped(form));
