// The scanner at the server's serial port: what it reads is asked for by long poll, and taken to the desk like any scan.
// Each scan comes with its own tap, and is confirmed with the next question: an answer that was lost comes again.

import { newTap, scanned } from "./desk.js";

const PATIENCE_MS = 35_000;
const AFTER_TROUBLE_MS = 500;
const SOON_MS = 300;

let me = newTap(); // the house gives the scans to the screen that opened last
let had = null;
let asking = null;

/** Listen for as long as the page stands. A page that nobody sees leaves the scans to the one on the screen. */
export async function listenToSerial(address) {
  document.addEventListener("visibilitychange", () => {
    me = newTap();
    asking?.abort();
  });
  for (;;) {
    await untilSeen();
    const askedAt = performance.now();
    try {
      const scans = await ask(address);
      if (!scans) return; // the scanner stands beside another machine's screen
      for (const scan of scans) take(scan);
      if (!scans.length && performance.now() - askedAt < SOON_MS) await pause(SOON_MS);
    } catch (trouble) {
      console.info(`scanner: ${trouble.message}`);
      await pause(AFTER_TROUBLE_MS);
    }
  }
}

async function ask(address) {
  asking = new AbortController();
  const answer = await fetch(address, {
    method: "POST",
    cache: "no-store",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify({ screen: me, had }),
    signal: AbortSignal.any([asking.signal, AbortSignal.timeout(PATIENCE_MS)]),
  });
  if (answer.status === 403 || answer.status === 404) return null;
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return (await answer.json()).scans;
}

function take(scan) {
  had = scan.tap;
  scanned(scan.pass, undefined, scan.tap);
}

function untilSeen() {
  if (document.visibilityState === "visible") return Promise.resolve();
  return new Promise((seen) => document.addEventListener("visibilitychange", seen, { once: true }));
}

function pause(ms) {
  return new Promise((on) => setTimeout(on, ms));
}
