// A card grows into the page it leads to, where the browser can show that and the reader wants motion.
const motion = matchMedia("(prefers-reduced-motion: no-preference)");

addEventListener("pageswap", ({ viewTransition, activation }) => {
  if (!viewTransition || !activation?.entry.url || !motion.matches) return;
  const { pathname } = new URL(activation.entry.url);
  const links = [...document.querySelectorAll(".card a")];
  const card = links.find((link) => link.pathname === pathname)?.closest(".card");
  card?.querySelector("img")?.classList.add("becomes-plate");
});

// Back from that page by way of the browser's memory: another card may be next.
addEventListener("pageshow", () => {
  document.querySelector(".becomes-plate")?.classList.remove("becomes-plate");
});
