// Lays the campaign over the page once it can be read. Without this it is an ordinary part of the page, and it is
// that again when it is closed: nothing is lost to whoever closed it too soon.

const aside = document.querySelector("[data-campaign]");
const key = `campaign closed: ${aside.dataset.campaign}`;

/** Whether this visitor closed it before; yes where the browser keeps nothing, so nobody has to close it twice. */
function wasClosed() {
  try {
    localStorage.setItem("campaign storage", "works");
    localStorage.removeItem("campaign storage");
    return localStorage.getItem(key) !== null;
  } catch {
    return true;
  }
}

function remember() {
  try {
    localStorage.setItem(key, new Date().toISOString());
  } catch {
    // Full, or blocked since: it opens again on the next page.
  }
}

function lay() {
  const writing = document.activeElement?.matches("input, textarea, select");
  const busy = document.querySelector("dialog[open]");
  if (writing || busy || matchMedia("print").matches || wasClosed()) return;

  const content = aside.querySelector(".campaign-content");
  const button = content.querySelector(".campaign-close");
  const dialog = document.createElement("dialog");
  dialog.className = "campaign-dialog";
  dialog.setAttribute("aria-labelledby", "campaign-title");
  dialog.append(content);
  document.body.append(dialog);
  aside.hidden = true;
  button.hidden = false;

  const print = () => dialog.close("print");
  addEventListener("beforeprint", print);
  button.addEventListener("click", () => dialog.close());
  content.querySelector(".campaign-link")?.addEventListener("click", remember);
  // The content fills the dialog, so what is hit beside it is the backdrop.
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => {
    if (dialog.returnValue !== "print") remember();
    removeEventListener("beforeprint", print);
    button.hidden = true;
    aside.append(content);
    aside.hidden = false;
    dialog.remove();
  }, { once: true });

  dialog.showModal();
}

if (document.readyState === "complete") lay();
else addEventListener("load", lay, { once: true });
