// Lays the campaign over the page when the page has been there for a moment and nothing else is going on. It opens in
// the top layer, so nothing moves beneath it; without this script a link leads to the same words.

const dialog = document.querySelector("[data-campaign]");
const key = `campaign seen: ${dialog.dataset.campaign}`;
const DAY = 24 * 60 * 60 * 1000;
const COUNTING = 900;
const CLOSED = "closed";
let isTold = false;
let isFollowed = false;

/**
 * Whether this visitor saw it lately enough, or closed it: CLOSED is no date, so no day comes on which it is long ago.
 * Yes also where the browser keeps nothing, so that nobody has to close it on each page.
 */
function wasSeen() {
  try {
    localStorage.setItem("campaign storage", "works");
    localStorage.removeItem("campaign storage");
    const seen = localStorage.getItem(key);
    const days = Number(dialog.dataset.again);
    return seen !== null && !(days && Date.now() - Date.parse(seen) >= days * DAY);
  } catch {
    return true;
  }
}

function remember(what) {
  try {
    localStorage.setItem(key, what);
  } catch {
    // Full, or blocked since: it opens again on the next page.
  }
}

/** Once for each time it opened, with what followed; nothing where the browser asks not to be counted. */
function tell(outcome) {
  if (isTold || navigator.doNotTrack === "1" || navigator.globalPrivacyControl) return;
  isTold = true;
  navigator.sendBeacon(dialog.dataset.seen, new URLSearchParams({ outcome }));
}

function lay() {
  if (document.hidden) {
    document.addEventListener("visibilitychange", lay, { once: true });
    return;
  }
  const writing = document.activeElement?.matches("input, textarea, select");
  const busy = document.querySelector("dialog[open], :popover-open");
  if (writing || busy || matchMedia("print").matches || wasSeen()) return;

  dialog.addEventListener("click", ({ target }) => {
    // The content fills the dialog, so what is hit beside it is the backdrop.
    if (target === dialog || target.closest("[data-close]")) dialog.close();
    const link = target.closest(".campaign-act a");
    if (!link) return;
    isFollowed = true;
    tell("followed");
    if (link.pathname === location.pathname && link.host === location.host) dialog.close();
  });
  dialog.addEventListener("close", () => {
    if (isFollowed) return;
    remember(CLOSED);
    tell("closed");
  }, { once: true });
  addEventListener("pagehide", () => tell(""), { once: true });
  dialog.showModal();
  // Not the first button, whose ring would be seen before the words.
  dialog.querySelector("h2").focus();
  remember(new Date().toISOString());
  if (matchMedia("(prefers-reduced-motion: no-preference)").matches) dialog.querySelectorAll("[data-count]").forEach(countUp);
}

/** The number grows to what it says. What it says stays in the page all the while, for those who listen to it. */
function countUp(place) {
  const said = place.textContent;
  const numbers = said.match(/\d[\d,]*/g);
  if (numbers?.length !== 1) return;
  const end = Number(numbers[0].replaceAll(",", ""));
  const begun = performance.now();
  const seen = Object.assign(document.createElement("span"), { className: "campaign-counting", ariaHidden: "true" });
  place.classList.add("campaign-counts");
  place.append(seen);
  const step = (now) => {
    const part = Math.min(1, Math.max(0, (now - begun) / COUNTING));
    const shown = Math.round(end * (1 - (1 - part) ** 3));
    seen.textContent = said.replace(numbers[0], shown.toLocaleString("en-GB"));
    if (part < 1) return requestAnimationFrame(step);
    seen.remove();
    return place.classList.remove("campaign-counts");
  };
  step(begun);
}

const whenIdle = () => (window.requestIdleCallback ? requestIdleCallback(lay, { timeout: 2000 }) : setTimeout(lay, 500));
if (document.readyState === "complete") whenIdle();
else addEventListener("load", whenIdle, { once: true });
