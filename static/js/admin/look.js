// The kiosk as the form asks for it, while it is filled in. Whether colours are readable is the office's word.

const WAIT_MS = 150;
const form = document.querySelector("[data-look]");
const preview = document.querySelector("[data-preview]");
let timer = null;
let asking = null;

for (const picker of form.querySelectorAll("[data-colour]")) {
  const field = document.getElementById(picker.dataset.colour);
  picker.addEventListener("input", () => {
    field.value = picker.value;
    later();
  });
  field.addEventListener("input", () => {
    if (/^#[0-9a-f]{6}$/i.test(field.value)) picker.value = field.value;
    later();
  });
}
for (const field of form.querySelectorAll("[data-greeting]")) {
  field.addEventListener("input", () => greet(field));
  field.addEventListener("focus", () => greet(field));
}
for (const radio of form.querySelectorAll("[type=radio]")) radio.addEventListener("change", () => showPicture(radio.name));
for (const file of form.querySelectorAll("[data-file]")) {
  file.addEventListener("change", () => {
    form.elements[file.dataset.file].value = file.files.length ? "new" : "none";
    showPicture(file.dataset.file);
  });
}

greet(form.querySelector("[data-greeting]"));
showPicture("logo");
showPicture("picture");
check();

function greet(field) {
  const shown = preview.querySelector("[data-greets]");
  shown.lang = field.value ? field.dataset.greeting : document.documentElement.lang;
  shown.textContent = field.value || shown.dataset.standard;
}

/** Show a logo or a picture: the one that is kept, or the file that was chosen. */
function showPicture(name) {
  const shown = preview.querySelector(`[data-shown="${name}"]`);
  const choice = form.elements[name].value;
  const [file] = form.querySelector(`[data-file="${name}"]`).files;
  if (shown.src.startsWith("blob:")) URL.revokeObjectURL(shown.src);
  if (choice === "keep") shown.src = form.querySelector(`[data-kept="${name}"]`).src;
  else if (choice === "new" && file) shown.src = URL.createObjectURL(file);
  else shown.removeAttribute("src");
  shown.hidden = !shown.src;
  preview.querySelector(name === "logo" ? "[data-own-logo]" : "[data-door]").toggleAttribute("hidden", !shown.hidden);
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(check, WAIT_MS);
}

async function check() {
  asking?.abort();
  asking = new AbortController();
  const body = new FormData(form);
  for (const file of form.querySelectorAll("[data-file]")) body.delete(file.name);
  try {
    const answer = await fetch(form.dataset.check, { method: "POST", body, headers: { Accept: "application/json" }, signal: asking.signal });
    if (answer.ok) show(await answer.json());
  } catch (fault) {
    if (fault.name !== "AbortError") throw fault;
  }
}

function show({ shades, troubles }) {
  for (const [name, colour] of Object.entries(shades)) preview.style.setProperty(`--${name}`, colour);
  for (const [name, words] of Object.entries(troubles)) {
    form.querySelector(`[data-trouble="${name}"]`).textContent = words;
    form.querySelector(`[data-shade="${name}"]`).classList.toggle("is-invalid", Boolean(words));
  }
}
