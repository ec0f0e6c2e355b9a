// Asking the desk: a scan or a typed look-up is sent once, and again with the same tap until there is an answer.

import { ask, displayed, go, newTurn, NoAnswer, sayGone, screen, show } from "./screen.js";

const TWICE_WITHIN_MS = 800;
const LONGEST = 500;

let asking = null; // the question that is on its way
let waiting = null; // the one that came meanwhile: a queue of one
let answered = null; // the one whose answer stands on the screen
let heardAt = -Infinity;

/** The question whose answer stands on the screen, or null. */
export const question = () => answered;

/** Forget it, and who waits behind it: the screen goes on to something else. */
export function forget() {
  answered = null;
  waiting = null;
}

/** A code was read, by whatever reader. The same code twice in a moment is one scan. */
export function scanned(text, journey = screen().dataset.journey) {
  const next = { address: journey === "leave" ? "/departures" : "/arrivals", body: { pass: text.slice(0, LONGEST), tap: newTap() } };
  const sinceLast = performance.now() - heardAt;
  heardAt = performance.now();
  if (isSame(next, asking) || isSame(next, waiting) || (isSame(next, answered) && sinceLast < TWICE_WITHIN_MS)) return;
  screen().dispatchEvent(new CustomEvent("seen"));
  put(next);
}

/** A permit number and the end of a phone number were typed. */
export function lookUp(permit, phoneTail) {
  put({ address: "/arrivals", body: { permit, phone_tail: phoneTail, tap: newTap() } });
}

/** Ask the same again to see the answer otherwise (in another language); false if no answer stands. */
export function askAgain(name, value) {
  if (!answered) return false;
  put({ ...answered, display: { ...displayed(), [name]: value } });
  return true;
}

const isSame = (one, other) => one.address === other?.address && one.body.pass === other.body.pass;

function put(next) {
  if (asking) waiting = next;
  else work(next);
}

async function work(first) {
  for (let next = first; next; [next, waiting] = [waiting, null]) {
    asking = next;
    await send(next);
    asking = null;
  }
}

async function send(next) {
  const isMine = newTurn();
  const isRepeated = Boolean(next.display);
  const address = `${next.address}?${new URLSearchParams(next.display ?? displayed())}`;
  const options = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(next.body) };
  for (let tries = 0; isMine(); tries += 1) {
    try {
      const page = await ask(address, options);
      if (!isMine()) return;
      answered = next;
      show(page, { quietly: isRepeated });
      return;
    } catch (trouble) {
      if (!isMine()) return;
      if (!(trouble instanceof NoAnswer)) {
        go("/help");
        return;
      }
      await sayGone(tries);
    }
  }
}

/** crypto.randomUUID is there only where the page came by https or from this machine. */
function newTap() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
