// Loads the lightbox when a reader first reaches for a photo. Without it each photo leads to its own page, or its file.
let loading;

function load() {
  // Both at once, though the first imports the second: one wait less.
  loading ??= Promise.all([import("./lightbox.js"), import("../vendor/photoswipe/photoswipe.esm.min.js")]);
  loading.catch(() => { loading = undefined; });
  return loading.then(([lightbox]) => lightbox);
}

const photoOf = (event) => event.target.closest?.("a[data-photo]");

for (const reached of ["pointerover", "focusin"]) {
  document.addEventListener(reached, (event) => {
    if (photoOf(event) && !navigator.connection?.saveData) load().catch(() => {});
  });
}

document.addEventListener("click", async (event) => {
  const photo = photoOf(event);
  if (!photo || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button) return;
  event.preventDefault();
  try {
    (await load()).open(photo);
  } catch {
    location.assign(photo.href);
  }
});

// Back closes the lightbox, forward opens it again, and so does a reload where the address is still this page's.
const here = location.pathname;

async function follow() {
  const photo = [...document.querySelectorAll("a[data-photo]")].find((one) => one.dataset.photo === history.state?.photo);
  if (photo) (await load()).open(photo, { isNew: false });
  // Reloaded on the photo's own page, then back: the browser takes that page for the one before.
  else if (location.pathname !== here) location.reload();
  else if (loading) (await load()).close();
}
addEventListener("popstate", follow);
follow();
