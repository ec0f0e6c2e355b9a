// Sounds, made in the browser: no files. A browser wants a click first, hence the button.

const REPEAT_MS = 30_000;
const REPEATS = 5;
const REMEMBERED = "usher-sound";

/** Wire the sound button; `call()` plays the page's call now and again until `hush()` or somebody is there. */
export function soundButton(button) {
  const context = new AudioContext();
  const play = button.dataset.sound === "knock" ? knock : chime;
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
    if (on) seen(context);
  }

  function hush() {
    clearInterval(timer);
    timer = null;
  }

  function call() {
    if (context.state === "running") play(context);
    hush();
    left = REPEATS - 1;
    timer = setInterval(() => {
      if (left-- <= 0) return hush();
      if (context.state === "running") play(context);
    }, REPEAT_MS);
  }

  button.addEventListener("click", () => turn(context.state !== "running"));
  context.addEventListener("statechange", show);
  for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, hush);
  if (localStorage.getItem(REMEMBERED) !== "on") context.suspend();
  show();
  return { call, hush };
}

/** Seen: one soft tick of 30 ms. */
function seen(context) {
  tone(context, 1200, 0, 0.03, 0.05);
}

/** The gate needs you: two equal knocks. */
function knock(context) {
  for (const at of [0, 0.22]) {
    tone(context, 190, at, 0.09, 0.5);
    tone(context, 420, at, 0.035, 0.18);
  }
}

/** News for one who waits: C5, E5. */
function chime(context) {
  tone(context, 523.25, 0, 0.16, 0.22);
  tone(context, 659.25, 0.17, 0.26, 0.22);
}

/** Play one note: hertz, start and length in seconds, loudness 0 to 1; it dies away like wood. */
function tone(context, pitch, at, length, loudness) {
  const start = context.currentTime + at;
  const string = new OscillatorNode(context, { type: "sine", frequency: pitch });
  const volume = new GainNode(context, { gain: 0 });
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(loudness, start + 0.004);
  volume.gain.exponentialRampToValueAtTime(0.0001, start + length);
  string.connect(volume).connect(context.destination);
  string.start(start);
  string.stop(start + length);
}
