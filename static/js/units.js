// Which units a reader chose last, on whatever page: kept in this browser and told to nobody.
const root = document.documentElement;

function kept() {
  try {
    return localStorage.getItem("units") ?? "both";
  } catch {
    return "both";
  }
}

function show(units) {
  root.dataset.units = units;
  for (const radio of document.querySelectorAll(".units input")) radio.checked = radio.value === units;
}

// Before the page is painted, where the browser waits for this; the control may not be there yet.
show(kept());
document.addEventListener("DOMContentLoaded", () => show(kept()));
// Back and forward show the page as it was left.
addEventListener("pageshow", () => show(kept()));
document.addEventListener("change", ({ target }) => {
  if (!target.matches(".units input")) return;
  try {
    localStorage.setItem("units", target.value);
  } catch {
    // Not kept, but shown.
  }
  show(target.value);
});
