// A screen that shows an arrival says so: only then may anyone claim that somebody was told.

const told = new Set();

/** Report the visits below `page` that are shown for the first time, if anybody can be looking. */
export function tellSeen(page) {
  if (document.visibilityState !== "visible") return;
  const visits = [...page.querySelectorAll("[data-seen]")].map((row) => row.dataset.seen).filter((id) => id && !told.has(id));
  if (!visits.length) return;
  visits.forEach((id) => told.add(id));
  fetch("/visits/seen", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": document.querySelector("meta[name=csrf]").content },
    body: JSON.stringify({ visits }),
  }).catch(() => visits.forEach((id) => told.delete(id)));
}
