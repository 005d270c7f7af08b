// Starts the rich text editor on its text areas. The start-up that comes with it lets the editor write a <style>,
// which our policy refuses; what that would hold is in prose.css.
import * as parts from "../django_prose_editor/editor.js";
import { offerPages } from "./page_links.js";

const CONFIG = "data-django-prose-editor-configurable";
// Plain buttons in groups: the editor's own drop-down cannot be reached by keyboard.
const GROUPS = ["blockType -lists", "lists", "nodes -blockType -lists", "marks", "link", "history", "utility"];

function start(textarea) {
  if (textarea.closest(".prose-editor") || !textarea.hasAttribute(CONFIG)) return;
  const { extensions } = JSON.parse(textarea.getAttribute(CONFIG));
  // To a page of ours by its uid, or to its figure: see page_links.js.
  if (extensions.Link) extensions.Link.protocols = [...extensions.Link.protocols, "page", "figure"];
  extensions.Menu = { groups: GROUPS.map((group) => ({ group })) };
  const chosen = Object.entries(extensions)
    .filter(([name]) => parts[name])
    .map(([name, options]) => (typeof options === "object" ? parts[name].configure(options) : parts[name]));
  const box = document.createElement("div");
  box.className = "prose-editor";
  textarea.before(box);
  box.append(textarea);
  const label = document.querySelector(`label[for="${textarea.id}"]`);
  const editor = new parts.Editor({
    element: box,
    injectCSS: false,
    extensions: chosen,
    content: textarea.value,
    editorProps: { attributes: named(label, textarea) },
    onUpdate() {
      textarea.value = editor.isEmpty ? "" : editor.getHTML();
      textarea.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  offerPages(box, editor);
  nameButtons(box, textarea);
  label?.addEventListener("click", () => editor.commands.focus());
}

function named(label, textarea) {
  const help = textarea.getAttribute("aria-describedby");
  return {
    role: "textbox",
    "aria-multiline": "true",
    "aria-label": label?.textContent.replace(":", "").trim() ?? textarea.name,
    ...(help ? { "aria-describedby": help } : {}),
  };
}

function nameButtons(box, textarea) {
  const menu = box.querySelector(".prose-menubar");
  menu?.setAttribute("role", "group");
  menu?.setAttribute("aria-label", "Format");
  for (const button of box.querySelectorAll(".prose-menubar button")) {
    if (!button.getAttribute("aria-label") ) button.setAttribute("aria-label", button.dataset.name.replaceAll("_", " "));
  }
}

for (const textarea of document.querySelectorAll(`textarea[${CONFIG}]`)) {
  if (!textarea.name.includes("__prefix__")) start(textarea);
}
document.addEventListener("formset:added", ({ target }) => {
  for (const textarea of target.querySelectorAll(`textarea[${CONFIG}]`)) start(textarea);
});
