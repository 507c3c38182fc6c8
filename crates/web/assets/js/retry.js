// On the page that stands for one which could not be had: goes there as soon as the shop can be reached.
const FIRST_WAIT_MS = 2000;
const LAST_WAIT_MS = 30000;

let wait_ms = FIRST_WAIT_MS;

function go() {
  // Only a form that could not be sent leads to this page's own address.
  if (location.pathname !== "/offline") location.reload();
  else if (history.length > 1) history.back();
  else location.replace("/");
}

async function look() {
  const answer = await fetch("/healthz", { cache: "no-store" }).catch(() => null);
  if (answer?.ok) go();
  return answer?.ok;
}

async function wait() {
  if (!document.hidden && (await look())) return;
  // Each waits for another while: a server that comes back is not met by all at once.
  setTimeout(wait, wait_ms * (0.5 + Math.random()));
  wait_ms = Math.min(wait_ms * 1.5, LAST_WAIT_MS);
}

setTimeout(wait, FIRST_WAIT_MS);
addEventListener("online", look);
document.addEventListener("visibilitychange", () => document.hidden || look());
document.querySelector("[data-again]").addEventListener("click", (event) => {
  event.preventDefault();
  go();
});
