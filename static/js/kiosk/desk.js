// Asking the desk: a scan or a typed look-up is sent once, and again with the same tap until there is an answer.
// What is scanned meanwhile stands in line: each gets its own answer, and its moment on the screen.

import { ask, displayed, go, newTurn, NoAnswer, sayGone, screen, show } from "./screen.js";

const TWICE_WITHIN_MS = 800;
const TO_BE_READ_MS = 1500; // so long an answer stands before that of the next in line
const LONGEST = 500;

let asking = null; // the question that is on its way
let answered = null; // the one whose answer stands on the screen
let line = []; // those that came meanwhile, the oldest first
let working = false;
let heardAt = -Infinity;

/** The question whose answer stands on the screen, or null. */
export const question = () => answered;

/** Say whether an answer is about to come: nothing else may take its place on the screen. */
export const isAsking = () => asking !== null && !screen().classList.contains("gone");

/** Forget whose answer stands: the screen goes on to something else. */
export function forget() {
  answered = null;
}

/** Nobody has been here for long: forget those in line too. */
export function forgetAll() {
  answered = null;
  line = [];
}

/**
 * A code was read, by whatever reader. The same code twice in a moment is one scan.
 *
 * A reader that may hand over one scan twice gives each scan its own `tap`.
 */
export function scanned(text, journey = screen().dataset.journey, tap = newTap()) {
  const next = { address: journey === "leave" ? "/departures" : "/arrivals", body: { pass: text.slice(0, LONGEST), tap } };
  const sinceLast = performance.now() - heardAt;
  heardAt = performance.now();
  if ([asking, ...line].some((other) => isSame(next, other)) || tap === answered?.body.tap) return;
  if (isSame(next, answered) && sinceLast < TWICE_WITHIN_MS) return;
  screen().dispatchEvent(new CustomEvent("seen", { bubbles: true }));
  put(next);
}

/** A permit number and the end of a phone number were typed. */
export function lookUp(permit, phoneTail) {
  put({ address: "/arrivals", body: { permit, phone_tail: phoneTail, tap: newTap() } });
}

/** Something else is told at this screen, such as who of a group is there; its answer is the next screen. */
export function tell(address, body) {
  if (!asking) put({ address, body: { ...body, tap: newTap() } });
}

/** Somebody is to come here. */
export function callReception() {
  put({ address: "/help", body: { tap: newTap() } });
}

/** Ask the same again to see the answer otherwise (in another language); false if no answer stands. */
export function askAgain(name, value) {
  if (!answered) return false;
  line.unshift({ ...answered, display: { ...displayed(), [name]: value } });
  if (!working) work();
  return true;
}

const isSame = (one, other) => one.address === other?.address && one.body.pass === other.body.pass;

function put(next) {
  line.push(next);
  if (!working) work();
}

async function work() {
  working = true;
  while (line.length) {
    asking = line.shift();
    await send(asking);
    asking = null;
    if (line.length && !line[0].display) await toBeRead();
  }
  working = false;
}

/** Wait until who was answered last has had time to read it; a change of language cuts it short. */
async function toBeRead() {
  const until = performance.now() + TO_BE_READ_MS;
  while (performance.now() < until && line.length && !line[0].display) await new Promise((on) => setTimeout(on, 100));
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
      show(page, { isSame: isRepeated });
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
export function newTap() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
