// Is the site being evacuated? Asked by long poll for as long as the page stands, whatever stands on the screen; an
// answer that fails is asked for again. While it is, nothing else may stay on the screen.

import { forgetAll } from "./desk.js";
import { displayed, go, home, onScreen, screen } from "./screen.js";

const PATIENCE_MS = 35_000;
const AFTER_TROUBLE_MS = 1500;
const SOON_MS = 1000;
const CALM = "calm";

let state = CALM;

const isEvacuating = () => state !== CALM;
const isShown = () => screen().classList.contains("emergency");

/** Listen, and put the alarm's screen in the place of whatever stands there. */
export async function heedAlarms(address) {
  onScreen(() => isEvacuating() && !isShown() && showAlarm(address));
  for (;;) {
    const askedAt = performance.now();
    try {
      const heard = await ask(address);
      if (heard !== state) change(heard, address);
      else if (performance.now() - askedAt < SOON_MS) await pause(SOON_MS);
    } catch (trouble) {
      console.info(`alarm: ${trouble.message}`);
      await pause(AFTER_TROUBLE_MS);
    }
  }
}

async function ask(address) {
  const answer = await fetch(`${address}?${new URLSearchParams({ known: state })}`, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return (await answer.json()).state;
}

function change(heard, address) {
  state = heard;
  forgetAll();
  for (const open of document.querySelectorAll("dialog[open]")) open.close();
  if (isEvacuating()) showAlarm(address);
  else home();
}

function showAlarm(address) {
  go(`${address}/screen?${new URLSearchParams(displayed())}`);
}

const pause = (ms) => new Promise((on) => setTimeout(on, ms));
