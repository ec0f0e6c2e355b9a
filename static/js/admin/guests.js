// Add and take away guests without a round trip. Without this file the same two buttons ask the server.

const list = document.querySelector("[data-guests]");
const blank = document.querySelector("template[data-guest]");
const most = Number(list.dataset.most);

list.addEventListener("click", (event) => {
  const button = event.target.closest("[data-take-away]");
  if (!button || rows().length < 2) return;
  event.preventDefault();
  const row = button.closest("[data-row]");
  const next = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  renumber();
  next.querySelector("[name$=name]").focus();
});

document.querySelector("[data-add-guest]").addEventListener("click", (event) => {
  event.preventDefault();
  if (rows().length >= most) return;
  const row = blank.content.firstElementChild.cloneNode(true);
  const before = rows().at(-1);
  list.append(row);
  renumber();
  // Companions mostly come from the same company.
  row.querySelector("[name$=company]").value = before.querySelector("[name$=company]").value;
  row.querySelector("[name$=name]").focus();
});

function rows() {
  return [...list.querySelectorAll("[data-row]")];
}

/** Number the names and ids of the fields by their row: the server reads guests-0-name, guests-1-name … */
function renumber() {
  rows().forEach((row, index) => {
    for (const element of row.querySelectorAll("[name], [id], [for], [aria-describedby], [value]")) {
      for (const attribute of ["name", "id", "for", "aria-describedby"]) {
        const value = element.getAttribute(attribute);
        if (value) element.setAttribute(attribute, value.replace(/guests-(\d+|N)-/g, `guests-${index}-`));
      }
      if (element.matches("[data-index-value]")) element.value = index;
    }
    row.querySelector("[data-number]").textContent = index + 1;
    row.querySelector("[data-take-away]").hidden = rows().length < 2;
  });
}
renumber();
