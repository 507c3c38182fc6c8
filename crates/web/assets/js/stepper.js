// Minus and plus beside a number field. Without this the field is typed into.

export function steppers(root) {
  for (const box of root.querySelectorAll("[data-stepper]")) {
    const input = box.querySelector("input");
    if (!input || input.disabled || box.querySelector("button")) continue;
    box.prepend(button(input, -1));
    box.append(button(input, 1));
    limit(input);
    input.addEventListener("input", () => limit(input));
  }
}

function button(input, step) {
  const made = document.createElement("button");
  made.type = "button";
  made.dataset.step = String(step);
  // The field itself is labelled and has its own keys, so these are for pointers only.
  made.tabIndex = -1;
  made.setAttribute("aria-hidden", "true");
  made.textContent = step < 0 ? "−" : "+";
  made.addEventListener("click", () => {
    if (step < 0) input.stepDown();
    else input.stepUp();
    limit(input);
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  return made;
}

function limit(input) {
  const value = Number(input.value);
  for (const made of input.parentElement.querySelectorAll("button")) {
    made.disabled = made.dataset.step === "-1" ? value <= Number(input.min) : value >= Number(input.max);
  }
}
