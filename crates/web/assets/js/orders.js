// Keeps a page of orders true: what changes elsewhere is shown as soon as the server tells of it.
import { listen } from "./live.js";
import { hear, refresh } from "./region.js";

// News of one order come in twos and threes.
const GATHER_MS = 150;

export function orders() {
  const region = document.querySelector("[data-orders]");
  if (!region) return;
  const own = region.dataset.orders;
  let timer = 0;
  const look = () => {
    clearTimeout(timer);
    timer = setTimeout(() => show(region.id).catch(() => {}), GATHER_MS);
  };
  const isShown = (data) => !own || data.order === own;
  listen("order", (data) => {
    const now = document.getElementById(region.id);
    // What the page shows already, it was told again.
    if (isShown(data) && now?.querySelector(`[data-order="${data.order}"]`)?.dataset.state !== data.state) look();
  });
  listen("aftersale", (data) => isShown(data) && look());
  listen("reset", look);
}

async function show(id) {
  // An answer that is being typed is not taken away.
  const typed = document.getElementById(id)?.querySelector("textarea:focus, input:focus");
  if (typed) return;
  if (await refresh(window.location.href, id)) {
    const says = document.querySelector(`#${CSS.escape(id)} [data-says]`);
    if (says) hear(says.textContent);
  }
}
