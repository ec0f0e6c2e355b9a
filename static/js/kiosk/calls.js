// The first screen calls whoever waits and has an answer. It asks only whether anything is called that it does not show:
// then what is called is put in, so that nothing moves under a finger, and a tone says it once.

import { ask, isHome } from "./screen.js";

const LOOK_MS = 5000;

/** Keep the calls of the first screen true. */
export function keepCalling(main, going) {
  if (!main.dataset.calls) return;
  const timer = setInterval(() => look(main), LOOK_MS);
  going(() => clearInterval(timer));
}

async function look(main) {
  if (document.hidden || !isHome()) return;
  try {
    const answer = await fetch(main.dataset.calls, { cache: "no-store", signal: AbortSignal.timeout(LOOK_MS) });
    const { called } = await answer.json();
    if (called.join() !== main.dataset.called) put(main, await ask("/" + location.search));
  } catch (trouble) {
    console.info(`calls: ${trouble.message}`); // the next look comes by itself
  }
}

function put(main, page) {
  const here = main.querySelector("[data-part=called]");
  const there = new DOMParser().parseFromString(page, "text/html").querySelector("[data-calls]");
  const part = there?.querySelector("[data-part=called]");
  if (!main.isConnected || !part || here.contains(document.activeElement)) return;
  const isNew = there.dataset.called.split(",").some((code) => code && !main.dataset.called.split(",").includes(code));
  main.dataset.called = there.dataset.called;
  here.innerHTML = part.innerHTML;
  if (isNew) main.dispatchEvent(new CustomEvent("news", { bubbles: true }));
}
