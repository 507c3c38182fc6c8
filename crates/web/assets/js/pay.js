// Watches a payment: counts the time down and shows the outcome as soon as it is known.
import { refresh } from "./region.js";

const FIRST_MS = 1500;
// While the gateway is asked for the code, which takes a moment only.
const PREPARING_MS = 400;
const LAST_MS = 15000;
const GROWTH = 1.25;

export function pay() {
  const region = document.querySelector("[data-pay]");
  if (!region) return;
  countDown(region);
  poll(region, region.dataset.state === "preparing" ? PREPARING_MS : FIRST_MS);
}

function countDown(region) {
  const clock = region.querySelector("[data-left]");
  if (!clock) return;
  const end = performance.now() + Number(clock.dataset.left) * 1000;
  const timer = setInterval(() => {
    const left = Math.max(0, Math.round((end - performance.now()) / 1000));
    clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    if (left === 0 || !clock.isConnected) clearInterval(timer);
  }, 1000);
}

function poll(region, wait_ms) {
  setTimeout(async () => {
    if (!region.isConnected) return;
    const words = region.querySelector("[data-pay-say]");
    // Nobody looks: ask again when somebody does.
    if (document.hidden) {
      document.addEventListener("visibilitychange", () => poll(region, FIRST_MS), { once: true });
      return;
    }
    try {
      const response = await fetch(region.dataset.pay, { headers: { accept: "application/json" } });
      const { state } = await response.json();
      if (response.ok && state !== region.dataset.state) {
        if (state === "paid") words.textContent = words.dataset.paid;
        if (await refresh(window.location.href, region.id)) {
          if (state !== "waiting") {
            document.querySelector("#pay h1")?.setAttribute("tabindex", "-1");
            document.querySelector("#pay h1")?.focus();
          }
          pay();
        } else {
          window.location.reload();
        }
        return;
      }
    } catch {
      words.textContent = words.dataset.slow;
    }
    poll(region, Math.min(wait_ms * GROWTH, LAST_MS));
  }, wait_ms);
}
