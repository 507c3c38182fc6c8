// Replaces one region of the page by the same region of a page just fetched.

// Who asks last is answered: an older answer that comes late would show what was before.
const asked = new Map();

/**
 * @param {string | URL} url
 * @param {string} id of an element both pages have
 * @returns {Promise<Element | null>} the new region; null when a newer one was asked for, or the browser goes there
 * @throws when the server is not reached, or fails
 */
export async function refresh(url, id) {
  asked.get(id)?.abort();
  const { signal } = asked.set(id, new AbortController()).get(id);
  try {
    const response = await fetch(url, { credentials: "same-origin", headers: { accept: "text/html" }, signal });
    if (!response.ok) throw new Error(String(response.status));
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const [now, next] = [document, page].map((one) => one.getElementById(id));
    // Signed out meanwhile, or in another language, of which no page speaks two.
    const isOurs = !response.redirected && page.documentElement.lang === document.documentElement.lang;
    if (!now || !next || !isOurs) {
      window.location.assign(String(url).split("#")[0]);
      return null;
    }
    replace(now, next);
    return next;
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}

function replace(now, next) {
  const focused = focusKey(now);
  keepOpen(now, next);
  now.replaceWith(document.adoptNode(next));
  if (focused) next.querySelector(focused)?.focus({ preventScroll: true });
  next.dispatchEvent(new CustomEvent("region", { bubbles: true }));
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
