// A screen that nobody touches goes back to the first one, and nothing of the visitor stays.

import { forgetAll, isAsking } from "./desk.js";
import { home, isHome } from "./screen.js";

const WARN_MS = 45_000;
const RESET_MS = 60_000;
const FRESHEN_MS = 60_000;
const SIGNS_OF_LIFE = ["pointerdown", "pointermove", "keydown", "input"];

/** Watch over this screen's time. */
export function keepTime(main, going) {
  if (isHome() && main.dataset.idle === "never") {
    const freshen = setInterval(() => isAsking() || home({ quietly: true }), FRESHEN_MS); // date and greeting move on
    going(() => clearInterval(freshen));
    return;
  }
  const stays = Number(main.dataset.stays) * 1000;
  let timers = [];
  const reset = () => {
    if (isAsking()) return restart(); // an answer is about to come, and its screen keeps its own time
    forgetAll();
    home();
  };
  const restart = () => {
    timers.forEach(clearTimeout);
    main.querySelector(".toast")?.remove();
    timers = stays ? [setTimeout(reset, stays)] : [setTimeout(() => warn(main), WARN_MS), setTimeout(reset, RESET_MS)];
  };
  for (const sign of SIGNS_OF_LIFE) addEventListener(sign, restart, { passive: true });
  main.addEventListener("news", restart);
  restart();
  going(() => {
    timers.forEach(clearTimeout);
    for (const sign of SIGNS_OF_LIFE) removeEventListener(sign, restart);
  });
}

function warn(main) {
  main.append(document.getElementById("still-there").content.cloneNode(true));
}
