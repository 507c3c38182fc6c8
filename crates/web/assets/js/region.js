// Replaces one region of the page by the same region of a page just fetched.

/**
 * @param {string} url
 * @param {string} id of an element both pages have
 * @returns {Promise<boolean>} whether the region was replaced
 */
export async function refresh(url, id) {
  const response = await fetch(url, { credentials: "same-origin", headers: { accept: "text/html" } });
  if (!response.ok || response.redirected) return false;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const next = page.getElementById(id);
  const now = document.getElementById(id);
  if (!next || !now) return false;
  const focused = focusKey(now);
  keepOpen(now, next);
  now.replaceWith(document.adoptNode(next));
  if (focused) next.querySelector(focused)?.focus({ preventScroll: true });
  next.dispatchEvent(new CustomEvent("region", { bubbles: true }));
  return true;
}

/** What somebody has unfolded stays so: they may be about to press what is in it. */
function keepOpen(now, next) {
  const name = (details) => details.querySelector("summary")?.textContent.trim();
  const open = new Set([...now.querySelectorAll("details[open]")].map(name));
  for (const details of next.querySelectorAll("details")) if (open.has(name(details))) details.open = true;
}

/** A selector that finds the focused control again in the new region. */
function focusKey(region) {
  const active = document.activeElement;
  if (!active || !region.contains(active)) return null;
  if (active.id) return `#${CSS.escape(active.id)}`;
  if (!active.name) return null;
  return `[name="${CSS.escape(active.name)}"][value="${CSS.escape(active.value)}"]`;
}

/** Says something only to those who hear the page, because those who see it see it change. */
export function hear(text) {
  const region = document.getElementById("hear");
  if (region) region.textContent = text;
}

/** Says a sentence in the page's live region. */
export function say(text, tone) {
  const region = document.getElementById("say");
  if (!region) return;
  const line = document.createElement("p");
  line.className = `say ${tone}`;
  line.textContent = text;
  region.replaceChildren(line);
  region.scrollIntoView({ block: "nearest" });
}
