// What is typed is kept in this browser until it is saved, for each page and each editor, and offered when it was not:
// after a crash, a lost session, a closed tab. Never passwords or files; thrown away after signing out and after DAYS.

const PREFIX = "typed:";
const LONGEST = 1_500_000;
const MOST = 8;
const DAYS = 14;
const DAY = 86_400_000;

export function keepTyped(form) {
  const offer = form.querySelector(".kept");
  const typing = form.elements.typing;
  if (!offer || !typing) return { isChanged: () => false, keep() {} };
  const isShownAgain = Boolean(typing.value);
  typing.value ||= crypto.randomUUID?.() ?? newId();
  const mine = `${PREFIX}${offer.dataset.user}:${location.pathname}:`;
  const key = mine + typing.value;
  let untouched = isShownAgain ? "" : typed(form);
  let last = untouched;
  let isLeft = false;

  forgetSaved();
  forgetOld();
  // Held while this form is open, so that another tab does not offer what is being typed in this one.
  navigator.locks?.request(key, () => new Promise(() => {}));
  offerKept(form, offer, mine, key);

  function keep() {
    if (isLeft) return;
    const now = typed(form);
    if (now === last) return;
    last = now;
    if (now === untouched) localStorage.removeItem(key);
    else store(key, JSON.stringify({ at: Date.now(), fields: now }));
  }
  let timer;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(keep, 800);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  // Choosers and calendars tell nobody.
  setInterval(keep, 4000);
  addEventListener("pagehide", keep);
  document.addEventListener("visibilitychange", keep);
  document.getElementById("logout-form")?.addEventListener("submit", () => {
    isLeft = true;
    for (const name of names(`${PREFIX}${offer.dataset.user}:`)) localStorage.removeItem(name);
  });
  return { isChanged: () => typed(form) !== untouched, keep };
}

function typed(form) {
  const fields = [...new FormData(form)].filter(([name, value]) => typeof value === "string"
    && name !== "csrfmiddlewaretoken" && name !== "typing" && !name.includes("__prefix__")
    && form.elements[name]?.type !== "password");
  return JSON.stringify(fields);
}

function names(start) {
  return Object.keys(localStorage).filter((name) => name.startsWith(start));
}

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name)) ?? {};
  } catch {
    return {};
  }
}

function store(key, text) {
  if (text.length > LONGEST) return;
  const others = names(PREFIX).filter((name) => name !== key).sort((a, b) => (read(a).at ?? 0) - (read(b).at ?? 0));
  while (others.length >= MOST) localStorage.removeItem(others.shift());
  for (;;) {
    try {
      localStorage.setItem(key, text);
      return;
    } catch {
      // Full: the oldest goes first. With nothing left to go, this browser keeps nothing.
      if (!others.length) return;
      localStorage.removeItem(others.shift());
    }
  }
}

// The server says in a cookie which text it saved.
function forgetSaved() {
  const saved = /(?:^|; )saved=([0-9a-f-]{36})/.exec(document.cookie)?.[1];
  if (!saved) return;
  for (const name of names(PREFIX)) if (name.endsWith(`:${saved}`)) localStorage.removeItem(name);
  document.cookie = "saved=; path=/admin/; max-age=0";
}

function forgetOld() {
  for (const name of names(PREFIX)) if (!(read(name).at > Date.now() - DAYS * DAY)) localStorage.removeItem(name);
}

async function offerKept(form, offer, mine, own) {
  const open = new Set(((await navigator.locks?.query())?.held ?? []).map(({ name }) => name));
  const [newest] = names(mine)
    .filter((name) => name !== own && !open.has(name))
    .sort((a, b) => read(b).at - read(a).at);
  if (!newest) return;
  offer.querySelector(".when").textContent = ago(Date.now() - read(newest).at);
  offer.hidden = false;
  offer.querySelector(".put-back").addEventListener("click", () => putBack(form, newest));
  offer.querySelector(".throw-away").addEventListener("click", () => {
    localStorage.removeItem(newest);
    offer.hidden = true;
    offerKept(form, offer, mine, own);
  }, { once: true });
}

// The server shows the form again as it was typed, rows and rich text included, beside what was saved since.
function putBack(form, name) {
  const again = Object.assign(document.createElement("form"), { method: "post", action: location.pathname, hidden: true });
  const fields = [
    ...JSON.parse(read(name).fields),
    ["csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value],
    ["typing", name.split(":").at(-1)],
    ["_put_back", "1"],
  ];
  for (const [field, value] of fields) {
    const input = Object.assign(document.createElement("textarea"), { name: field });
    input.value = value;
    again.append(input);
  }
  document.body.append(again);
  form.dispatchEvent(new Event("leave"));
  HTMLFormElement.prototype.submit.call(again);
}

function ago(milliseconds) {
  const minutes = Math.round(milliseconds / 60_000);
  if (minutes < 1) return "a moment ago";
  if (minutes < 90) return minutes === 1 ? "a minute ago" : `${minutes} minutes ago`;
  const hours = Math.round(minutes / 60);
  return hours < 36 ? `${hours} hours ago` : `${Math.round(hours / 24)} days ago`;
}

export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
