// The gate's keys, for whoever has no hand free for a mouse. They are listed under "Keys" on the board.
// 1 to 4 go to a card; a letter presses what bears it on that card, else on the one that is lit.

const TYPED_IN = "input, textarea, select";

document.addEventListener("keydown", (event) => {
  if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.target.matches(TYPED_IN)) {
    if (event.key === "Escape") close(event);
    return;
  }
  if (event.key === "Escape") return close(event);
  if (/^[1-4]$/.test(event.key)) return goTo(Number(event.key) - 1, event);
  const button = pressed(event.key.toLowerCase());
  if (!button) return;
  event.preventDefault();
  button.focus();
  button.click();
  const opened = button.closest("details")?.open && button.closest("details").querySelector("form input:not([type=hidden]), form button");
  opened?.focus();
});

function goTo(number, event) {
  const card = document.querySelectorAll(".need")[number];
  if (!card) return;
  event.preventDefault();
  card.focus();
}

/** What bears this key: on the card where the focus is, else on the lit one, else anywhere beside the cards. */
function pressed(key) {
  const wanted = `[data-key-press="${CSS.escape(key)}"]`;
  const card = document.activeElement.closest?.(".need") ?? document.querySelector(".need.is-lit");
  const elsewhere = [...document.querySelectorAll(wanted)].find((button) => !button.closest(".need"));
  return card?.querySelector(wanted) ?? elsewhere;
}

function close(event) {
  const open = event.target.closest?.("details[open]") ?? document.querySelector(".because[open], .keys-help[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
}

// Only one thing is open at a time; what was sent closes.
document.addEventListener("toggle", (event) => {
  if (!event.target.open || !event.target.matches?.(".because, .keys-help")) return;
  for (const other of document.querySelectorAll(".because[open], .keys-help[open]")) if (other !== event.target) other.open = false;
}, { capture: true });
document.addEventListener("submit", (event) => {
  const open = event.target.closest("details[open]");
  if (open) setTimeout(() => (open.open = false));
  if (event.target.matches("[data-clears]")) setTimeout(() => event.target.reset());
});
