// A line on every page of reception while a kiosk is silent, a printer stopped, or its paper ends.
import { listen } from "./live.js";

const place = document.querySelector("[data-alarm]");

/** Fetch the line as it is now; return what the news goes on from, or null while nobody answers. */
async function refresh() {
  try {
    const answer = await fetch(place.dataset.alarm, { headers: { Accept: "text/html" }, redirect: "error" });
    if (!answer.ok) return null;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-after]");
    if (place.innerHTML !== fresh.innerHTML) place.innerHTML = fresh.innerHTML;
    return fresh.dataset;
  } catch (trouble) {
    console.info(`devices: ${trouble.message}`); // the page stands without it; the next contact looks again
    return null;
  }
}

const now = await refresh();
if (now) {
  const kinds = new Set(now.kinds.split(" "));
  listen({
    after: Number(now.after),
    onNews: (items) => items.some((item) => kinds.has(item.kind)) && refresh(),
    onContact: () => {}, // what was missed while away comes as news
    onOut: () => (place.innerHTML = ""),
  });
}
