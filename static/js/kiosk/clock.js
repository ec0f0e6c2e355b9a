// The clock in the lintel, in the site's own zone.

/** Keep it right, minute by minute. */
export function tickClock() {
  const tick = () => {
    const clock = document.querySelector(".clock time");
    const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: clock.dataset.zone }).format();
    if (clock.textContent !== time) clock.textContent = time;
  };
  setInterval(tick, 1000);
}
