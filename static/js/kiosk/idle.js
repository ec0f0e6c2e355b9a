// A screen that nobody touches goes back to the first one, and nothing of the visitor stays.

import { forgetAll, isAsking } from "./desk.js";
import { home, isHome } from "./screen.js";

const WARN_MS = 45_000;
const RESET_MS = 60_000;
const FRESHEN_MS = 60_000;
const SIGNS_OF_LIFE = ["pointerdown", "pointermove", "keydown", "input"];

/** Watch over this screen's time. */
export function keepTime(main, going) {
  if (main.dataset.idle === "always") return; // it goes when what it says is over
  if (isHome() && main.dataset.idle === "never") {
    freshen(going);
    return;
  }
  let timers = [];
  const reset = () => {
    if (isAsking()) return restart(); // an answer is about to come, and its screen keeps its own time
    forgetAll();
    home();
  };
  const restart = () => {
    timers.forEach(clearTimeout);
    document.querySelector(".toast")?.remove();
    const stays = isTyping() ? 0 : Number(main.dataset.stays) * 1000; // shorter, once there is nothing left to wait for
    timers = stays ? [setTimeout(reset, stays)] : [setTimeout(() => warn(main), WARN_MS), setTimeout(reset, RESET_MS)];
  };
  for (const sign of SIGNS_OF_LIFE) addEventListener(sign, restart, { passive: true });
  main.addEventListener("news", restart);
  main.addEventListener("stays", restart);
  restart();
  going(() => {
    timers.forEach(clearTimeout);
    for (const sign of SIGNS_OF_LIFE) removeEventListener(sign, restart);
  });
}

/** Who writes may think for a while. */
const isTyping = () => Boolean(document.activeElement?.matches("input, textarea"));

/** On the first screen date and greeting move on, and what somebody left open is closed. */
function freshen(going) {
  let timer = 0;
  const restart = () => {
    clearInterval(timer);
    timer = setInterval(() => isAsking() || home({ quietly: true }), FRESHEN_MS);
  };
  for (const sign of SIGNS_OF_LIFE) addEventListener(sign, restart, { passive: true });
  restart();
  going(() => {
    clearInterval(timer);
    for (const sign of SIGNS_OF_LIFE) removeEventListener(sign, restart);
  });
}

function warn(main) {
  const above = document.querySelector("dialog[open]") ?? main;
  above.append(document.getElementById("still-there").content.cloneNode(true));
}
