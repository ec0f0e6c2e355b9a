// Forms of a registration: sent without leaving the page, once however often the button is pressed. What was typed is
// kept by the server under a key that nobody can guess, and forgotten as soon as the first screen stands again.

import { send } from "./screen.js";

let draft = null; // the registration that the screen is about
let isSending = false;

/** Bring this screen's form to life. */
export function sendForms(main) {
  remember(main);
  const form = main.querySelector("form[data-form]");
  if (!form) return;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isSending) return; // a double tap
    isSending = true;
    form.setAttribute("aria-busy", "true");
    const fields = new FormData(form, event.submitter);
    const body = form.enctype === "multipart/form-data" ? fields : new URLSearchParams(fields);
    try {
      await send(form.getAttribute("action"), body);
    } finally {
      isSending = false;
    }
  });
}

/** Note whose registration this is; at the start nobody's, so that the last one can be forgotten. */
function remember(main) {
  if (main.dataset.draft) draft = main.dataset.draft;
  if (!draft || !main.classList.contains("welcome")) return;
  fetch(`/walk-in/${draft}/forgotten`, { method: "POST", keepalive: true }).catch((trouble) =>
    console.info(`not forgotten yet: ${trouble.message}`), // it forgets by itself, some minutes later
  );
  draft = null;
}
