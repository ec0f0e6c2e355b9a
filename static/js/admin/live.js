// News from the house: by socket, and by long poll where sockets cannot connect.
// Both carry the same numbered feed, so a line is told once, whichever way it came, and what was
// missed while away is asked for by number.
import { io } from "../../vendor/socket.io-client/4.8.4/dist/socket.io.esm.min.js";

const SOCKET_GETS_MS = 2500; // then the long poll starts beside it
const POLL_TAKES_MS = 40_000; // the server answers after 25 s at the latest
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8000;

/**
 * Listen from line `after` on.
 *
 * onNews(items)    new lines in order, each once
 * onContact(way)   the house was just heard: "socket" or "poll"
 * onOut()          the sign-in has ended; nothing more will come
 */
export function listen({ after, onNews, onContact, onOut }) {
  let last = after;
  let polling = null;
  let over = false;

  const socket = io("/live", {
    transports: ["websocket"],
    auth: (give) => give({ after: last }),
    reconnectionDelay: FIRST_WAIT_MS,
    reconnectionDelayMax: LONGEST_WAIT_MS,
    timeout: 5000,
  });

  function take(news, way) {
    onContact(way);
    const fresh = news.items.filter((item) => item.n > last);
    last = Math.max(last, news.last);
    if (fresh.length) onNews(fresh);
  }

  socket.on("connect", () => {
    stopPolling();
    onContact("socket");
  });
  socket.on("news", (news) => take(news, "socket"));
  socket.io.on("ping", () => onContact("socket"));
  socket.on("connect_error", startPolling);
  socket.on("disconnect", startPolling);
  setTimeout(() => socket.connected || startPolling(), SOCKET_GETS_MS);

  function startPolling() {
    if (polling || over) return;
    polling = new AbortController();
    poll(polling.signal);
  }

  function stopPolling() {
    polling?.abort();
    polling = null;
  }

  async function poll(signal) {
    let wait = FIRST_WAIT_MS;
    while (!signal.aborted) {
      try {
        const answer = await fetch(`/live/news?after=${last}`, {
          headers: { Accept: "application/json" },
          signal: AbortSignal.any([signal, AbortSignal.timeout(POLL_TAKES_MS)]),
        });
        if (answer.status === 401 || answer.status === 403) return out();
        if (!answer.ok) throw new Error(`${answer.status}`);
        take(await answer.json(), "poll");
        wait = FIRST_WAIT_MS;
        // A socket that the house closed does not come back by itself; while it was only away, it does.
        if (!socket.active) socket.connect();
      } catch {
        if (signal.aborted) return;
        await pause(wait * (0.75 + Math.random() / 2));
        wait = Math.min(wait * 2, LONGEST_WAIT_MS);
      }
    }
  }

  function out() {
    over = true;
    stopPolling();
    socket.disconnect();
    onOut();
  }
}

function pause(milliseconds) {
  return new Promise((go) => setTimeout(go, milliseconds));
}
