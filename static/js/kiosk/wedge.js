// A scanner that types: its keys are told from a person's by their speed and by how a code begins.
// Once the beginning came at a scanner's speed, a stutter of the radio or of a busy machine is forgiven.
// Keys are read by their place (event.code), so that layout and CapsLock don't matter. A key that may
// be the first of a code is held back for a moment, and given to the field after all when it was not.

const MAX_GAP_MS = 100;
const STUTTER_MS = 400;
const BEGINNINGS = ["]Q1USH", "USH"];
const SHORTEST = 20;
const LONGEST = 300;
const SIGNS = { BracketRight: "]", Minus: "-", Period: ".", Slash: "/", Space: " " };
const ENDS = new Set(["Enter", "NumpadEnter", "Tab"]);
const SILENT = /^(Shift|CapsLock|NumLock)/;

/** Call `scanned(text)` for every code that a wedge types on `target`. */
export function listenToWedge(target, scanned) {
  let typed = "";
  let lastAt = 0;
  let pause = 0;

  target.addEventListener(
    "keydown",
    (event) => {
      if (SILENT.test(event.code)) return;
      if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
      if (typed && event.timeStamp - lastAt > patience()) giveUp();
      if (ENDS.has(event.code)) {
        if (isCode(typed)) finish(event);
        else giveUp();
        return;
      }
      const sign = signOf(event.code);
      if (!sign || !mayBeCode(typed + sign)) {
        giveUp();
        if (!sign || !mayBeCode(sign)) return;
      }
      swallow(event);
      typed = (typed + sign).slice(0, LONGEST);
      lastAt = event.timeStamp;
      clearTimeout(pause);
      pause = setTimeout(() => (isCode(typed) && typed.length >= SHORTEST ? finish() : giveUp()), patience());
    },
    { capture: true },
  );

  function patience() {
    return isCode(typed) ? STUTTER_MS : MAX_GAP_MS;
  }

  function finish(event) {
    if (event) swallow(event);
    const text = typed.replace(/^\]Q1/, "");
    typed = "";
    clearTimeout(pause);
    scanned(text);
  }

  function giveUp() {
    const held = typed;
    typed = "";
    clearTimeout(pause);
    if (held) giveBack(held);
  }
}

function signOf(code) {
  const key = /^(?:Key([A-Z])|(?:Digit|Numpad)([0-9]))$/.exec(code);
  return key ? (key[1] ?? key[2]) : SIGNS[code];
}

const mayBeCode = (text) => BEGINNINGS.some((start) => start.startsWith(text) || text.startsWith(start));
const isCode = (text) => BEGINNINGS.some((start) => text.startsWith(start));

function swallow(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** A person typed it: let it stand where it would have. */
function giveBack(text) {
  const field = document.activeElement;
  if (!(field instanceof HTMLInputElement)) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}
