// What is taken shows as soon as the time of a visit is another one: the part of the form is fetched anew, ticks stay.
const part = document.querySelector("[data-free]");
const TIMES = ["site", "day", "start", "end", "last_day"];
const TICKS = "input[type=checkbox]";
let asked = 0;
let shown = 0;

async function show() {
  const number = ++asked;
  const values = new URLSearchParams();
  for (const [name, value] of new FormData(part.closest("form"))) {
    if (TIMES.includes(name) || name.startsWith("resource-") || name.startsWith("ride")) values.append(name, value);
  }
  values.append("besides", part.dataset.besides);
  const answer = await fetch(`${part.dataset.free}?${values}`, { headers: { Accept: "text/html" } });
  if (answer.ok && number === asked) put(await answer.text(), number);
}

function put(html, number) {
  const here = part.contains(document.activeElement) ? document.activeElement : null;
  if (here && !here.matches(TICKS)) {
    here.addEventListener("blur", show, { once: true }); // nothing is taken away under somebody who types
    return;
  }
  part.innerHTML = html;
  shown = number;
  if (here) part.querySelector(`[name="${here.name}"]`)?.focus();
}

if (part) {
  for (const name of TIMES) {
    part.closest("form").elements[name]?.addEventListener("change", show);
  }
  part.addEventListener("change", () => {
    if (shown !== asked) show(); // a tick that was set meanwhile stays
  });
}
