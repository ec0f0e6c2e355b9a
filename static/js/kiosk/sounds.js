// Quiet tones beside what the screen says, never alone. Made in the browser: no files.
// A browser that allows no sound before it was touched stays silent until then; a kiosk's flags allow it.

import { onScreen } from "./screen.js";

const LOUDNESS = 0.12;
const G4 = 392;
const C5 = 523.25;
const E4 = 329.63;
const E5 = 659.25;
const WELCOMING = ["admitted", "inside", "left"];

let context = null;

/** Sound when a code was seen, when an answer comes, and when there is news for one who waits. */
export function soundOnScreens() {
  addEventListener("seen", () => play([[1200, 0.03]], 0.05));
  addEventListener("news", () => play([[C5, 0.16], [E5, 0.26]]), { capture: true });
  onScreen((main) => {
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
  let at = context.currentTime;
  for (const [pitch, length] of notes) {
    tone(pitch, at, length, loudness);
    at += length;
  }
}

/** One note that dies away like wood. */
function tone(pitch, start, length, loudness) {
  const string = new OscillatorNode(context, { type: "sine", frequency: pitch });
  const volume = new GainNode(context, { gain: 0 });
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(loudness, start + 0.004);
  volume.gain.exponentialRampToValueAtTime(0.0001, start + length);
  string.connect(volume).connect(context.destination);
  string.start(start);
  string.stop(start + length);
}
