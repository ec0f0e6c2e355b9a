// A page that follows the news: when something happened it fetches its own parts anew and
// exchanges only what changed, so that nothing moves under a finger.
import { watchConnection } from "./connection.js";
import { exchange, forgetWaiting } from "./exchange.js";
import { listen } from "./live.js";
import { mostPressing, soundButton } from "./sound.js";
import { tellSeen } from "./seen.js";
import { tick } from "./times.js";

const LOOK_AGAIN_MS = 60_000; // things fall due without any news
const PATIENCE_MS = 15_000; // an answer that never comes must not keep the next one from being asked for
const TICK_MS = 5000;
const REFUSAL_STANDS_MS = 6000;

const page = document.querySelector("[data-board]");
const said = document.querySelector("[data-said]");
const connection = watchConnection(document.querySelector("[data-connection]"), page);
const button = document.querySelector("[data-sound]");
const sound = button ? soundButton(button) : { call() {}, once() {}, hush() {} };
let fetching = false;
let again = false;
let isOld = false; // what is on its way was laid out before something that this page knows

async function refresh() {
  if (fetching) {
    again = true;
    return;
  }
  fetching = true;
  again = isOld = false;
  try {
    const answer = await fetch(page.dataset.board, { headers: { Accept: "text/html" }, redirect: "error", signal: AbortSignal.timeout(PATIENCE_MS) });
    const parts = answer.ok && (await answer.text());
    if (parts && !isOld) show(parts);
  } catch {
    // The line is down, or the sign-in over: the connection's own words say which, and the next contact looks again.
  } finally {
    fetching = false;
    if (again) refresh();
  }
}

function show(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const arrived = exchange(page, fresh.body, follow);
  const calls = arrived.filter((row) => row.dataset.call);
  if (calls.length) {
    said.textContent = calls.map((row) => row.dataset.call).join(" ");
    sound.call(toneOf(calls));
  } else if (arrived.some((row) => row.dataset.tone)) {
    sound.once(toneOf(arrived));
  }
  if (!page.querySelector("[data-call]")) sound.hush();
  follow();
}

/** Say why something was not done, to eyes and ears. */
function refused(words) {
  said.textContent = words ?? "";
  said.classList.add("board-toast");
  said.classList.remove("sr");
  setTimeout(() => said.classList.add("sr"), REFUSAL_STANDS_MS);
}

/** Each kind of event has a sound of its own; of several at once the most pressing is heard. */
function toneOf(rows) {
  return mostPressing(rows.map((row) => row.dataset.tone), button?.dataset.sound);
}

/** Bring along what hangs on the rows: the running times, the title, who has been seen. */
function follow() {
  const calls = page.querySelectorAll("[data-call]").length;
  document.title = (calls ? `(${calls}) ` : "") + page.dataset.title;
  tick(document);
  tellSeen(page);
  page.dispatchEvent(new Event("shown"));
}

// Orders go by fetch, so that the page stays; without scripts the same forms load it anew.
page.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-quiet]");
  if (!form) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form, event.submitter));
  event.submitter?.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    if (!answer.ok) {
      const { detail, see } = await answer.json();
      if (see) location.assign(see); // there is a page where it can be done
      else refused(detail);
    }
  } catch {
    // No connection: the line at the top says so, and what was pressed can be pressed again.
  } finally {
    event.submitter?.removeAttribute("aria-busy");
    refresh();
  }
});

listen({
  after: Number(page.dataset.after),
  onNews: refresh,
  onContact: (way) => connection.contact(way) && refresh(),
  onOut: () => {
    connection.out();
    document.dispatchEvent(new Event("signed-out"));
  },
});
page.addEventListener("old", () => {
  isOld = true;
  forgetWaiting(page);
  refresh();
}); // somebody knows that what the page shows, and what is on its way to it, is not the last word
setInterval(refresh, LOOK_AGAIN_MS);
setInterval(() => tick(document), TICK_MS);
document.addEventListener("visibilitychange", () => tellSeen(page));
follow();
const waiting = [...page.querySelectorAll("[data-call]")];
if (waiting.length) sound.call(toneOf(waiting));
