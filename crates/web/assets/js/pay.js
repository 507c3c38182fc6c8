// Watches a payment: counts the time down and shows the outcome as soon as the server tells of it.
import { listen } from "./live.js";
import { refresh } from "./region.js";

// Should the news get lost, the page still finds out by itself.
const NET_MS = 15000;
// While the gateway is asked for the code, which takes a moment only.
const PREPARING_MS = 1000;

export function pay() {
  const region = document.querySelector("[data-pay]");
  if (!region) return;
  const order = region.dataset.order;
  const isOurs = (data) => data.order === order && look();
  listen("payment", isOurs);
  listen("order", isOurs);
  listen("reset", look);
  countDown(region);
  net(region);
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

function net(region) {
  setTimeout(async () => {
    // Another region took its place, and has a net of its own.
    if (!region.isConnected || !region.dataset.pay) return;
    if (!document.hidden) await look();
    net(region);
  }, region.dataset.state === "preparing" ? PREPARING_MS : NET_MS);
}

let looking = false;
let isAsked = false;

/** Asks for the payment's state, one question at a time; who asks meanwhile is answered by one more. */
async function look() {
  isAsked = true;
  if (looking) return;
  looking = true;
  while (isAsked) {
    isAsked = false;
    await check();
  }
  looking = false;
}

async function check() {
  const region = document.querySelector("[data-pay]");
  if (!region) return;
  const words = region.querySelector("[data-pay-say]");
  try {
    const response = await fetch(region.dataset.pay, { headers: { accept: "application/json" } });
    const { state } = await response.json();
    if (!response.ok || state === region.dataset.state) return;
    if (state === "paid") words.textContent = words.dataset.paid;
    await refresh(window.location.href, region.id);
    const next = document.querySelector("[data-pay]");
    if (next) {
      countDown(next);
      net(next);
    } else {
      const title = document.querySelector("#pay h1");
      title?.setAttribute("tabindex", "-1");
      title?.focus();
    }
  } catch {
    words.textContent = words.dataset.slow;
  }
}
