// A thin line along the top while the next page is on its way. A style sheet shows it only when that takes long.
export function leaving() {
  const root = document.documentElement;
  const wait = () => root.classList.add("leaving");
  const stay = () => root.classList.remove("leaving");
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) wait();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (!link || !isPlain || event.defaultPrevented || link.target || link.hasAttribute("download")) return;
    const to = new URL(link.href, location.href);
    if (to.origin !== location.origin || to.href.split("#")[0] === location.href.split("#")[0]) return;
    wait();
  });
  // Back in a page that the browser has kept, or the way there was given up.
  addEventListener("pageshow", stay);
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") stay();
  });
}
