// Shows a page of the shop's own where the browser would say that the shop cannot be reached. Nothing else is kept:
// prices and orders that are shown are never old ones.

// The page's language is part of this script's address.
const PAGE = `/offline${location.search}`;
const FILES = ["./site.css", "./guilloche.svg", "./wheat.svg", "./favicon.svg", "./retry.js"];
const SHELF = location.pathname + location.search;

addEventListener("install", (event) => {
  const page = new Request(PAGE, { cache: "reload", credentials: "omit" });
  event.waitUntil(caches.open(SHELF).then((shelf) => shelf.addAll([page, ...FILES])));
  skipWaiting();
});

addEventListener("activate", (event) => {
  const forget = (names) => Promise.all(names.filter((name) => name !== SHELF).map((name) => caches.delete(name)));
  // The page is asked for while this script is being started, not after it.
  event.waitUntil(Promise.all([caches.keys().then(forget), registration.navigationPreload?.enable()]));
});

addEventListener("fetch", (event) => {
  const { pathname } = new URL(event.request.url);
  if (FILES.includes(pathname)) {
    event.respondWith(fetch(event.request).catch(() => caches.match(pathname)));
  } else if (event.request.mode === "navigate" && !/^\/desk(\/|$)/.test(pathname)) {
    event.respondWith(visit(event));
  }
});

async function visit(event) {
  try {
    const answer = (await event.preloadResponse) ?? (await fetch(event.request));
    // A proxy that finds no server behind it; the shop's own answers all have a number.
    if (answer.status < 502 || answer.headers.has("x-request-id")) return answer;
  } catch {
    // No network, or nobody listens.
  }
  // What a form sends is not to be sent again by looking at the page again.
  return event.request.method === "GET" ? caches.match(PAGE) : Response.redirect(PAGE, 303);
}
