// Put a page's fresh parts in the place of the old ones.
// Rows have a data-key: an unchanged row stays the very same element, a new one enters from the
// top, and a row that somebody is touching or typing in waits until they are done.

const HOLD_MS = 600;

let touched = null;
let touchedAt = 0;

for (const kind of ["pointerdown", "pointermove", "keydown"]) {
  document.addEventListener(
    kind,
    (event) => {
      touched = event.target.closest?.("[data-key]");
      touchedAt = performance.now();
    },
    { passive: true },
  );
}

const newest = new WeakMap(); // page → the parts that came last: what waits is never put in from older ones

/**
 * Exchange every [data-part] of `page` for the one of the same name in `fresh`; return the rows that are new.
 * `later()` is called when rows that had to wait were exchanged too.
 */
export function exchange(page, fresh, later) {
  newest.set(page, fresh);
  const round = { arrived: [], hasHeld: false };
  for (const part of page.querySelectorAll("[data-part]")) {
    const other = fresh.querySelector(`[data-part="${part.dataset.part}"]`);
    if (!other) continue;
    if (rows(other).length || rows(part).length) exchangeRows(part, other, round);
    else if (part.innerHTML !== other.innerHTML) part.innerHTML = other.innerHTML;
  }
  if (round.hasHeld) {
    setTimeout(() => {
      if (newest.get(page) !== fresh) return;
      exchange(page, fresh, later);
      later();
    }, HOLD_MS);
  }
  return round.arrived;
}

/** What waits until nobody touches its row is not the last word any more. */
export const forgetWaiting = (page) => newest.delete(page);

function exchangeRows(part, other, round) {
  const held = rows(part).filter(isHeld);
  round.hasHeld ||= held.length > 0;
  if (!rows(other).length) {
    if (!held.length) part.innerHTML = other.innerHTML; // the words of an empty list
    return;
  }
  const old = new Map(rows(part).map((row) => [row.dataset.key, row]));
  let place = null;
  for (const row of rows(other)) {
    const before = old.get(row.dataset.key);
    old.delete(row.dataset.key);
    const shown = before && (held.includes(before) || isSame(before, row)) ? before : row.cloneNode(true);
    if (!before) {
      shown.classList.add("is-new");
      round.arrived.push(shown);
    } else if (shown !== before) before.replaceWith(shown);
    const after = place ? place.nextElementSibling : part.firstElementChild;
    if (after !== shown) part.insertBefore(shown, after);
    place = shown;
  }
  for (const row of old.values()) if (!held.includes(row)) row.remove();
  for (const child of [...part.children]) if (!child.dataset.key) child.remove();
}

const isSame = (before, row) => before.dataset.stamp !== undefined && before.dataset.stamp === row.dataset.stamp;

function isHeld(row) {
  const typing = row.contains(document.activeElement) && document.activeElement.matches("input, textarea, select");
  return typing || (touched === row && performance.now() - touchedAt < HOLD_MS);
}

function rows(part) {
  return [...part.children].filter((child) => child.dataset.key);
}
