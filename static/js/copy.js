// A button that copies what it names, where the browser lets it.
for (const button of document.querySelectorAll("button[data-copy]")) {
  const told = button.parentElement.querySelector("[role=status]");
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      told.textContent = "Copied.";
    } catch {
      told.textContent = button.dataset.copy;
    }
  });
}
