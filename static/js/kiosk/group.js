// A group's leader ticks who is there; then each badge is followed until it is out.

import { tell } from "./desk.js";
import { displayed } from "./screen.js";

const LOOK_EVERY_MS = 1500;

/** Bring the list of members to life. */
export function tickGroup(main) {
  const { group } = main.dataset;
  if (!group) return;
  const ticks = [...main.querySelectorAll("input[name=guest]")];
  const count = main.querySelector("[data-count]");
  const all = main.querySelector("[data-tick-all]");
  const lamp = main.querySelector("[data-admit]");
  const ticked = () => ticks.filter((tick) => tick.checked);

  const write = () => {
    const n = ticked().length;
    count.textContent = n;
    all.textContent = n === ticks.length ? all.dataset.none : all.dataset.all;
    lamp.textContent = n === 0 ? lamp.dataset.nobody : n === 1 ? lamp.dataset.one : lamp.dataset.many.replace("#", n);
  };
  main.addEventListener("change", write);
  all.addEventListener("click", () => {
    const wanted = ticked().length < ticks.length;
    for (const tick of ticks) tick.checked = wanted;
    write();
  });
  lamp.addEventListener("click", () => {
    const guests = ticked().map((tick) => tick.value);
    if (guests.length) tell(group, { guests });
    else main.querySelector(".back").click();
  });
  write();
}

/** Follow the badges of a group, until its screen goes. */
export function followGroup(main, going) {
  const { groupHere } = main.dataset;
  if (!groupHere) return;
  const over = new AbortController();
  const timer = setInterval(() => look(main, groupHere, over.signal), LOOK_EVERY_MS);
  going(() => {
    clearInterval(timer);
    over.abort();
  });
}

async function look(main, address, over) {
  const [path] = address.split("?");
  let page;
  try {
    const answer = await fetch(`${path}?${new URLSearchParams(displayed())}`, { cache: "no-store", signal: over });
    if (!answer.ok) return;
    page = await answer.text();
  } catch {
    return; // the server is away: what stands on the screen stays true for a moment
  }
  const next = new DOMParser().parseFromString(page, "text/html");
  const { stays } = next.getElementById("screen")?.dataset ?? {};
  if (stays && stays !== main.dataset.stays) {
    main.dataset.stays = stays;
    main.dispatchEvent(new CustomEvent("stays")); // the last badge is out: its time begins anew
  }
  for (const part of main.querySelectorAll("[data-part]")) {
    const other = next.querySelector(`[data-part="${part.dataset.part}"]`);
    if (!other || part.innerHTML === other.innerHTML) continue;
    const at = part.querySelector(".party")?.scrollTop ?? 0;
    part.innerHTML = other.innerHTML;
    part.querySelector(".party")?.scrollTo(0, at);
  }
}
