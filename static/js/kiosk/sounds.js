// Quiet tones beside what the screen says, never alone. Made in the browser: no files.
// A browser that allows no sound before it was touched stays silent until then; a kiosk's flags allow it.

import { C5, E4, E5, G4, melody, ROLL_CALL } from "../tones.js";
import { onScreen } from "./screen.js";

const LOUDNESS = 0.12;
const ALARM_LOUDNESS = 0.5;
const WELCOMING = ["admitted", "inside", "left"];

let context = null;

/** Sound when a code was seen, when an answer comes, and when there is news for one who waits. */
export function soundOnScreens() {
  addEventListener("seen", () => play([[1200, 0.03]], 0.05));
  addEventListener("news", () => play([[C5, 0.16], [E5, 0.26]]), { capture: true });
  onScreen((main) => {
    if (main.classList.contains("emergency")) return play(ROLL_CALL, ALARM_LOUDNESS);
    if (!main.classList.contains("arriving") || main.classList.contains("gone")) return;
    const isWelcome = WELCOMING.some((kind) => main.classList.contains(kind));
    play(isWelcome ? [[G4, 0.09], [C5, 0.14]] : [[E4, 0.3]]);
  });
}

/** Play notes one after the other: pitch in hertz and length in seconds. */
function play(notes, loudness = LOUDNESS) {
  context ??= new AudioContext();
  if (context.state !== "running") {
    context.resume(); // for the next time: a tone that comes late would be about something else
    return;
  }
  melody(context, notes, loudness);
}
