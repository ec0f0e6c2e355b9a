// The directory: names come while somebody types. The server decides whom it shows, and lays the rows out.

import { displayed } from "./screen.js";

const AFTER_TYPING_MS = 250;

/** Search as somebody types. */
export function searchPeople(main, going) {
  const form = main.querySelector("form[data-people]");
  if (!form) return;
  const rows = form.querySelector("[data-rows]");
  const field = form.elements.q;
  let timer = 0;
  let turn = 0;

  const search = async () => {
    const mine = (turn += 1);
    try {
      const answer = await fetch(`${form.dataset.people}?${new URLSearchParams(displayed())}`, {
        method: "POST",
        cache: "no-store",
        headers: { Accept: "text/html" },
        body: new URLSearchParams({ q: field.value }),
      });
      const found = answer.ok ? await answer.text() : null;
      if (mine === turn && found !== null) rows.innerHTML = found;
    } catch (trouble) {
      console.info(`no names: ${trouble.message}`); // the next letter asks again
    }
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, AFTER_TYPING_MS);
  });
  if (field.value && !rows.childElementCount) search();
  going(() => {
    clearTimeout(timer);
    turn += 1;
  });
}
