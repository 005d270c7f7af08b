// Many photos described in one form: what all have in common is seen, in grey, in each row that will take it; and
// leaving with unsaved words asks first.
const form = document.querySelector("form.describe");
if (form) {
  for (const common of form.querySelectorAll(".for-all input[type=text]")) {
    const name = common.name.replace("all-", "");
    const show = () => {
      for (const field of form.querySelectorAll(`.cell-${name} input`)) field.placeholder = common.value;
    };
    common.addEventListener("input", show);
    show();
  }
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}
