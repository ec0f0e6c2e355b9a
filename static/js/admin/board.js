// A page that follows the news: when something happened it fetches its own parts anew and
// exchanges only what changed, so that nothing moves under a finger.
import { listen } from "./live.js";
import { exchange } from "./exchange.js";
import { watchConnection } from "./connection.js";
import { soundButton } from "./sound.js";
import { tick } from "./times.js";

const LOOK_AGAIN_MS = 60_000; // things fall due without any news

const page = document.querySelector("[data-board]");
const said = document.querySelector("[data-said]");
const connection = watchConnection(document.querySelector("[data-connection]"), page);
const sound = soundButton(document.querySelector("[data-sound]"));
let fetching = false;
let again = false;

async function refresh() {
  if (fetching) {
    again = true;
    return;
  }
  fetching = true;
  again = false;
  try {
    const answer = await fetch(page.dataset.board, { headers: { Accept: "text/html" } });
    if (answer.status === 401) connection.out();
    if (answer.ok) show(await answer.text());
  } catch {
    // The line is down: the connection's own words say so, and the next contact looks again.
  } finally {
    fetching = false;
    if (again) refresh();
  }
}

function show(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const arrived = exchange(page, fresh.body, () => tick(page));
  tick(page);
  title();
  const calling = arrived.filter((row) => row.dataset.call);
  if (calling.length) {
    said.textContent = calling.map((row) => row.dataset.call).join(" ");
    sound.call();
  }
  if (!page.querySelector("[data-call]")) sound.hush();
}

function title() {
  const calls = page.querySelectorAll("[data-call]").length;
  document.title = (calls ? `(${calls}) ` : "") + page.dataset.title;
}

listen({
  after: Number(page.dataset.after),
  onNews: refresh,
  onContact: (way) => {
    if (connection.contact(way)) refresh();
  },
  onOut: connection.out,
});

setInterval(refresh, LOOK_AGAIN_MS);
title();
tick(page);
setInterval(() => tick(page), 5000);
if (page.querySelector("[data-call]")) sound.call();
