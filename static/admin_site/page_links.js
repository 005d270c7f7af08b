// A button under the rich text editor: finds a page of ours by its name and links to it by its uid, so that the link
// survives a move. Without a selection, the name of the page is written too.

const PAUSE = 250;

export function offerPages(box, editor) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "page-link-button", textContent: "Link to a page…" });
  button.addEventListener("click", () => choose(editor));
  // Beside the menu, which is written anew as the selection changes.
  box.after(button);
}

function choose(editor) {
  const dialog = Object.assign(document.createElement("dialog"), { className: "page-links" });
  const label = Object.assign(document.createElement("label"), { textContent: "Link to the page named" });
  const field = Object.assign(document.createElement("input"), { type: "search", autocomplete: "off" });
  const list = document.createElement("ul");
  const close = Object.assign(document.createElement("button"), { type: "button", textContent: "No link" });
  label.append(field);
  dialog.append(label, list, close);
  // Beside the form, not in it: what is searched for is no part of the page.
  document.body.append(dialog);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    editor.commands.focus();
  });
  let timer;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => show(field, list, (page) => {
      dialog.close();
      link(editor, page);
    }), PAUSE);
  });
  dialog.showModal();
}

async function show(field, list, chosen) {
  const words = field.value;
  let pages = [];
  try {
    const response = await fetch(`/admin/pages/?q=${encodeURIComponent(words)}`);
    if (response.ok) ({ pages } = await response.json());
  } catch {
    // No network: nothing is found.
  }
  if (words !== field.value) return;
  list.replaceChildren(...pages.map((page) => {
    const line = document.createElement("li");
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: page.name });
    const kind = Object.assign(document.createElement("small"), { textContent: ` ${page.kind}` });
    button.append(kind);
    button.addEventListener("click", () => chosen(page));
    line.append(button);
    return line;
  }));
}

function link(editor, { href, name }) {
  const chain = editor.chain().focus();
  if (editor.state.selection.empty) chain.insertContent({ type: "text", text: name, marks: [{ type: "link", attrs: { href } }] }).run();
  else chain.setLink({ href }).run();
}
