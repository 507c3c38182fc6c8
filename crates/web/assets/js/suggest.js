// Hints under the search field while somebody types. The server writes the list; without it the field still searches.
const PAUSE_MS = 120;

export function suggest() {
  const field = document.querySelector("#find-q");
  if (!field) return;
  const form = field.form;
  const place = document.createElement("div");
  form.append(place);
  const hear = document.querySelector("#hear");
  field.autocomplete = "off";
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-expanded": "false", "aria-controls": "find-list", "aria-autocomplete": "list",
  })) field.setAttribute(name, value);

  let asked = "";
  let wait = 0;
  let flight = null;
  let here = -1;
  const options = () => [...place.querySelectorAll("[role=option]")];

  function close() {
    place.replaceChildren();
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
    here = -1;
  }

  function point(at) {
    const all = options();
    if (!all.length) return;
    here = (at + all.length + 1) % (all.length + 1);
    all.forEach((option, index) => option.setAttribute("aria-selected", String(index === here)));
    if (all[here]) {
      field.setAttribute("aria-activedescendant", all[here].id);
      all[here].scrollIntoView({ block: "nearest" });
    } else {
      field.removeAttribute("aria-activedescendant");
    }
  }

  async function ask() {
    const typed = field.value.trim();
    if (typed === asked && options().length) return;
    asked = typed;
    flight?.abort();
    if (!typed) return close();
    flight = new AbortController();
    try {
      const answer = await fetch(`/search/suggest?q=${encodeURIComponent(typed)}`, { signal: flight.signal });
      if (!answer.ok) return close();
      const html = await answer.text();
      if (typed !== field.value.trim() || document.activeElement !== field) return;
      close();
      place.innerHTML = html;
      document.documentElement.style.setProperty("--hints-top", `${form.getBoundingClientRect().bottom + 4}px`);
      const list = place.firstElementChild;
      if (!options().length) return close();
      field.setAttribute("aria-expanded", "true");
      if (hear) hear.textContent = list.dataset.said;
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }

  field.addEventListener("input", (event) => {
    // Letters of an unfinished Chinese character are typed pinyin, which is searched for as well.
    clearTimeout(wait);
    wait = setTimeout(ask, event.isComposing ? 2 * PAUSE_MS : PAUSE_MS);
  });
  field.addEventListener("focus", ask);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!options().length) return;
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      point(here < 0 && step < 0 ? options().length - 1 : here + step);
    } else if (event.key === "Escape" && options().length) {
      event.preventDefault();
      clearTimeout(wait);
      flight?.abort();
      close();
    } else if (event.key === "Enter" && options()[here]) {
      event.preventDefault();
      location.assign(options()[here].href);
    }
  });
  field.addEventListener("blur", () => setTimeout(() => place.contains(document.activeElement) || close(), 150));
  // A press on a hint must not take the focus, and with it the hints, away before it counts.
  place.addEventListener("mousedown", (event) => event.preventDefault());
}
