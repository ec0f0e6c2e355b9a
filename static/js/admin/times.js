// Times that go on while the page stands: waiting times and the clock. Words come from the page.

/** Bring every [data-since] and [data-clock] below `root` up to date. */
export function tick(root) {
  const now = Date.now();
  for (const time of root.querySelectorAll("[data-since]")) {
    const minutes = Math.max(0, Math.floor((now - Date.parse(time.dataset.since)) / 60_000));
    const words = document.querySelector("[data-durations]").dataset;
    const said = minutes === 0 ? words.now : minutes === 1 ? words.one : words.many.replace("0", minutes);
    if (time.textContent !== said) time.textContent = said;
  }
  for (const clock of root.querySelectorAll("[data-clock]")) {
    const said = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: clock.dataset.clock });
    if (clock.textContent !== said.format(now)) clock.textContent = said.format(now);
  }
}
