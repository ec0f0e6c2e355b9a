// The roll call's page: marks, scanned badges, keys, and the clock that counts up.
import { takeMarks } from "./roll-marks.js";

const root = document.querySelector("[data-roll]");
const page = root.querySelector("[data-board]");
const marks = takeMarks(root, { onArrived: () => page.dispatchEvent(new Event("old")), onOut: wipe });

page.addEventListener("shown", marks.shown);
document.addEventListener("signed-out", marks.out);

/** Nothing of the list stays for whoever comes to this screen next. */
function wipe() {
  page.replaceChildren();
}

const clock = root.querySelector("[data-elapsed]");
function tickUp() {
  const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(clock.dataset.elapsed)) / 1000));
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  clock.textContent = `${hours ? `${hours}:` : ""}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
tickUp();
setInterval(tickUp, 1000);

const scan = root.querySelector("[data-scan]");
const heard = scan.querySelector("[data-scan-said]");
scan.addEventListener("submit", async (event) => {
  event.preventDefault();
  const body = new URLSearchParams(new FormData(scan));
  scan.elements.code.value = "";
  try {
    const answer = await fetch(scan.action, { method: "POST", body, headers: { Accept: "application/json" } });
    const { visit } = await answer.json();
    const row = visit && root.querySelector(`.person[data-visit="${visit}"]`);
    if (row) marks.press(visit, "safe");
    heard.textContent = row ? scan.dataset.found.replace("{name}", row.querySelector("h3").textContent) : scan.dataset.unknown;
  } catch {
    heard.textContent = scan.dataset.unknown;
  }
});

// Keys: 1 who is missing, 2 who is safe, up and down from one person to the next.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea")) return;
  if (event.key === "1" || event.key === "2") marks.show(event.key === "1" ? "missing" : "safe");
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const buttons = [...root.querySelectorAll(".person .act")].filter((button) => button.offsetParent);
  const at = buttons.indexOf(document.activeElement);
  const next = buttons[at + (event.key === "ArrowDown" ? 1 : -1)] ?? buttons[0];
  if (!next) return;
  event.preventDefault();
  next.focus();
});
