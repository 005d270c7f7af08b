// Files dragged or chosen are sent one by one, two at a time, each with its own progress. What arrived stays, whatever
// becomes of the connection; what did not waits, and goes on by itself when the network is back.
const AT_ONCE = 2;
// As many keys as an address holds.
const MOST_DESCRIBED = 400;
const PAUSES = [5, 15, 60];
const LOST = "The connection was lost. It goes on when the network is back.";
const SIGNED_OUT = "You are signed out. Sign in in another tab, then try again.";

const zone = document.querySelector("[data-take]");
if (zone) start(zone);

function start(root) {
  const form = root.querySelector("form");
  const input = form.querySelector("input[type=file]");
  const queue = root.querySelector(".queue");
  const list = queue.querySelector("ul");
  const says = queue.querySelector("[role=status]");
  const again = queue.querySelector("[data-again]");
  const describe = queue.querySelector("[data-describe-link]");
  const see = queue.querySelector("[data-see-link]");
  const items = [];
  let pauses = 0;
  let timer = 0;

  form.querySelector("button").hidden = true;
  input.addEventListener("change", () => {
    take(input.files);
    form.reset();
  });
  form.addEventListener("submit", (event) => event.preventDefault());

  // A file that misses the zone must not take the place of the page.
  for (const name of ["dragover", "drop"]) addEventListener(name, (event) => event.preventDefault());
  addEventListener("dragover", () => root.classList.add("dragged-over"));
  addEventListener("dragleave", (event) => { if (!event.relatedTarget) root.classList.remove("dragged-over"); });
  addEventListener("drop", (event) => {
    root.classList.remove("dragged-over");
    if (event.dataTransfer?.files.length) take(event.dataTransfer.files);
  });
  addEventListener("beforeunload", (event) => { if (items.some(isUnsent)) event.preventDefault(); });
  addEventListener("online", retry);
  again.addEventListener("click", retry);

  function take(files) {
    for (const file of files) {
      const item = { file, state: "waiting", tries: 0, row: rowOf(file) };
      items.push(item);
      list.append(item.row);
      if (file.size > Number(root.dataset.maxBytes)) {
        const most = Math.floor(root.dataset.maxBytes / 1024 ** 2);
        settle(item, "refused", `${file.name} has ${Math.ceil(file.size / 1024 ** 2)} MB; at most ${most} are taken.`);
      }
    }
    queue.hidden = !items.length;
    go();
  }

  function go() {
    for (const item of items) {
      if (items.filter(({ state }) => state === "sending").length >= AT_ONCE) break;
      if (item.state === "waiting") send(item);
    }
    tell();
  }

  function send(item) {
    item.state = "sending";
    item.tries += 1;
    const bar = document.createElement("progress");
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", `Sending ${item.file.name}`);
    item.row.querySelector(".queue-words").replaceChildren(bar);
    const data = new FormData();
    data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    if (item.keepBoth) data.append("keep_both", "1");
    data.append("file", item.file);
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      bar.value = loaded / total;
      if (loaded === total) bar.removeAttribute("value");
    });
    request.addEventListener("load", () => answered(item, request));
    for (const name of ["error", "abort", "timeout"]) request.addEventListener(name, () => lost(item, LOST));
    request.open("POST", root.dataset.take);
    request.send(data);
  }

  function answered(item, { status, responseText }) {
    let answer;
    try {
      answer = JSON.parse(responseText);
    } catch {
      // A page instead of an answer: that of signing in, or of a server in trouble.
      if (status === 200 || status === 403) lost(item, SIGNED_OUT, { signedOut: true });
      else if (status === 413) settle(item, "refused", `${item.file.name} is too large for this server.`);
      else lost(item, `The server is in trouble (${status}). It is tried again in a while.`);
      return;
    }
    pauses = 0;
    item.answer = answer;
    // Sent a second time, a file that is here already is the one whose answer was lost.
    if (status === 201 || (status === 409 && item.tries > 1 && !item.wasHere)) settle(item, "added", "Added");
    else if (status === 409) settle(item, "same", answer.words);
    else if (status === 422) settle(item, "refused", answer.words);
    else lost(item, answer.words);
  }

  function lost(item, words, { signedOut = false } = {}) {
    item.signedOut = signedOut;
    settle(item, "failed", words);
    clearTimeout(timer);
    timer = setTimeout(retry, PAUSES[Math.min(pauses++, PAUSES.length - 1)] * 1000);
  }

  async function retry() {
    clearTimeout(timer);
    const failed = items.filter(({ state }) => state === "failed");
    if (failed.some(({ signedOut }) => signedOut)) await renewToken();
    for (const item of failed) item.state = "waiting";
    go();
  }

  // Who signs in anew gets a new token; the page knows the old one.
  async function renewToken() {
    try {
      const text = await (await fetch(form.action)).text();
      const page = new DOMParser().parseFromString(text, "text/html");
      const token = page.querySelector(".drop [name=csrfmiddlewaretoken]");
      if (token) form.elements.csrfmiddlewaretoken.value = token.value;
    } catch { /* still no network: the files stay where they are */ }
  }

  function settle(item, state, words) {
    item.state = state;
    const { answer, row } = item;
    row.className = `queue-${state}`;
    const text = row.querySelector(".queue-words");
    text.replaceChildren(words);
    if (answer?.url && (state === "added" || state === "same")) {
      const link = Object.assign(document.createElement("a"), { href: answer.url, textContent: answer.title });
      link.target = "_blank";
      text.append(" ", link);
      if (answer.thumbnail) row.querySelector("img").src = answer.thumbnail;
      row.querySelector("img").hidden = !answer.thumbnail;
    }
    if (state === "same") {
      item.wasHere = true;
      const both = Object.assign(document.createElement("button"), { type: "button", textContent: "Keep both" });
      both.addEventListener("click", () => {
        item.keepBoth = true;
        item.state = "waiting";
        go();
      });
      text.append(" ", both);
    }
    go();
  }

  function tell() {
    const count = (...states) => items.filter(({ state }) => states.includes(state)).length;
    const under = count("waiting", "sending");
    const parts = [
      [under, "under way"],
      [count("added"), "added"],
      [count("same"), "here already"],
      [count("refused"), "refused"],
      [count("failed"), "not sent yet"],
    ];
    const words = parts.filter(([number]) => number).map(([number, what]) => `${number} ${what}`).join(", ");
    if (says.textContent !== words) says.textContent = words;
    again.hidden = !count("failed");
    const added = items.filter(({ state }) => state === "added").map(({ answer }) => answer.pk).slice(0, MOST_DESCRIBED);
    describe.hidden = !added.length || under > 0;
    describe.href = `${root.dataset.describe}?ids=${added.join(",")}`;
    describe.textContent = `Describe the ${added.length} new photo${added.length === 1 ? "" : "s"}`;
    see.hidden = describe.hidden;
  }
}

function isUnsent({ state }) {
  return ["waiting", "sending", "failed"].includes(state);
}

function rowOf(file) {
  const row = document.createElement("li");
  const image = Object.assign(document.createElement("img"), { alt: "", hidden: true, className: "thumbnail" });
  const name = Object.assign(document.createElement("span"), { className: "queue-name", textContent: file.name });
  const words = Object.assign(document.createElement("span"), { className: "queue-words", textContent: "Waiting" });
  row.append(image, name, words);
  return row;
}
