// What is in the way of publishing, and what is to consider: of the saved draft at first, then of what is typed.
import { reveal } from "./rows.js";

export const panel = document.querySelector(".publishable .checks");

// Once the form is shown. What is typed may have been judged by then.
export async function askOfSaved() {
  const answer = await fetch(panel.dataset.checks);
  if (answer.ok && !answer.redirected && panel.hidden) show(await answer.text());
}

export function show(text) {
  const found = new DOMParser().parseFromString(text, "text/html").querySelector(".before-publishing");
  if (found) fill(found.dataset.inShort, document.adoptNode(found), found.dataset);
}

// What the form does not take cannot be judged.
export function wait(obstacles) {
  if (panel) fill("Before publishing: what the form does not take yet", obstacles, { isTyped: "yes", blocks: "yes" });
}

// What was found says nothing of what was typed since.
export function outdate() {
  if (panel?.dataset.isTyped) fill("Before publishing: open this to judge what is typed", "", {});
}

function fill(words, inside, { isTyped = "", blocks = "" }) {
  const line = panel.querySelector("summary");
  line.textContent = words;
  panel.replaceChildren(line, inside);
  for (const link of panel.querySelectorAll("a:not(.way)")) {
    // Within this page, so that nothing typed is left behind.
    link.href = link.hash;
    link.addEventListener("click", () => setTimeout(reveal));
  }
  panel.classList.toggle("blocks", Boolean(blocks));
  panel.dataset.isTyped = isTyped;
  panel.hidden = false;
}
