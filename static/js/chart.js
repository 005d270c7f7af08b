// The points of a chart are read one by one: with the arrow keys, by touch or under the pointer.
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

function enhance(chart) {
  const points = [...chart.querySelectorAll("[data-told]")];
  const shown = document.createElement("span");
  shown.className = "chart-told";
  shown.setAttribute("aria-hidden", "true");
  chart.after(shown);

  chart.removeAttribute("aria-hidden");
  chart.setAttribute("role", "group");
  chart.setAttribute("aria-label", "Chart of the counts below. Arrow keys go from one to the next.");
  for (const text of chart.querySelectorAll("text")) text.setAttribute("aria-hidden", "true");
  for (const [number, point] of points.entries()) {
    // Its label is read out when it takes the focus.
    point.setAttribute("role", "img");
    point.setAttribute("aria-label", point.dataset.told);
    point.setAttribute("tabindex", number ? "-1" : "0");
    const show = () => { shown.textContent = point.dataset.told; };
    point.addEventListener("focus", () => {
      for (const each of points) each.setAttribute("tabindex", each === point ? "0" : "-1");
      show();
    });
    point.addEventListener("pointerenter", show);
    point.addEventListener("click", () => point.focus());
  }
  chart.addEventListener("keydown", (event) => {
    const here = points.indexOf(document.activeElement);
    const wanted = { Home: 0, End: points.length - 1 }[event.key] ?? here + (STEPS[event.key] ?? NaN);
    if (here < 0 || !(wanted in points)) return;
    event.preventDefault();
    points[wanted].focus();
  });
  chart.addEventListener("focusout", () => { shown.textContent = ""; });
  chart.addEventListener("pointerleave", () => {
    shown.textContent = points.includes(document.activeElement) ? document.activeElement.dataset.told : "";
  });
}

for (const chart of document.querySelectorAll("[data-chart]")) enhance(chart);
