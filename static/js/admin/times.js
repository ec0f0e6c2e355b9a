// Times that go on while the page stands: waiting times and the clock. Words come from the page.

/** Bring every [data-since] and [data-clock] below `root` up to date. */
export function tick(root) {
  const now = Date.now();
  for (const time of root.querySelectorAll("[data-since]")) {
    const minutes = Math.max(0, Math.floor((now - Date.parse(time.dataset.since)) / 60_000));
    const said = duration(minutes, document.querySelector("[data-durations]").dataset);
    if (time.textContent !== said) time.textContent = said;
  }
  for (const clock of root.querySelectorAll("[data-clock]")) {
    const said = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: clock.dataset.clock });
    if (clock.textContent !== said.format(now)) clock.textContent = said.format(now);
  }
}

function duration(minutes, words) {
  if (minutes < 1) return words.now;
  if (minutes < 60) return words.minutes.replace("{n}", minutes);
  return words.hours.replace("{h}", Math.floor(minutes / 60)).replace("{m}", minutes % 60);
}
