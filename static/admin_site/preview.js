// The page as readers would see it, beside the form while it is typed. The form is sent to the server, which saves
// nothing and answers with the page, or with what is in its way; then the last page stays.

import * as checks from "./checks.js";

const PAUSE = 500;
const KEPT = "preview-width";
const choice = document.querySelector(".preview-choice");
const form = choice?.closest("form");

let panel, frame, status, shown, timer, asking;
let isTyped = false;

function build() {
  panel = element("aside", { className: "preview" });
  panel.setAttribute("aria-label", "Preview of the draft");
  const head = element("div", { className: "preview-head" });
  const close = element("button", { type: "button", textContent: "Close the preview" });
  close.addEventListener("click", () => choose(""));
  status = element("div", { role: "status" });
  head.append(status, close);
  const page = element("div", { className: "preview-page" });
  // No script runs in it; what is followed there opens beside it.
  frame = element("iframe", { title: "The draft as a page" });
  frame.setAttribute("sandbox", "allow-same-origin allow-popups allow-popups-to-escape-sandbox");
  page.append(frame);
  panel.append(head, page);
  say("The page is being made…");
  document.body.append(panel);
  const inside = frame.contentDocument;
  inside.open();
  inside.write("<!doctype html><title>Preview</title>");
  inside.close();
  new ResizeObserver(fit).observe(page);
}

function element(name, properties) {
  return Object.assign(document.createElement(name), properties);
}

// A page of 1280 pixels stands smaller in a narrower place; one of 390 is never larger than on a phone.
function fit() {
  const place = frame.parentElement;
  const scale = Math.min(1, place.clientWidth / shown);
  frame.style.inlineSize = `${shown}px`;
  frame.style.blockSize = `${place.clientHeight / scale}px`;
  frame.style.transform = `scale(${scale})`;
}

function choose(width) {
  shown = Number(width);
  localStorage.setItem(KEPT, width);
  for (const button of choice.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button.dataset.width === width));
  }
  document.body.classList.toggle("has-preview", shown > 0);
  document.body.classList.toggle("has-wide-preview", shown > 390);
  if (!panel && shown) build();
  if (panel) panel.hidden = !shown;
  if (shown) {
    fit();
    ask();
  }
}

function soon() {
  isTyped = true;
  clearTimeout(timer);
  timer = setTimeout(askWhereSeen, PAUSE);
}

// What is typed is judged where the page, or what is in the way of publishing it, is seen.
function askWhereSeen() {
  if (shown || (isTyped && checks.panel?.open)) ask();
  else checks.outdate();
}

async function ask() {
  asking?.abort();
  asking = new AbortController();
  try {
    const answer = await fetch(choice.dataset.preview, { method: "POST", body: new FormData(form), signal: asking.signal });
    if (answer.redirected || !answer.headers.get("Content-Type")?.startsWith("application/json")) {
      checks.outdate();
      say(answer.ok ? "You are signed out. The preview waits until you sign in again." : "The preview cannot be made just now.");
      return;
    }
    const { page, before, obstacles } = await answer.json();
    if (page) {
      if (shown) put(page);
      say("As you typed it. Not saved, not public.");
      if (before) checks.show(before);
    } else {
      say("Not the newest: the preview waits for", obstacles);
      checks.wait(listed(obstacles));
    }
  } catch (error) {
    if (error.name === "AbortError") return;
    say("No connection: this is the last preview.");
    checks.outdate();
  }
}

function say(words, obstacles = []) {
  status?.replaceChildren(element("p", { textContent: words }), ...(obstacles.length ? [listed(obstacles)] : []));
}

function listed(obstacles) {
  const list = element("ul");
  for (const { place, name, words } of obstacles) {
    const line = element("li");
    if (place) line.append(element("a", { href: `#${place}`, textContent: name }), `: ${words}`);
    else line.append(words);
    list.append(line);
  }
  return list;
}

// Only what differs in the head is replaced: style sheets that stay need not be read again, and the place is kept.
function put(page) {
  const inside = frame.contentDocument;
  const fresh = new DOMParser().parseFromString(page, "text/html");
  for (const it of fresh.querySelectorAll("script, link[rel=preload], link[rel=modulepreload]")) it.remove();
  for (const form of fresh.forms) form.inert = true;
  for (const link of fresh.links) link.target = link.getAttribute("href").startsWith("#") ? "_self" : "_blank";
  const { scrollLeft, scrollTop } = inside.documentElement;
  const root = inside.documentElement;
  root.lang = fresh.documentElement.lang;
  if (styles(inside) !== styles(fresh)) inside.head.replaceWith(inside.adoptNode(fresh.head));
  inside.body.replaceWith(inside.adoptNode(fresh.body));
  root.scrollTo(scrollLeft, scrollTop);
}

function styles(page) {
  return [...page.head.querySelectorAll("link[rel=stylesheet]")].map((link) => link.getAttribute("href")).join();
}

if (choice) {
  choice.hidden = false;
  for (const button of choice.querySelectorAll("button")) {
    button.addEventListener("click", () => choose(button.dataset.width));
  }
  for (const name of ["input", "change", "dragend"]) form.addEventListener(name, soon);
  for (const name of ["formset:added", "formset:removed"]) document.addEventListener(name, soon);
  // What is found by typing is chosen through jQuery, whose events no other listener hears.
  window.django?.jQuery(form).on("change", "select.admin-autocomplete", soon);
  checks.panel?.addEventListener("toggle", () => checks.panel.open && askWhereSeen());
  choose(localStorage.getItem(KEPT) ?? "");
}
