// Keeps the desk's lists and figures true while somebody looks at them.
import { listen } from "./live.js";
import { morph } from "./morph.js";
import { hear } from "./region.js";

// News of one order come in twos and threes.
const GATHER_MS = 250;
// A busy shop has news all the time.
const PAUSE_MS = 2000;
// What nobody tells of: jobs, refunds, another day.
const NET_MS = 60000;

const regions = [...document.querySelectorAll("[data-live]")];
const button = document.querySelector("[data-show]");
// What waits until nobody is about to press what is there.
const held = new Map();
let said = says(document);
let looked_at = 0;
let timer = 0;

if (regions.length > 0) {
  for (const news of ["order", "aftersale", "reset"]) listen(news, soon);
  document.addEventListener("visibilitychange", soon);
  setInterval(soon, NET_MS);
  for (const region of regions) {
    region.addEventListener("pointerleave", () => release(region));
    region.addEventListener("focusout", () => setTimeout(() => release(region)));
  }
  button?.addEventListener("click", () => [...held.keys()].forEach(show));
}

function soon() {
  if (document.hidden || timer) return;
  const wait_ms = Math.max(GATHER_MS, looked_at + PAUSE_MS - performance.now());
  timer = setTimeout(async () => {
    looked_at = performance.now();
    timer = 0;
    await look().catch(() => {});
  }, wait_ms);
}

async function look() {
  const response = await fetch(window.location.href, { headers: { accept: "text/html" } });
  // Signed out meanwhile: the next thing that is pressed says so.
  if (!response.ok || response.redirected) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const region of regions) {
    const next = page.getElementById(region.id);
    held.delete(region);
    if (!next || region.isEqualNode(next)) continue;
    held.set(region, next);
    if (!isInUse(region)) show(region);
  }
  tell();
  const words = says(page);
  if (words && words !== said) hear(words);
  said = words;
}

/** A row that comes in moves the others, and whatever is about to be pressed. */
function isInUse(region) {
  if (!("holds" in region.dataset)) return false;
  return region.matches(":hover") || region.contains(document.activeElement);
}

function release(region) {
  if (held.has(region) && !isInUse(region)) show(region);
}

function show(region) {
  morph(region, held.get(region));
  held.delete(region);
  tell();
}

function tell() {
  if (button) button.hidden = held.size === 0;
}

/** What waits for somebody, in words for those who hear the page. */
function says(page) {
  return page.querySelector("[data-says]")?.textContent.trim() ?? "";
}
