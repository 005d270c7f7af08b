// The line of a row says what is typed in it; the row that an address names is opened.
import { named } from "./links.js";

export function keepSaid(root) {
  const say = ({ target }) => {
    const row = target.closest?.(".part-row");
    const names = row?.closest(".part").dataset.labelFields.split(" ").filter(Boolean) ?? [];
    if (!names.some((name) => target.name?.endsWith(`-${name}`))) return;
    const line = row.querySelector(".row-said");
    line.replaceChildren(...line.querySelectorAll("img"), ` ${named(row, names) || "New"}`);
  };
  root.addEventListener("input", say);
  // Choosers tell jQuery only.
  window.django?.jQuery(root).on("change", say);
}

// What an address, a problem or the list of sections leads to is opened.
export function reveal() {
  const place = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  if (!place) return;
  open(place);
  place.scrollIntoView({ block: "start" });
}

function open(place) {
  const own = place.matches(".part-row") ? ":scope > details" : ":scope > fieldset > details";
  for (let each = place.querySelector(own) ?? place.closest("details"); each; each = each.parentElement.closest("details")) {
    each.open = true;
  }
}
