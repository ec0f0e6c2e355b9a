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

/** Exchange every [data-part] of `page` for the one of the same name in `fresh`; return the rows that are new. */
export function exchange(page, fresh, later) {
  const arrived = [];
  for (const part of page.querySelectorAll("[data-part]")) {
    const other = fresh.querySelector(`[data-part="${part.dataset.part}"]`);
    if (!other) continue;
    if (other.querySelector(":scope > [data-key]") || part.querySelector(":scope > [data-key]")) {
      arrived.push(...exchangeRows(part, other, later));
    } else if (part.innerHTML !== other.innerHTML) {
      part.innerHTML = other.innerHTML;
    }
  }
  return arrived;
}

function exchangeRows(part, other, later) {
  if (!rows(other).length) {
    whenFree(rows(part), () => (part.innerHTML = other.innerHTML)); // the words of an empty list
    return [];
  }
  const old = new Map(rows(part).map((row) => [row.dataset.key, row]));
  const arrived = [];
  let place = null;
  for (const row of rows(other)) {
    const before = old.get(row.dataset.key);
    old.delete(row.dataset.key);
    const shown = before ? renewed(before, row, later) : row;
    if (!before) {
      shown.classList.add("is-new");
      arrived.push(shown);
    }
    const after = place ? place.nextElementSibling : part.firstElementChild;
    if (after !== shown) part.insertBefore(shown, after);
    place = shown;
  }
  for (const [, row] of old) whenFree([row], () => row.remove());
  for (const child of [...part.children]) if (!child.dataset.key) child.remove();
  return arrived;
}

/** Do it now, or a moment later if somebody is at one of the rows. */
function whenFree(some, act) {
  if (some.some(isHeld)) setTimeout(act, HOLD_MS);
  else act();
}

/** Return the row to show: the old element if nothing changed or somebody is at it, else the new one. */
function renewed(before, row, later) {
  if (before.dataset.stamp === row.dataset.stamp && before.dataset.stamp !== undefined) return before;
  if (isHeld(before)) {
    setTimeout(() => {
      if (before.isConnected && !isHeld(before)) {
        before.replaceWith(row);
        later();
      }
    }, HOLD_MS);
    return before;
  }
  before.replaceWith(row);
  return row;
}

function isHeld(row) {
  const typing = row.contains(document.activeElement) && document.activeElement.matches("input, textarea, select");
  return typing || (touched === row && performance.now() - touchedAt < HOLD_MS);
}

function rows(part) {
  return [...part.children].filter((child) => child.dataset.key);
}
