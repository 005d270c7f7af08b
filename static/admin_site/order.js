// Rows of a part in an order that is changed by dragging or by the buttons Up and Down; without this, by a number.

import { newId } from "./keep.js";

const ROWS = ":scope .part-row:not(.empty-form)";
// So near to an edge of the window, in pixels, the page moves on under what is dragged, and so far each time.
const EDGE = 90;
const STEP = 16;

export function keepOrder(root) {
  for (const part of root.querySelectorAll(".part")) {
    sortByPlace(part);
    for (const row of part.querySelectorAll(ROWS)) equip(row);
    count(part);
  }
  root.addEventListener("formset:added", ({ target }) => {
    const part = target.closest(".part");
    if (!part) return;
    target.querySelector('[name$="-uid"]').value = newId();
    equip(target);
    number(part);
    target.querySelector(".cells :is(input, select, textarea):not([type=hidden])")?.focus();
  });
  root.addEventListener("formset:removed", () => {
    for (const part of root.querySelectorAll(".part")) count(part);
  });
}

function rows(part) {
  return [...part.querySelectorAll(ROWS)];
}

function place(row) {
  return row.querySelector(".position");
}

// The order in which rows stand on the screen is the order they are saved in.
function number(part) {
  const all = rows(part);
  const places = all.map((row) => place(row).value);
  const rising = places.every((value, index) => value !== "" && (!index || Number(value) > Number(places[index - 1])));
  // Rows already in order keep their numbers, so that a row nobody moved is not saved again.
  if (!rising) {
    const isTail = places.slice(0, -1).every((value, index) => value !== "" && (!index || Number(value) > Number(places[index - 1])));
    if (isTail && all.length) place(all.at(-1)).value = all.length > 1 ? Number(places.at(-2)) + 1 : 1;
    else all.forEach((row, index) => { place(row).value = index + 1; });
  }
  count(part);
}

function sortByPlace(part) {
  const all = rows(part);
  const sorted = all
    .map((row, index) => ({ row, index, value: place(row).value === "" ? Infinity : Number(place(row).value) }))
    .sort((a, b) => a.value - b.value || a.index - b.index);
  if (sorted.every(({ row }, index) => row === all[index])) return;
  const end = part.querySelector(".empty-form");
  for (const { row } of sorted) end.before(row);
}

function count(part) {
  const found = rows(part).length;
  for (const badge of document.querySelectorAll(`[data-count-of="${part.dataset.part}"]`)) badge.textContent = found;
}

function equip(row) {
  const tools = row.querySelector(".row-tools");
  if (tools.querySelector(".up")) return;
  place(row).type = "hidden";
  const handle = document.createElement("span");
  handle.className = "handle";
  handle.title = "Drag to another place";
  handle.textContent = "⠿";
  const up = mover(row, "up", "↑", "Move up", -1);
  const down = mover(row, "down", "↓", "Move down", 1);
  tools.prepend(handle, up, down);
  letDrag(row, handle);
}

// By mouse, pen or finger. The others make way: a row that is taken out of the page would let go of the pointer.
function letDrag(row, handle) {
  const part = row.closest(".part");
  handle.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
    row.classList.add("dragged");
  });
  handle.addEventListener("pointermove", ({ clientY }) => {
    if (!row.classList.contains("dragged")) return;
    let other;
    while ((other = beside(part, row, -1)) && clientY < middle(other)) row.after(other);
    while ((other = beside(part, row, 1)) && clientY > middle(other)) row.before(other);
    if (clientY < EDGE) scrollBy(0, -STEP);
    else if (clientY > innerHeight - EDGE) scrollBy(0, STEP);
  });
  handle.addEventListener("lostpointercapture", () => {
    row.classList.remove("dragged");
    number(part);
    row.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

function beside(part, row, step) {
  const all = rows(part);
  return all[all.indexOf(row) + step];
}

function middle(row) {
  const { top, height } = row.getBoundingClientRect();
  return top + height / 2;
}

function mover(row, name, sign, words, step) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = name;
  button.textContent = sign;
  button.setAttribute("aria-label", words);
  button.addEventListener("click", () => {
    const part = row.closest(".part");
    const other = beside(part, row, step);
    if (!other) return;
    if (step < 0) other.before(row);
    else other.after(row);
    number(part);
    button.focus();
    row.dispatchEvent(new Event("input", { bubbles: true }));
  });
  return button;
}
