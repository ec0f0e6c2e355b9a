// The last list at hand on each gate page: when the house is gone the roll can still be called from it.
// It is kept in a variable, never in any storage, is twenty seconds old at most when the connection breaks,
// and goes with the sign-in.
import { takeMarks } from "./roll-marks.js";

const FETCH_EVERY_MS = 20_000;
const OLDEST_MS = 60_000;
const PATIENCE_MS = 2500;
const RETURN_MS = 3000;

const words = document.querySelector("template[data-roll-at-hand]");
let kept = null; // the list as the house last gave it: {html, at, failedAt}
let isOut = false;
let opener = null; // where the keys were before the page was covered

async function refresh() {
  if (isOut) return false;
  try {
    const answer = await fetch(words.dataset.list, { headers: { Accept: "text/html" }, redirect: "error", signal: AbortSignal.timeout(PATIENCE_MS) });
    if ([401, 403].includes(answer.status)) return wipe();
    if (!answer.ok) throw new Error(`${answer.status}`);
    kept = { html: await answer.text(), at: Date.now(), failedAt: null };
    words.dataset.at = kept.at;
    return true;
  } catch (trouble) {
    console.info(`roll call at hand: ${trouble.message}`);
    if (kept) kept.failedAt ??= Date.now();
    return false;
  }
}

function wipe() {
  isOut = true;
  kept = null;
  document.querySelector("[data-roll-here]")?.remove();
  document.querySelector("[data-board]")?.replaceChildren(); // nor do the names on the board stay
  return false;
}

/** Take what the page needs from a template, and show it instead of the page. */
function put(name) {
  const before = document.querySelector("[data-roll-here]");
  if (before) before.remove();
  else opener = document.activeElement;
  const here = document.createElement("div");
  here.dataset.rollHere = "";
  here.append(document.querySelector(`template[${name}]`).content.cloneNode(true));
  for (const child of document.body.children) if (child.tagName !== "TEMPLATE") child.inert = child.hidden = true;
  document.body.append(here);
  const at = kept && new Date(kept.at).toLocaleTimeString("en-GB");
  for (const place of here.querySelectorAll("[data-kept-at]")) place.textContent = at;
  here.addEventListener("click", (event) => chosen(event.target.closest("[data-begin]")?.dataset.begin));
  here.addEventListener("keydown", (event) => event.key === "Escape" && here.querySelector("[data-begin=not]") && back());
  here.querySelector("button")?.focus();
  return here;
}

function back() {
  document.querySelector("[data-roll-here]")?.remove();
  for (const child of document.body.children) if (child.tagName !== "TEMPLATE") child.inert = child.hidden = false;
  opener?.focus();
}

function chosen(begin) {
  if (begin === "not") back();
  else if (begin) showList(begin === "drill");
}

/** Is the list young enough to send people in by it? It may grow old only once the house is gone. */
const isGood = () => kept && (kept.failedAt ?? Date.now()) - kept.at <= OLDEST_MS;

async function callRoll() {
  if (await refresh()) return location.assign(words.dataset.page);
  if (isOut) return location.assign(words.dataset.page);
  return put(isGood() ? "data-roll-ask" : "data-roll-none");
}

function showList(isDrill) {
  const here = put("data-roll-at-hand");
  const root = here.querySelector("[data-roll]");
  root.querySelector("[data-real]").hidden = isDrill;
  root.querySelector("[data-drill]").hidden = !isDrill;
  const list = new DOMParser().parseFromString(kept.html, "text/html").body;
  root.querySelector("[data-here]").append(...list.children);
  const begun = { drill: isDrill, point: document.querySelector("[name=point]")?.value ?? "", at: performance.now() };
  const marks = takeMarks(root, { begun, onSent: () => location.assign(words.dataset.page), onOut: wipe });
  document.addEventListener("signed-out", marks.out);
  const again = setInterval(() => (here.isConnected ? marks.send() : clearInterval(again)), RETURN_MS);
  marks.send();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (link.hasAttribute("data-roll-call")) {
    event.preventDefault();
    callRoll();
  } else if (document.querySelector('[data-connection][data-state="lost"]') && !link.hash) {
    event.preventDefault(); // a page that cannot come would take the list at hand with it
  }
});
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-roll-start]");
  if (!form || form.dataset.sure) return;
  event.preventDefault();
  const { submitter } = event;
  if (await refresh()) {
    form.dataset.sure = "yes";
    form.requestSubmit(submitter);
  } else if (isGood()) showList(submitter.value === "drill");
  else put("data-roll-none");
});
document.addEventListener("signed-out", wipe);
for (const form of document.querySelectorAll('form[action$="/sign-out"]')) form.addEventListener("submit", wipe);

refresh();
setInterval(refresh, FETCH_EVERY_MS);
