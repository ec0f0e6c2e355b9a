// "Help", on any screen: somebody is called at once, and the screen stays as it is with all that was typed.
// Without a connection the visitor is told where reception is.

import { newTap } from "./desk.js";
import { ask, displayed, screen } from "./screen.js";

const STAYS_MS = 8_000;
const NO_STEP = new Set(["screen", "outcome", "entering", "arriving"]);

let hiding;

/** Call somebody, and say so at the foot of the screen. */
export async function callForHelp() {
  const address = `/help?${new URLSearchParams(displayed())}`;
  const body = JSON.stringify({ tap: newTap(), step: step() });
  try {
    const page = await ask(address, { method: "POST", headers: { "Content-Type": "application/json" }, body });
    const called = new DOMParser().parseFromString(page, "text/html").getElementById("screen");
    say(called.querySelector("h1").textContent, called.querySelector(".said").textContent);
  } catch {
    const { title, line } = document.getElementById("no-call").dataset;
    say(title, line);
  }
}

/** Return the name of the screen at which the visitor is. */
function step() {
  const main = screen();
  if (main.dataset.journey === "leave") return "leaving";
  const name = [...main.classList].filter((each) => !NO_STEP.has(each) && !each.startsWith("is-")).join("-");
  return name.replace(/[^a-z-]/g, "").slice(0, 40);
}

function say(title, line) {
  document.querySelector(".called")?.remove();
  clearTimeout(hiding);
  const toast = document.getElementById("called").content.firstElementChild.cloneNode(true);
  toast.querySelector("b").textContent = title;
  toast.querySelector("small").textContent = line;
  const wall = screen().querySelector(".wall:not(:has(input, video))");
  (wall ?? document.getElementById("kiosk")).append(toast); // at the wall's foot, or its head: nothing to touch is covered
  hiding = setTimeout(() => toast.remove(), STAYS_MS);
}
