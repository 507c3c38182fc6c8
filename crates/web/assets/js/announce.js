// Shows what the shop announces while the page is open, and takes away what is over.
import { listen } from "./live.js";

export function announce() {
  const news = document.getElementById("news");
  const card = document.getElementById("news-card");
  if (!news || !card) return;
  listen("announcement", (told) => {
    const known = document.querySelector(`[data-announcement="${told.announcement}"]`);
    // The page was made after it was announced.
    if (told.is_shown && known && Number(known.dataset.revision) >= told.revision) return;
    if (known) takeAway(known);
    const isElsewhere = told.place === "home" && !document.querySelector("[data-home]");
    if (told.is_shown && !isElsewhere) show(news, card, told);
  });
}

function show(news, card, told) {
  const made = card.content.firstElementChild.cloneNode(true);
  made.dataset.announcement = told.announcement;
  made.dataset.revision = told.revision;
  made.classList.add(told.level);
  made.querySelector("strong").textContent = inOurs(told.title);
  made.querySelector("span").textContent = inOurs(told.body);
  const link = made.querySelector("a");
  if (told.link) Object.assign(link, { href: told.link, hidden: false });
  made.querySelector("button").addEventListener("click", () => takeAway(made));
  news.append(made);
}

/** Who was at it goes on at the next one, or where the page begins. */
function takeAway(card) {
  const isLeft = card.contains(document.activeElement);
  const next = card.nextElementSibling ?? card.previousElementSibling;
  card.remove();
  if (isLeft) (next?.querySelector("button") ?? document.getElementById("main")).focus({ preventScroll: true });
}

/** A text in the language of the page, or in the other when it has none. */
function inOurs({ zh, en }) {
  return document.documentElement.lang.startsWith("zh") ? zh || en : en || zh;
}
