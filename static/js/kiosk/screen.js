// What stands on the screen, and how another comes to stand there.

export class NoAnswer extends Error {}
export class Refused extends Error {}

const PATIENCE_MS = 8000;
const DISPLAY = ["lang", "theme", "letters", "reach"];
const FIELDS = "input:not([type=hidden], [type=file]), textarea, select";
const beginning = new URL("/", location);
for (const name of DISPLAY) {
  const value = new URLSearchParams(location.search).get(name);
  if (value) beginning.searchParams.set(name, value);
}

let place = location.pathname + location.search;
let turn = 0;
const comings = [];
let goings = [];

/** The <main> that stands now. */
export const screen = () => document.getElementById("screen");

/** Call `coming(main, going)` for every screen that comes; what it gives to `going` is called when that screen goes. */
export const onScreen = (coming) => comings.push(coming);

/** Take up the screen that the server laid out. */
export function start() {
  history.replaceState(null, "", beginning);
  arrive();
}

/** A new turn of the journey: an answer to an earlier one comes too late. */
export function newTurn() {
  turn += 1;
  const mine = turn;
  return () => mine === turn;
}

/** Ask the server for a page. Throws NoAnswer when it is away or broken, Refused when it will not. */
export async function ask(address, options = {}) {
  let answer;
  try {
    answer = await fetch(address, {
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE_MS),
      ...options,
      headers: { Accept: "text/html", Frame: document.body.dataset.frame, ...options.headers },
    });
    if (answer.status < 500 && answer.headers.get("Content-Type")?.startsWith("text/html") && !isMissing(answer)) {
      options.landed?.(answer.url);
      return await answer.text();
    }
  } catch (trouble) {
    throw new NoAnswer(trouble.message);
  }
  throw answer.status < 500 ? new Refused(String(answer.status)) : new NoAnswer(String(answer.status));
}

const isMissing = (answer) => answer.status === 404 || answer.status === 405;

/** Go to another page, or to the same one in another look; while the server is away, say so and try on. */
export async function go(address, { quietly = false, isSame = false } = {}) {
  const isMine = newTurn();
  for (let tries = 0; isMine(); tries += 1) {
    try {
      const page = await ask(address);
      if (!isMine()) return;
      place = address;
      show(page, { quietly, isSame });
      return;
    } catch (trouble) {
      if (!isMine()) return;
      if (trouble instanceof Refused && tries === 0) address = beginning.href;
      else await sayGone(tries);
    }
  }
}

/** Send a form and go where its answer leads; while the server is away it stays in hand, and is sent again. */
export async function send(address, body) {
  const isMine = newTurn();
  let landed = address;
  for (let tries = 0; isMine(); tries += 1) {
    try {
      const page = await ask(address, { method: "POST", body, landed: (url) => (landed = url) });
      if (!isMine()) return;
      const { pathname, search } = new URL(landed, location);
      const quietly = pathname === new URL(place, location).pathname;
      place = pathname + search;
      show(page, { quietly });
      if (quietly) screen().querySelector("[autofocus]")?.focus(); // what has to be looked at once more
      return;
    } catch (trouble) {
      if (!isMine()) return;
      if (trouble instanceof Refused) {
        go(beginning.href);
        return;
      }
      await sayGone(tries);
    }
  }
}

/** Go back to the first screen as the house shows it: nothing of the last visitor stays. */
export const home = (how) => go(beginning.href, how);

/** Say whether this is the first screen, as the house shows it. */
export const isHome = () => new URL(place, location).href === beginning.href;

/** The address of this page, seen otherwise. */
export function atStart(name, value) {
  const address = new URL(place, location);
  address.searchParams.set(name, value);
  return address.pathname + address.search;
}

/** The choices of display that the screen shows now. */
export function displayed() {
  const { lang, dataset } = document.documentElement;
  return { lang, theme: dataset.theme, letters: dataset.letters, reach: dataset.reach };
}

/** Put a page of the server on the screen; what was typed stays, where it is the same page in another look. */
export function show(page, { quietly = false, isSame = false } = {}) {
  const next = new DOMParser().parseFromString(page, "text/html");
  const focused = document.activeElement?.closest("[data-display]")?.dataset.display.split("=")[0];
  const main = next.getElementById("screen");
  if (isSame) carry(screen(), main);
  wear(next);
  put(main, quietly || isSame);
  if (focused) document.querySelector(`[data-display^="${focused}="]`)?.focus();
}

/** Say that nobody answers, and come back when it is time to try again. */
export async function sayGone(tries) {
  const gone = document.getElementById("gone").content.firstElementChild;
  if (!screen().classList.contains("gone")) put(gone.cloneNode(true), false);
  const waiting = screen();
  await new Promise((resolve) => {
    waiting.addEventListener("retry", resolve, { once: true });
    setTimeout(resolve, Math.min(1000 * (tries + 1), 5000));
  });
}

/** Bring what was typed and ticked from one laying-out of a page to the next. */
function carry(from, to) {
  const isTick = (field) => ["radio", "checkbox"].includes(field.type);
  const known = (field) => [field.id, field.name, isTick(field) ? field.value : ""].join(" ");
  const typed = new Map([...from.querySelectorAll(FIELDS)].map((field) => [known(field), field]));
  for (const field of to.querySelectorAll(FIELDS)) {
    const before = typed.get(known(field));
    if (before && isTick(field)) field.checked = before.checked;
    else if (before) field.value = before.value;
  }
}

function put(next, quietly) {
  for (const going of goings) going();
  goings = [];
  document.querySelector("dialog[open]")?.close();
  if (!quietly) next.classList.add("entering");
  if (!quietly && "arriving" in next.dataset) next.classList.add("arriving");
  screen().replaceWith(next);
  arrive();
  if (!quietly) (next.querySelector("[autofocus]") ?? next.querySelector("h1"))?.focus({ preventScroll: true });
}

function arrive() {
  for (const coming of comings) coming(screen(), (going) => goings.push(going));
}

/** Take over language, colours, letters, lintel and sill; what the page shows already, an answer leaves out. */
function wear(next) {
  const now = document.documentElement;
  const { frame } = next.body.dataset;
  now.lang = next.documentElement.lang;
  Object.assign(now.dataset, next.documentElement.dataset);
  document.title = next.title;
  replace(".lintel", next);
  if (frame === document.body.dataset.frame) return;
  document.body.dataset.frame = frame;
  for (const name of ["aria-label", "data-words"]) {
    document.getElementById("keys").setAttribute(name, next.getElementById("keys").getAttribute(name));
  }
  wearLook(next.getElementById("look"));
  for (const part of [".sill", "#languages", "#gone", "#no-call", "#still-there"]) replace(part, next);
}

function replace(part, next) {
  const here = document.querySelector(part);
  const there = next.querySelector(part);
  if (here.outerHTML !== there.outerHTML) here.replaceWith(there);
}

/** Take over the style: the old one stays until the new one is there, so that no screen is ever without. */
function wearLook(there) {
  const here = document.getElementById("look");
  if (here.getAttribute("href") === there.getAttribute("href")) return;
  here.removeAttribute("id");
  there.addEventListener("load", () => here.remove(), { once: true });
  here.after(there);
}
