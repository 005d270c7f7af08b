// How far an issue is, kept up to date while the page is looked at. Without this, loading it again shows the same.

const EVERY = 3000;
const root = document.querySelector("[data-poll]");

async function look() {
  if (document.hidden) return;
  const response = await fetch(root.dataset.poll, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!response?.ok) return;
  const words = await response.json();
  const was = document.querySelector('[data-progress="state"]').textContent;
  for (const place of document.querySelectorAll("[data-progress]")) place.textContent = words[place.dataset.progress];
  const bar = root.querySelector("progress");
  if (bar) [bar.max, bar.value] = [words.of, words.done];
  // The buttons belong to the state.
  if (words.state !== was) location.reload();
}

if (root) setInterval(look, EVERY);
