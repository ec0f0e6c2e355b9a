// The typed look-up: two fields.

import { lookUp } from "./desk.js";

/** Bring the form to life. */
export function typeInto(main) {
  const form = main.querySelector("[data-look-up]");
  if (!form) return;
  const { permit, tail } = form.elements;
  const lamp = form.querySelector("[data-next]");
  let field = permit;

  const isReady = () => permit.value.length > 0 && /^\d{4}$/.test(tail.value);
  const label = () => (lamp.textContent = isReady() || field === tail ? lamp.dataset.find : lamp.dataset.next);
  const write = () => {
    permit.value = grouped(permit.value, permit.dataset.example);
    tail.value = tail.value.replace(/\D/g, "").slice(0, 4);
    label();
  };

  for (const each of [permit, tail]) {
    each.addEventListener("focus", () => {
      field = each;
      label();
    });
    each.addEventListener("input", write);
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!permit.value) permit.focus();
    else if (!isReady()) tail.focus();
    else lookUp(permit.value, tail.value);
  });
}

/** Write a permit number as the house does (XK26-1123-042), if it begins like one of the house's. */
export function grouped(text, example) {
  const plain = text.toUpperCase().replace(/[^A-Z0-9-]/g, "");
  const prefix = /^[A-Z]*/.exec(example)[0];
  const bare = plain.replaceAll("-", "");
  if (!prefix || !bare.startsWith(prefix)) return plain;
  const groups = example.split("-").slice(0, -1).map((group) => group.length);
  const parts = [];
  let rest = bare;
  for (const length of groups) {
    if (rest.length <= length) break;
    parts.push(rest.slice(0, length));
    rest = rest.slice(length);
  }
  return [...parts, rest].join("-");
}
