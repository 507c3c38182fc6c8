// Follows a choice of options at once: price, stock and what is chosen come from the server.
import { hear, refresh } from "./region.js";

export function picker() {
  document.addEventListener("change", async (event) => {
    const form = event.target.closest?.("[data-picker]");
    if (!form) return;
    const url = new URL(form.action);
    url.search = new URLSearchParams(new FormData(form)).toString();
    url.hash = "";
    const region = form.closest("[data-swap]");
    region.setAttribute("aria-busy", "true");
    try {
      const next = await refresh(url, region.id);
      // Chosen again meanwhile.
      if (!next) return;
      history.replaceState(null, "", url);
      hear(`${next.querySelector(".price").textContent} ${next.querySelector(".stock").textContent}`);
      press(next);
    } catch {
      window.location.assign(url);
    }
  });
  document.addEventListener("submit", wait, { capture: true });
}

let pressed = null;

/** What is pressed before the choice is answered would buy what was chosen before. */
function wait(event) {
  if (!event.target.matches("[aria-busy='true'] [data-add]")) return;
  event.preventDefault();
  event.stopPropagation();
  pressed = event.submitter?.value;
}

/** Presses it once the choice is there, unless that cannot be bought. */
function press(region) {
  const button = [...region.querySelectorAll("[data-add] button")].find((one) => one.value === pressed);
  pressed = null;
  button?.click();
}
