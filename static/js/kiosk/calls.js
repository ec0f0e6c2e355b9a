// The first screen calls whoever waits and has an answer: only what is called is put in, so that nothing moves under a
// finger, and a tone says it once.

import { ask, isHome } from "./screen.js";

const LOOK_MS = 5000;

/** Keep the calls of the first screen true. */
export function keepCalling(main, going) {
  if (!("calls" in main.dataset)) return;
  const timer = setInterval(() => look(main), LOOK_MS);
  going(() => clearInterval(timer));
}

async function look(main) {
  if (document.hidden || !isHome()) return;
  let page;
  try {
    page = await ask("/" + location.search);
  } catch (trouble) {
    console.info(`calls: ${trouble.message}`); // the next look comes by itself
    return;
  }
  const here = main.querySelector("[data-part=called]");
  const there = new DOMParser().parseFromString(page, "text/html").querySelector("[data-part=called]");
  if (!main.isConnected || !there || here.innerHTML === there.innerHTML || here.contains(document.activeElement)) return;
  const isNew = there.textContent.replaceAll(/\s/g, "") !== here.textContent.replaceAll(/\s/g, "") && there.querySelector(".calls");
  here.innerHTML = there.innerHTML;
  if (isNew) main.dispatchEvent(new CustomEvent("news", { bubbles: true }));
}
