// Rows that choose rows of another part of the same form: a count its series, an action the threats it answers.
// What can be chosen follows what is typed there, rows that are not saved yet included.

export function keepLinks(root) {
  for (const part of root.querySelectorAll(".part[data-label-fields]:not([data-label-fields=''])")) {
    const follow = () => offer(root, part);
    part.addEventListener("input", follow);
    part.addEventListener("change", follow);
    root.addEventListener("formset:removed", follow);
  }
  root.addEventListener("formset:added", () => {
    for (const part of root.querySelectorAll(".part[data-label-fields]:not([data-label-fields=''])")) offer(root, part);
  });
}

function offer(root, part) {
  const choosers = root.querySelectorAll(`.links-to-${part.dataset.part}`);
  if (!choosers.length) return;
  const choices = rowsOf(part);
  for (const chooser of choosers) {
    if (chooser.tagName === "SELECT") fillSelect(chooser, choices);
    else fillBoxes(chooser, choices);
  }
}

// The words that name a row, as typed.
export function named(row, names) {
  return names.map((name) => words(row.querySelector(`[name$="-${name}"]`))).filter(Boolean).join(", ");
}

function rowsOf(part) {
  const names = part.dataset.labelFields.split(" ");
  return [...part.querySelectorAll(".part-row:not(.empty-form)")]
    .filter((row) => !row.querySelector('[name$="-DELETE"]')?.checked)
    .map((row) => ({
      uid: row.querySelector('[name$="-uid"]').value,
      words: named(row, names),
    }))
    .filter(({ words: label }) => label);
}

function words(field) {
  if (!field) return "";
  if (field.tagName === "SELECT") return field.value ? field.selectedOptions[0].textContent : "";
  return field.value.trim();
}

function fillSelect(select, choices) {
  const chosen = select.value;
  const [blank] = select.options;
  select.replaceChildren(blank, ...choices.map(({ uid, words: label }) => new Option(label, uid)));
  select.value = choices.some(({ uid }) => uid === chosen) ? chosen : "";
}

function fillBoxes(list, choices) {
  const name = list.dataset.name ?? boxName(list);
  const chosen = new Set([...list.querySelectorAll("input:checked")].map((box) => box.value));
  list.replaceChildren(
    ...choices.map(({ uid, words: label }, index) => {
      const box = Object.assign(document.createElement("input"), { type: "checkbox", value: uid, name });
      box.id = `${list.id}_${index}`;
      box.checked = chosen.has(uid);
      const holder = document.createElement("label");
      holder.append(box, ` ${label}`);
      const line = document.createElement("div");
      line.append(holder);
      return line;
    }),
  );
}

// An empty list holds no box to read the name from: its id is the name with id_ before it.
function boxName(list) {
  return list.querySelector("input")?.name ?? list.id.replace(/^id_/, "");
}
