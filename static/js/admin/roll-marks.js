// Marking people safe. What is pressed shows at once; it is sent as soon as the house can be reached, in
// the order of the presses, each under its own name, so that nothing counts twice. The list and what was
// pressed live in this page's memory only.

const UNDO_MS = 10_000;
const AGAIN_MS = 2000;
const PATIENCE_MS = 6000;
const MOST = 200;

export const newName = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/**
 * Take presses below `root`; `root` may be filled anew at any time, `shown()` then brings it up to date.
 *
 * begun       the evacuation that was turned on here while the house was away: {drill, point, at}; else null
 * onArrived() some of what was pressed has arrived: a list that the house laid out before says otherwise
 * onSent()    everything that was pressed has arrived
 * onOut()     the sign-in has ended: nothing more can be sent
 */
export function takeMarks(root, { begun = null, onArrived = () => {}, onSent = () => {}, onOut = () => {} } = {}) {
  const device = newName();
  const fresh = new Map(); // visit → the press that can still be taken back
  let unsent = [];
  let begins = begun;
  let isSending = false;
  let failed = begun !== null;
  let isOver = false;

  const people = () => [...root.querySelectorAll(".person")];
  const list = () => root.querySelector("[data-marks]");

  function press(visit, said, undoes = null) {
    const one = { id: newName(), visit, said, undoes, at: performance.now() };
    unsent.push(one);
    if (undoes) fresh.delete(visit);
    else {
      fresh.set(visit, one.id);
      setTimeout(() => fresh.get(visit) === one.id && fresh.delete(visit) && shown(), UNDO_MS);
    }
    shown();
    send();
  }

  /** Lay what was pressed and has not arrived over what the house says; count; mark what can be taken back. */
  function shown() {
    const takenBack = new Set(unsent.map((one) => one.undoes).filter(Boolean));
    for (const row of people()) {
      const { visit } = row.dataset;
      const mine = unsent.filter((one) => one.visit === visit && !one.undoes && !takenBack.has(one.id)).at(-1);
      const isUncovered = takenBack.has(row.dataset.press);
      row.dataset.said = mine?.said ?? (isUncovered ? other(row.dataset.told) : row.dataset.told);
      row.classList.toggle("is-fresh", fresh.has(visit));
      row.classList.toggle("is-unsent", failed && unsent.some((one) => one.visit === visit));
    }
    count();
    sayUnsent();
  }

  function count() {
    const rows = people();
    const safe = rows.filter((row) => row.dataset.said === "safe").length;
    const numbers = { all: rows.length, safe, missing: rows.length - safe };
    for (const place of root.querySelectorAll("[data-count]")) place.textContent = numbers[place.dataset.count];
    const bar = root.querySelector("[data-count-bar]");
    if (bar) Object.assign(bar, { max: Math.max(1, rows.length), value: safe });
    for (const group of root.querySelectorAll(".roll-group")) {
      const number = [...group.querySelectorAll(".person")].filter((row) => row.dataset.said === root.dataset.show).length;
      group.querySelector("[data-group-count]").textContent = number;
    }
    const done = root.querySelector("[data-all-safe]");
    if (done) done.hidden = numbers.missing > 0 || !rows.length;
  }

  function sayUnsent() {
    const line = root.querySelector("[data-unsent]");
    if (!line) return;
    const number = unsent.length;
    const words = line.querySelector("[data-one]");
    line.hidden = !failed || !number;
    const said = number === 1 ? words.dataset.one : words.dataset.many.replace("{n}", number);
    if (words.textContent !== said) words.textContent = said;
  }

  async function send() {
    if (isSending || isOver || (!unsent.length && !begins) || !list()) return;
    isSending = true;
    const batch = unsent.slice(0, MOST);
    try {
      const answer = await post(batch);
      if (isOver) return;
      if ([401, 403].includes(answer.status) || answer.redirected) return out();
      if (!answer.ok && answer.status !== 409) throw new Error(`${answer.status}`);
      unsent = unsent.filter((one) => !batch.includes(one));
      for (const one of batch) arrived(one);
      begins = null;
      failed = false;
      shown();
      onArrived();
      if (!unsent.length) onSent();
    } catch (trouble) {
      console.info(`roll call: ${trouble.message}`);
      failed = true;
      shown();
      setTimeout(send, AGAIN_MS);
    } finally {
      isSending = false;
    }
    if (unsent.length && !failed) send();
  }

  function post(batch) {
    const ago = (at) => Math.round(performance.now() - at);
    const presses = batch.map(({ at, ...one }) => ({ ...one, ago_ms: ago(at) }));
    const begin = begins && { drill: begins.drill, point: begins.point, ago_ms: ago(begins.at) };
    return fetch(list().dataset.marks, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": document.querySelector("meta[name=csrf]").content },
      body: JSON.stringify({ device, presses, begun: begin }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  }

  /** The house has it: until its next list comes, whatever that says, the row says so itself. */
  function arrived(one) {
    const row = people().find((each) => each.dataset.visit === one.visit);
    if (!row) return;
    row.dataset.told = one.said; // also of a press that was taken back: the house's list may have come before this answer
    row.dataset.press = one.undoes ? "" : one.id;
    delete row.dataset.stamp;
  }

  function out() {
    isOver = true;
    unsent = [];
    begins = null;
    fresh.clear();
    onOut();
  }

  root.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-mark]");
    if (!form) return;
    event.preventDefault();
    const row = form.closest(".person");
    press(row.dataset.visit, form.dataset.mark);
    (row.classList.contains("is-fresh") ? row.querySelector("[data-undo]") : null)?.focus();
  });
  root.addEventListener("click", (event) => {
    const row = event.target.closest("[data-undo]")?.closest(".person");
    if (row) {
      press(row.dataset.visit, other(row.dataset.said), fresh.get(row.dataset.visit));
      row.querySelector(row.dataset.said === "safe" ? ".act-missing" : ".act-safe")?.focus();
    }
    const tab = event.target.closest("[data-show-only]");
    if (tab) show(tab.dataset.showOnly);
  });

  function show(which) {
    root.dataset.show = which;
    count();
    for (const tab of root.querySelectorAll("[data-show-only]")) tab.setAttribute("aria-pressed", String(tab.dataset.showOnly === which));
  }

  shown();
  root.dataset.ready = "yes";
  return { press, shown, send, show, out };
}

const other = (said) => (said === "safe" ? "missing" : "safe");
