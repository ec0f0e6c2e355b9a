// The badge as the form asks for it, drawn anew while it is filled in. Without this file the picture is drawn
// when the form is saved.

const WAIT_MS = 150;
const form = document.querySelector("[data-badge]");
const picture = document.querySelector("[data-picture]");
const trouble = document.querySelector("[data-trouble]");
const size = document.querySelector("[data-measures]");
const lines = [...form.querySelectorAll("[data-line]")];
const before = new Map(lines.map((line) => [line, line.value]));
let timer = null;
let asking = null;

for (const field of form.elements) {
  field.addEventListener("input", later);
  field.addEventListener("change", () => {
    if (lines.includes(field)) changePlaces(field);
    later();
  });
}
picture?.addEventListener("load", tellSize);
if (picture?.complete) tellSize();

/** A fact that is chosen for one line leaves the other: the two lines change places. */
function changePlaces(line) {
  const other = lines.find((each) => each !== line && each.value === line.value && line.value !== "");
  if (other) other.value = before.get(line);
  for (const each of lines) before.set(each, each.value);
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(draw, WAIT_MS);
}

async function draw() {
  if (!picture) return;
  asking?.abort();
  asking = new AbortController();
  try {
    const answer = await fetch(form.dataset.preview, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
      signal: asking.signal,
    });
    if (answer.ok) show(await answer.blob());
    else trouble.textContent = (await answer.json()).detail ?? "";
  } catch (fault) {
    if (fault.name !== "AbortError") throw fault;
  }
}

function show(blob) {
  const old = picture.src;
  picture.src = URL.createObjectURL(blob);
  if (old.startsWith("blob:")) URL.revokeObjectURL(old);
  trouble.textContent = "";
}

function tellSize() {
  const dots = Number(picture.dataset.dotsAMm);
  size.querySelector("[data-wide]").textContent = Math.round(picture.naturalWidth / dots);
  size.querySelector("[data-high]").textContent = Math.round(picture.naturalHeight / dots);
  size.hidden = false;
}
