// The library as a grid or as rows: both are the same table, so the choice needs no request and no selection is lost.
const KEPT = "photo-view";
const links = [...document.querySelectorAll("a[data-view]")];

function show(view) {
  document.body.classList.toggle("photo-grid", view === "grid");
  for (const link of links) {
    if (link.dataset.view === view) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

for (const link of links) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    localStorage.setItem(KEPT, link.dataset.view);
    history.replaceState(null, "", link.href);
    show(link.dataset.view);
  });
}

const asked = new URLSearchParams(location.search).has("view");
if (links.length && !asked && localStorage.getItem(KEPT)) show(localStorage.getItem(KEPT));
