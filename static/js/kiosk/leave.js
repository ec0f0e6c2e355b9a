// Leaving: what goes out is accounted for, then one tap says how it was.
// A tap is saved at once, and again with the same tap until there is an answer; words are saved while they are written.

import { newTap, tell } from "./desk.js";
import { furtherQuestions } from "./further.js";
import { putAway } from "./keyboard.js";

const TRY_AGAIN_MS = 1500;
const PATIENCE_MS = 8000;
const SAVE_AFTER_MS = 1200;

/** Bring the list of what was brought in to life. */
export function accountForItems(main) {
  const { items } = main.dataset;
  if (!items) return;
  const rows = [...main.querySelectorAll("[data-item]")];
  const lamp = main.querySelector("[data-all]");
  const number = (row) => Number(row.querySelector("output").textContent);
  const taken = () => Object.fromEntries(rows.map((row) => [row.dataset.item, number(row)]));

  const write = () => {
    const isSame = rows.every((row) => number(row) === Number(row.dataset.in));
    lamp.textContent = isSame ? lamp.dataset.same : lamp.dataset.other;
  };
  for (const row of rows) {
    row.addEventListener("click", (event) => {
      const step = event.target.closest("[data-less]") ? -1 : event.target.closest("[data-more]") ? 1 : 0;
      if (!step) return;
      row.querySelector("output").textContent = Math.min(9999, Math.max(0, number(row) + step));
      write();
    });
  }
  main.querySelector("[data-differs]").addEventListener("click", () => {
    main.classList.add("is-counting");
    rows[0].querySelector("[data-less]").focus();
  });
  lamp.addEventListener("click", () => tell(items, { taken: taken() }));
}

/** Bring the question how it was to life. */
export function rateVisit(main, going) {
  const back = main.querySelector("[data-badge-back] input");
  back?.addEventListener("change", () => handBack(main, back));
  if (!main.querySelector(".rate")) return;
  const rating = new Rating(main);
  going(() => rating.close());
}

async function handBack(main, tick) {
  tick.disabled = true;
  const { badgeBack } = tick.closest("[data-badge-back]").dataset;
  const answer = await send(main, badgeBack, { tap: newTap() });
  if (!answer?.ok) tick.checked = false;
}

class Rating {
  constructor(main) {
    this.main = main;
    this.id = main.dataset.feedback;
    this.tap = newTap();
    this.isFixed = main.classList.contains("is-rated");
    this.saving = Promise.resolve();
    this.timers = new Set();
    this.words = main.querySelector("textarea");
    this.saved = this.words.value;
    for (const door of main.querySelectorAll(".score")) door.addEventListener("click", () => this.rate(door));
    main.querySelector("[data-say]").addEventListener("click", () => this.write());
    this.words.addEventListener("input", () => this.saveSoon());
    this.unnamed = main.querySelector("[data-unnamed] input");
    furtherQuestions(main, (said) => this.queue(() => this.saveFurther(said)));
    this.unnamed.addEventListener("change", () => this.unname());
    if (this.isFixed) this.fix();
  }

  /** Save the number; while it can be changed, the last tap counts. */
  rate(door) {
    if (this.isFixed) return this.note(this.main.dataset.late);
    const { score, word } = door.dataset;
    for (const each of this.main.querySelectorAll(".score")) each.setAttribute("aria-pressed", String(each === door));
    const noted = this.main.querySelector("[data-noted]");
    noted.textContent = noted.dataset.noted.replace("#", word);
    this.main.classList.add("is-rated");
    this.main.querySelector(".noted").hidden = false;
    this.unnamed.closest("label").hidden = false;
    if (!this.isCounting) this.countDown();
    return this.queue(() => this.save(Number(score)));
  }

  async save(score) {
    const { rate, more } = this.main.dataset;
    const answer = this.id
      ? await send(this.main, more + this.id, { score })
      : await send(this.main, rate, { score, tap: this.tap });
    if (answer?.ok) this.id = (await answer.json()).feedback;
  }

  async saveFurther(said) {
    const { more, late, thanks } = this.main.dataset;
    const answer = this.id && (await send(this.main, more + this.id, said));
    if (answer) this.note(answer.ok ? thanks : late);
  }

  countDown() {
    this.isCounting = true;
    this.after(Number(this.main.dataset.changeable) * 1000, () => {
      this.fix();
      this.note("");
    });
  }

  fix() {
    this.isFixed = true;
    for (const each of this.main.querySelectorAll(".score")) each.setAttribute("aria-disabled", "true");
  }

  /** Show the page to write on, or put it away. */
  write() {
    const isOpen = this.main.classList.toggle("is-writing");
    const button = this.main.querySelector("[data-say]");
    button.querySelector("span").textContent = isOpen ? button.dataset.done : button.dataset.open;
    this.words.parentElement.hidden = !isOpen;
    if (isOpen) return this.words.focus();
    putAway();
    button.focus();
    return this.saveWords();
  }

  saveSoon() {
    clearTimeout(this.soon);
    this.soon = this.after(SAVE_AFTER_MS, () => this.saveWords());
  }

  saveWords() {
    clearTimeout(this.soon);
    return this.queue(async () => {
      const comment = this.words.value;
      if (!this.id || comment === this.saved) return;
      const answer = await send(this.main, this.main.dataset.more + this.id, { comment });
      if (answer?.ok) {
        this.saved = comment;
        this.note(this.main.dataset.thanks);
      }
    });
  }

  /** What leads to the visitor is cut for good, so that it can't be undone. */
  unname() {
    this.unnamed.disabled = true;
    this.fix();
    this.queue(async () => {
      if (this.id) await send(this.main, this.main.dataset.more + this.id, { anonymous: true });
    });
  }

  note(words) {
    this.main.querySelector("[data-note]").textContent = words;
  }

  /** One thing after the other: a change must not overtake what it changes. */
  queue(deed) {
    this.saving = this.saving.then(deed);
    return this.saving;
  }

  after(ms, deed) {
    const timer = setTimeout(deed, ms);
    this.timers.add(timer);
    return timer;
  }

  /** The screen goes; what was written last is saved all the same. */
  close() {
    for (const timer of this.timers) clearTimeout(timer);
    this.saveWords();
  }
}

/** Send until there is an answer, also while the screen goes; null if it can't be taken. */
async function send(main, address, body) {
  for (let tries = 0; tries < 20; tries += 1) {
    try {
      const answer = await fetch(address, {
        method: "POST",
        cache: "no-store",
        keepalive: true,
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      if (answer.status < 500) return answer;
    } catch (trouble) {
      console.info(`feedback: ${trouble.message}`);
    }
    const note = main.querySelector("[data-note]");
    if (note) note.textContent = main.dataset.trouble;
    await new Promise((on) => setTimeout(on, TRY_AGAIN_MS));
  }
  return null;
}
