// The form for a newer count: the sentence that readers will see forms as one types, worded by the server; what only
// some answers need shows with them; sources we have are offered.

const PAUSE = 250;
const form = document.querySelector(".newer");
const words = form.querySelector("output");
const begins = form.querySelector(".begins");
const sources = form.querySelector("#known-sources");

// Calls after a pause in typing with what the address answers; what was typed since overtakes it.
function following(address, shown) {
  let timer, asking;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      asking?.abort();
      asking = new AbortController();
      try {
        const answer = await fetch(address(), { signal: asking.signal });
        if (answer.ok && !answer.redirected) shown(await answer.json());
      } catch {
        // Overtaken, or no network: what is shown stays.
      }
    }, PAUSE);
  };
}

const say = following(
  () => {
    const typed = new URLSearchParams(new FormData(form));
    typed.delete("csrfmiddlewaretoken");
    return `${form.dataset.sentence}?${typed}`;
  },
  ({ sentence, begins: isNew }) => {
    words.textContent = sentence;
    begins.hidden = !isNew || !sentence;
  },
);

const offer = following(
  () => `/admin/autocomplete/?${new URLSearchParams({ app_label: "wcs_species", model_name: "count", field_name: "source", term: form.elements.read_in.value })}`,
  ({ results }) => sources.replaceChildren(...results.map(({ text }) => new Option(text, text))),
);

function follow() {
  const high = form.elements.high;
  high.closest(".cell").hidden = form.elements.qualifier.value !== "between" && !high.value;
  form.querySelector(".differs").hidden = form.elements.same.value !== "no";
}

form.querySelector(".look").hidden = true;
form.addEventListener("input", ({ target }) => {
  follow();
  if (target.name === "read_in") offer();
  else say();
});
follow();
say();
form.querySelector("[aria-invalid]")?.focus();
