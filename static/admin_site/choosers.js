// Photos are chosen by their look: each found one with its picture, then the chooser itself and the line of its row.
// Modules run before Django starts its choosers.
const jQuery = window.django?.jQuery;

function pictured({ text, picture, element }) {
  picture ??= element?.dataset.picture;
  if (!picture) return text;
  const line = document.createElement("span");
  line.append(image(picture), text);
  return line;
}

function image(src) {
  return Object.assign(new Image(48, 32), { className: "thumbnail", src, alt: "" });
}

if (jQuery?.fn.select2) {
  jQuery.fn.select2.defaults.set("templateResult", pictured);
  jQuery.fn.select2.defaults.set("templateSelection", pictured);
  jQuery(document).on("select2:select", ({ target, params }) => {
    const line = target.name.endsWith("-photo") && target.closest(".part-row")?.querySelector(".row-said");
    if (!line) return;
    line.querySelector("img")?.remove();
    if (params.data.picture) line.prepend(image(params.data.picture));
  });
}
