// Puts things into the cart without leaving the page, and keeps the number beside the cart true.
import { say } from "./region.js";

function show(count) {
  for (const mark of document.querySelectorAll("[data-cart-count]")) {
    mark.hidden = count === 0;
    for (const part of mark.children) part.textContent = part.textContent.replace(/\d+/, String(count));
  }
}

async function recount() {
  const response = await fetch("/cart/count", { headers: { accept: "application/json" } });
  if (response.ok) show((await response.json()).count);
}

async function add(form, submitter) {
  // The name of this press: when its answer is lost and the form is sent again, nothing is added twice.
  form.elements.key.value = crypto.getRandomValues(new Uint32Array(4)).join("-");
  const body = new URLSearchParams(new FormData(form, submitter));
  const response = await fetch(form.action, { method: "POST", headers: { accept: "application/json" }, body });
  if (response.redirected) {
    window.location.assign(response.url);
    return;
  }
  const isJson = response.headers.get("content-type")?.includes("json");
  // Nothing was added: let the server show the page with its errors.
  if (!response.ok || !isJson) throw new Error(String(response.status));
  const answer = await response.json();
  show(answer.count);
  say(answer.message, "good");
}

export function cart() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-add]") || event.submitter?.value !== "cart") return;
    event.preventDefault();
    const submitter = event.submitter;
    submitter.setAttribute("aria-busy", "true");
    add(form, submitter)
      .catch(() => {
        const then = document.createElement("input");
        Object.assign(then, { type: "hidden", name: "then", value: "cart" });
        form.append(then);
        form.submit();
      })
      .finally(() => submitter.removeAttribute("aria-busy"));
  });
  // A line's quantity is sent a moment after it was last changed.
  const waiting = new WeakMap();
  document.addEventListener("change", (event) => {
    const form = event.target.closest?.("[data-set]");
    if (!form || !form.reportValidity()) return;
    clearTimeout(waiting.get(form));
    waiting.set(form, setTimeout(() => form.requestSubmit(), 500));
  });
  // A page that comes back from the browser's memory may show an old number.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) recount().catch(() => {});
  });
}
