// What is wrong with a page as it is laid out now, in words; used by test_look.py.

const seen = (element) => element.checkVisibility({ visibilityProperty: true });
const short = (text) => text.trim().replace(/\s+/g, " ").slice(0, 40);

/** Every line of text that can be seen: its words, its box, and the element it stands in. */
function lines() {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const parent = node.parentElement;
    if (!node.data.trim() || parent.closest(".away, script, style, svg, textarea, select, .skip") || !seen(parent)) continue;
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) if (box.width > 1 && box.height > 1) found.push({ node, parent, box });
  }
  return found;
}

/** What cuts off at its edges, from the element outwards; each is asked once. */
function clippers(element, known) {
  if (element === document.body) return [];
  if (!known.has(element)) {
    const outer = clippers(element.parentElement, known);
    const style = getComputedStyle(element);
    const isOpen = style.overflowX === "visible" && style.overflowY === "visible";
    const scrolls = ["auto", "scroll"].includes(style.overflowY);
    known.set(element, isOpen ? outer : [{ edge: element.getBoundingClientRect(), scrolls }, ...outer]);
  }
  return known.get(element);
}

function clipped(all) {
  const known = new Map();
  const width = document.documentElement.clientWidth;
  return all.filter(({ parent, box }) => box.left < -1 || box.right > width + 1
    || clippers(parent, known).some(({ edge, scrolls }) => box.left < edge.left - 1 || box.right > edge.right + 1
      || (!scrolls && (box.top < edge.top - box.height / 3 || box.bottom > edge.bottom + box.height / 3))))
    .map(({ node }) => `cut off: ${short(node.data)}`);
}

/** Lines whose letters, not only their leading, lie over each other. */
function overlapping(all) {
  const cores = all.map(({ node, box }) => ({
    node, left: box.left + 1, right: box.right - 1,
    top: box.top + box.height * 0.3, bottom: box.bottom - box.height * 0.3,
  })).sort((one, other) => one.top - other.top);
  const found = [];
  for (let i = 0; i < cores.length; i++) {
    for (let j = i + 1; j < cores.length && cores[j].top < cores[i].bottom - 1; j++) {
      const [one, other] = [cores[i], cores[j]];
      if (one.node !== other.node && one.left < other.right - 1 && other.left < one.right - 1) {
        found.push(`overlap: ${short(one.node.data)} / ${short(other.node.data)}`);
      }
    }
  }
  return found;
}

function layoutProblems() {
  const all = lines();
  const found = [...clipped(all), ...overlapping(all)];
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) found.push(`scrolls sideways: ${scrollWidth} in ${clientWidth}`);
  return [...new Set(found)].slice(0, 8);
}

/** What a finger hits: of a box to tick, its words too. */
function target(control) {
  return ["checkbox", "radio"].includes(control.type) ? control.closest("label") ?? control : control;
}

/** Controls that a finger misses: WCAG's 24 px is for what stands alone, ours are 44. A live figure is text of a
 * sentence, as a link in it is. */
function smallControls() {
  return [...document.querySelectorAll("button:not(.figure), .button, input:not([type=hidden]), select, textarea, summary")]
    .filter((one) => seen(one) && !one.closest(".away") && target(one).getBoundingClientRect().height < 43.5)
    .map((one) => `lower than 44 px: ${short(one.textContent || one.id)}`);
}

function headingProblems() {
  const levels = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter((one) => !one.closest("dialog"))
    .map((one) => [Number(one.tagName[1]), short(one.textContent)]);
  const found = levels.filter(([level]) => level === 1).length === 1 ? [] : ["not one h1"];
  levels.forEach(([level, words], index) => {
    const before = index ? levels[index - 1][0] : 0;
    if (level > before + 1) found.push(`h${level} after h${before}: ${words}`);
    if (!words) found.push(`empty h${level}`);
  });
  return found;
}

/** Links that say the same and lead elsewhere, or say nothing. */
function linkProblems() {
  const led = new Map();
  const found = [];
  for (const link of document.querySelectorAll("a[href]")) {
    // Of a source the year beside it tells which edition it is.
    if (link.closest("[aria-hidden=true], .sources")) continue;
    const pictures = [...link.querySelectorAll("img")].map((picture) => picture.alt);
    const name = (link.getAttribute("aria-label") ?? [link.textContent, ...pictures].join(" ")).trim().replace(/\s+/g, " ");
    if (!name) found.push(`no name: ${link.href}`);
    else if (led.has(name) && led.get(name) !== link.href) found.push(`two links “${name}”: ${link.href}`);
    led.set(name, link.href);
  }
  return found;
}

/** Every word two fifths longer, as in a language that needs more letters. */
function longerWords() {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  for (const node of nodes) {
    if (node.parentElement.closest("script, style, .mark, .ladder, textarea")) continue;
    node.data = node.data.replace(/\p{L}{3,}/gu, (word) => word + word.slice(0, Math.ceil(word.length * 0.4)).toLowerCase());
  }
}
