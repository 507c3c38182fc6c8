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
      if (!(await refresh(url, region.id))) throw new Error("no such region");
      history.replaceState(null, "", url);
      const next = document.getElementById(region.id);
      hear(`${next.querySelector(".price").textContent} ${next.querySelector(".stock").textContent}`);
    } catch {
      window.location.assign(url);
    }
  });
}
