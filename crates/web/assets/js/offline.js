// For when the shop cannot be reached: the browser keeps a page that says so, and a form waits with what is in it.
import { say } from "./region.js";

const ANSWER_MAX_MS = 3000;

export function offline() {
  keepPage();
  holdForms();
}

// Browsers do so over TLS and on this machine only.
function keepPage() {
  const lang = document.documentElement.lang.split("-")[0];
  // The page that was asked for comes first.
  addEventListener("load", () => {
    navigator.serviceWorker?.register(`${"./worker.js"}?lang=${lang}`, { scope: "/" }).catch(() => {});
  });
}

function holdForms() {
  let isSure = false;
  const hold = (event) => {
    const { target, submitter } = event;
    if (navigator.onLine || isSure || target.method !== "post") return;
    event.preventDefault();
    event.stopPropagation();
    isReached().then((isReached) => {
      if (!isReached) return say(document.getElementById("say").dataset.unreached, "warn");
      isSure = true;
      target.requestSubmit(submitter);
      isSure = false;
    });
  };
  // Before whoever else would send it.
  document.addEventListener("submit", hold, { capture: true });
}

/** A browser that knows of no network may still reach the shop, as on the machine that the shop runs on. */
async function isReached() {
  const asked = { cache: "no-store", signal: AbortSignal.timeout(ANSWER_MAX_MS) };
  const answer = await fetch("/healthz", asked).catch(() => null);
  return Boolean(answer?.ok);
}
