// Beside the address of the sign-up form: the domain that was probably meant. Nothing is sent for it. Without this
// script the page after the form says it, by the same rule (newsletter/addresses.py).

for (const form of document.querySelectorAll("[data-signup]")) {
  const field = form.elements.email;
  field.addEventListener("change", () => suggest(field, form.dataset.signup.split(" ")));
}

function suggest(field, common) {
  document.getElementById("signup-meant")?.remove();
  const at = field.value.lastIndexOf("@");
  const domain = field.value.slice(at + 1).trim().toLowerCase();
  const meant = at > 0 && !common.includes(domain) && common.find((known) => isSlipOf(domain, known));
  if (!meant) return;
  const hint = document.createElement("p");
  hint.id = "signup-meant";
  hint.className = "signup-consent";
  hint.setAttribute("role", "status");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "signup-meant";
  button.textContent = `${field.value.slice(0, at)}@${meant}`;
  button.addEventListener("click", () => {
    field.value = button.textContent;
    hint.remove();
    field.focus();
  });
  hint.append("Did you mean ", button, "?");
  field.closest(".signup-field").after(hint);
}

// One letter too many, too few, wrong or swapped with its neighbour.
function isSlipOf(typed, known) {
  if (Math.abs(typed.length - known.length) > 1) return false;
  let start = 0;
  while (start < typed.length && typed[start] === known[start]) start += 1;
  const [a, b] = [typed.slice(start), known.slice(start)];
  return a.slice(1) === b.slice(1) || a.slice(1) === b || a === b.slice(1) || (a.length > 1 && a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2));
}
