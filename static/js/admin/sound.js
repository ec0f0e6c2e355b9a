// The sounds of boards and of the host's page. A browser wants a click first, hence the button.
import { C5, E4, E5, G4, melody, ROLL_CALL, tone } from "../tones.js";

const REPEAT_MS = 30_000;
const REPEATS = 5;
const REMEMBERED = "usher-sound";

/** What each kind of event sounds like. The most pressing stands last. */
const SOUNDS = {
  tick: (context) => tone(context, 1200, context.currentTime, 0.03, 0.05),
  arrived: (context) => melody(context, [[G4, 0.09], [C5, 0.14]], 0.2),
  look: (context) => melody(context, [[E4, 0.3]], 0.3),
  chime: (context) => melody(context, [[C5, 0.17], [E5, 0.26]], 0.22),
  knock,
  roll: (context) => melody(context, ROLL_CALL, 0.5),
};
const PRESSING = Object.keys(SOUNDS);

/** Wire the sound button; `call(kind)` plays now and again until `hush()` or somebody is there, `once(kind)` plays once. */
export function soundButton(button) {
  const context = new AudioContext();
  let timer = null;
  let left = 0;

  function show() {
    const on = context.state === "running";
    button.dataset.on = on ? "yes" : "no";
    button.setAttribute("aria-pressed", on ? "true" : "false");
  }

  async function turn(on) {
    if (on) await context.resume();
    else await context.suspend();
    localStorage.setItem(REMEMBERED, on ? "on" : "off");
    show();
    if (on) once("tick");
  }

  function once(kind) {
    button.dataset.played = kind;
    if (context.state === "running") SOUNDS[kind](context);
  }

  function hush() {
    clearInterval(timer);
    timer = null;
  }

  function call(kind = button.dataset.sound) {
    once(kind);
    hush();
    left = REPEATS - 1;
    timer = setInterval(() => {
      if (left-- <= 0) return hush();
      once(kind);
    }, REPEAT_MS);
  }

  button.addEventListener("click", () => turn(context.state !== "running"));
  context.addEventListener("statechange", show);
  for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, hush);
  if (localStorage.getItem(REMEMBERED) !== "on") context.suspend();
  show();
  return { call, once, hush };
}

/** Of several kinds return the one that is heard. */
export function mostPressing(kinds, otherwise) {
  return PRESSING.findLast((kind) => kinds.includes(kind)) ?? otherwise;
}

/** The gate needs you: two equal knocks. */
function knock(context) {
  for (const at of [0, 0.22]) {
    tone(context, 190, context.currentTime + at, 0.09, 0.5);
    tone(context, 420, context.currentTime + at, 0.035, 0.18);
  }
}
