// Keeps a page of orders true: what changes elsewhere is shown as soon as the server tells of it.
import { listen } from "./live.js";
import { hear, refresh } from "./region.js";

// News of one order come in twos and threes.
const GATHER_MS = 150;
// What could not be shown is tried again: nobody tells of it a second time.
const FIRST_AGAIN_MS = 1000;
const LAST_AGAIN_MS = 30000;

export function orders() {
  const region = document.querySelector("[data-orders]");
  if (!region) return;
  const own = region.dataset.orders;
  let timer = 0;
  const look = (wait_ms, again_ms) => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const isDone = await show(region.id).catch(() => false);
      if (!isDone) look(again_ms, Math.min(2 * again_ms, LAST_AGAIN_MS));
    }, wait_ms);
  };
  const soon = () => look(GATHER_MS, FIRST_AGAIN_MS);
  const isShown = (data) => !own || data.order === own;
  listen("order", (data) => {
    const now = document.getElementById(region.id);
    // What the page shows already, it was told again.
    if (isShown(data) && now?.querySelector(`[data-order="${data.order}"]`)?.dataset.state !== data.state) soon();
  });
  listen("aftersale", (data) => isShown(data) && soon());
  listen("reset", soon);
}

/** Whether nothing is left to be shown. */
async function show(id) {
  // What is being typed, or was chosen to be sent, is not taken away.
  const fields = document.querySelectorAll(`#${CSS.escape(id)} :is(textarea, input:not([type="hidden"]))`);
  const isInUse = (field) => field === document.activeElement || field.value !== field.defaultValue;
  if ([...fields].some(isInUse)) return false;
  const next = await refresh(window.location.href, id);
  const says = next?.querySelector("[data-says]");
  if (says) hear(says.textContent);
  return true;
}
