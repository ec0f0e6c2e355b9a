// What somebody who waits can do: buttons and forms that tell the desk something, sentences that write themselves.

import { tell } from "./desk.js";

/** Bring a screen's buttons and forms to life. */
export function tellFromScreen(main) {
  main.addEventListener("click", (event) => {
    const button = event.target.closest("[data-tell]");
    if (button) tell(button.dataset.tell, {});
    const sentence = event.target.closest("[data-write]");
    if (sentence) write(main.querySelector(`#${sentence.dataset.write}`), sentence.textContent.trim());
  });
  main.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-tell-form]");
    if (!form) return;
    event.preventDefault();
    tell(form.dataset.tellForm, Object.fromEntries(new FormData(form)));
  });
}

/** A sentence that was touched comes after what stands there; touched twice, it stands there once. */
function write(field, sentence) {
  const before = field.value.trim();
  if (!before.includes(sentence)) field.value = [before, sentence].filter(Boolean).join(" ").slice(0, field.maxLength);
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}
