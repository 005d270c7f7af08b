// Buttons under the rich text editor. One finds a page of ours by its name and links to it by its uid, so that the link
// survives a move; without a selection, the name of the page is written too. The other writes the headline number of an
// animal, which follows that animal's page from then on.

const PAUSE = 250;

const OFFERS = [
  { button: "Link to a page…", asks: "Link to the page named", none: "No link", query: "", put: link },
  { button: "Live figure…", asks: "The headline number of", none: "No figure", query: "figures=1&", put: write },
];

export function offerPages(box, editor) {
  const buttons = Object.assign(document.createElement("div"), { className: "page-link-buttons" });
  for (const offer of OFFERS) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "page-link-button", textContent: offer.button });
    button.addEventListener("click", () => choose(editor, offer));
    buttons.append(button);
  }
  // Beside the menu, which is written anew as the selection changes.
  box.after(buttons);
}

function choose(editor, offer) {
  const dialog = Object.assign(document.createElement("dialog"), { className: "page-links" });
  const label = Object.assign(document.createElement("label"), { textContent: offer.asks });
  const field = Object.assign(document.createElement("input"), { type: "search", autocomplete: "off" });
  const list = document.createElement("ul");
  const close = Object.assign(document.createElement("button"), { type: "button", textContent: offer.none });
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
    timer = setTimeout(() => show(field, list, offer, (page) => {
      dialog.close();
      offer.put(editor, page);
    }), PAUSE);
  });
  dialog.showModal();
}

async function show(field, list, { query }, chosen) {
  const words = field.value;
  let pages = [];
  try {
    const response = await fetch(`/admin/pages/?${query}q=${encodeURIComponent(words)}`);
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

// In the place of what is selected: its words are those of the profile.
function write(editor, { href, name }) {
  editor.chain().focus().insertContent({ type: "text", text: name, marks: [{ type: "link", attrs: { href } }] }).run();
}
