// How old the news is, in words; the words come from the page.

const QUIET_MS = { socket: 10_000, poll: 35_000 };

/** Watch one line of words; `page` dims while it is out of touch. */
export function watchConnection(line, page) {
  let heardAt = performance.now();
  let way = "poll";
  let wasLost = false;
  let isOut = false;

  function show() {
    if (isOut) return;
    const age = performance.now() - heardAt;
    const lost = age > QUIET_MS[way];
    wasLost ||= lost;
    line.dataset.state = lost ? "lost" : "live";
    page.classList.toggle("is-stale", lost);
    const words = line.querySelector(`[data-when="${line.dataset.state}"] [data-age]`);
    if (words) words.textContent = lost ? inMinutes(line, age) : (age / 1000).toFixed(age < 10_000 ? 1 : 0);
  }

  show();
  setInterval(show, 1000);
  return {
    /** Note that the house was heard; say whether it had been lost before. */
    contact(by) {
      const back = wasLost;
      heardAt = performance.now();
      way = by;
      wasLost = false;
      show();
      return back;
    },
    /** The sign-in has ended: say so and stay so. */
    out() {
      isOut = true;
      line.dataset.state = "out";
      page.classList.add("is-stale");
    },
  };
}

function inMinutes(line, age) {
  const minutes = Math.floor(age / 60_000);
  return minutes < 1 ? `${Math.floor(age / 1000)} ${line.dataset.seconds}` : `${minutes} ${line.dataset.minutes}`;
}
