// A visitor's own screen follows the visit: news by long poll, the badge by asking how far it is.
// What changed is laid out by the server; only the parts that differ are put in, so that the badge keeps moving.

import { displayed, show } from "./screen.js";

const NEWS_PATIENCE_MS = 35_000;
const AFTER_TROUBLE_MS = 2000;
const SOON_MS = 1000;
const LOOK_AT_PRINT_MS = { waiting: 400, printing: 400, stuck: 2000, unknown: 2000, done: 10_000, replaced: 10_000 };

/** Follow the visit that this screen is about, until it goes. */
export function followVisit(main, going) {
  const { visit, badge } = main.dataset;
  if (!visit) return;
  const over = new AbortController();
  going(() => over.abort());
  followNews(main, visit, over.signal);
  if (badge) followPrint(main, badge, over.signal);
}

async function followNews(main, visit, over) {
  let after = 0;
  while (!over.aborted) {
    const askedAt = performance.now();
    try {
      const news = await ask(`/visits/${visit}/news?${new URLSearchParams({ after, ...displayed() })}`, over);
      if (news.last > after || "ages" in main.dataset) await refresh(main, over); // what was said is a minute older now
      else if (performance.now() - askedAt < SOON_MS) await pause(SOON_MS, over);
      after = news.last;
    } catch (trouble) {
      await troubled(trouble, over);
    }
  }
}

async function followPrint(main, badge, over) {
  while (!over.aborted) {
    await pause(LOOK_AT_PRINT_MS[main.dataset.print] ?? AFTER_TROUBLE_MS, over);
    try {
      const { state } = await ask(`/badges/${badge}`, over);
      if (state !== main.dataset.print) await refresh(main, over);
    } catch (trouble) {
      await troubled(trouble, over);
    }
  }
}

async function ask(address, over) {
  const answer = await fetch(address, { cache: "no-store", signal: AbortSignal.any([over, AbortSignal.timeout(NEWS_PATIENCE_MS)]) });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

async function refresh(main, over) {
  const address = `/visits/${main.dataset.visit}?${new URLSearchParams(displayed())}`;
  const answer = await fetch(address, { cache: "no-store", signal: over });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  const page = await answer.text();
  if (over.aborted) return;
  const next = new DOMParser().parseFromString(page, "text/html").getElementById("screen");
  const isSame = next.dataset.visit === main.dataset.visit && next.dataset.stage === main.dataset.stage;
  if (!isSame) show(page);
  else take(main, next);
}

/** Put in what differs; a new word of the host gives the visitor time to read it. */
function take(main, next) {
  const { print, badge, stays } = next.dataset;
  const isNewPrint = print !== main.dataset.print;
  for (const [name, value] of Object.entries({ print, badge, stays })) if (value !== undefined) main.dataset[name] = value;
  for (const part of main.querySelectorAll("[data-part]")) {
    const other = next.querySelector(`[data-part="${part.dataset.part}"]`);
    if (!other || part.innerHTML === other.innerHTML) continue;
    part.innerHTML = other.innerHTML;
    if (part.dataset.part === "look") main.dispatchEvent(new CustomEvent("news"));
  }
  if (isNewPrint) main.dispatchEvent(new CustomEvent("stays")); // its time begins anew
}

async function troubled(trouble, over) {
  if (over.aborted) return;
  console.info(`news: ${trouble.message}`);
  await pause(AFTER_TROUBLE_MS, over);
}

function pause(ms, over) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    over.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
