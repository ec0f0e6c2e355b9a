// A scanner that types: its keys are told from a person's by their speed and by how a code begins.
// Once the beginning came at a scanner's speed, a stutter of the radio or of a busy machine is forgiven.
// Keys are read by their place (event.code), so that layout and CapsLock don't matter. A key that may
// be the first of a code is held back for a moment, and given to the field after all when it was not.

const MAX_GAP_MS = 100;
const STUTTER_MS = 400;
// A busy machine hands keys on late. When they were struck stands in each of them; these only say when to wait no longer.
const HELD_MS = 300;
const CUT_MS = 4000;
const BEGINNING = /^(?:\]Q\d)?(?:USH|HTTPS?:)/; // ]Q1 is what some scanners say before a QR code: its AIM prefix
const LINK = "H(?:T(?:T(?:PS?)?)?)?"; // the badge's other code is for phones: no field gets it, and the desk says what it is
const MAY_BEGIN = new RegExp(`^(?:\\](?:Q(?:\\d(?:U(?:SH?)?|${LINK})?)?)?|U(?:SH?)?|${LINK})$`);
const WHOLE = /^(?:\]Q\d)?USH[A-Z2-7]{47}$/;
const SHORTEST = 20;
const LONGEST = 300;
const SIGNS = { BracketRight: "]", Minus: "-", Period: ".", Slash: "/", Space: " ", Semicolon: ":" };
const ENDS = new Set(["Enter", "NumpadEnter", "Tab"]);
const SILENT = /^(Shift|CapsLock|NumLock)/;

/** Call `scanned(text)` for every code that a wedge types on `target`. */
export function listenToWedge(target, scanned) {
  let typed = ""; // by the keys' places
  let meant = ""; // by what is written on them: what a person would have typed
  let lastAt = 0;
  let pause = 0;
  let endedAt = -Infinity; // when the last code was over
  let isRest = false; // what is held came right behind a code

  target.addEventListener(
    "keydown",
    (event) => {
      if (SILENT.test(event.code)) return;
      if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) {
        if (isCode(typed) || isAfterwards(event)) swallow(event); // some say "line feed" by Ctrl+J, which opens a page
        return;
      }
      if (typed && event.timeStamp - lastAt > patience()) settle();
      if (ENDS.has(event.code)) end(event);
      else sign(event);
    },
    { capture: true },
  );

  function end(event) {
    if (isCode(typed)) {
      swallow(event);
      finish();
      endedAt = event.timeStamp;
    } else {
      giveUp();
      if (event.timeStamp - endedAt < STUTTER_MS) swallow(event); // a code's second end, or a late one: it must press nothing
    }
  }

  function sign(event) {
    const next = signOf(event.code);
    if (!next || !mayBeCode(typed + next)) {
      giveUp();
      if (!next || !mayBeCode(next)) {
        if (isAfterwards(event)) rest(event);
        return;
      }
    }
    swallow(event);
    if (!typed) isRest = isAfterwards(event);
    typed = (typed + next).slice(0, LONGEST);
    if (event.key?.length === 1) meant = (meant + event.key).slice(0, LONGEST);
    lastAt = event.timeStamp;
    clearTimeout(pause);
    pause = setTimeout(nothingFollows, WHOLE.test(typed) ? MAX_GAP_MS : isCode(typed) ? CUT_MS : HELD_MS);
  }

  /** Say whether a key comes as fast after a code as only the scanner's next one does. */
  function isAfterwards(event) {
    return event.timeStamp - endedAt < MAX_GAP_MS;
  }

  /** What comes behind a code that was cut short is typed nowhere. */
  function rest(event) {
    swallow(event);
    endedAt = event.timeStamp;
  }

  function patience() {
    return isCode(typed) && !WHOLE.test(typed) ? STUTTER_MS : MAX_GAP_MS;
  }

  /** The time is over; unless this machine was too busy to hand on the keys that were struck in it. */
  function nothingFollows() {
    if (navigator.scheduling?.isInputPending?.()) pause = setTimeout(nothingFollows, 1);
    else settle();
  }

  /** Nothing follows: a scanner that marks no end has typed a code, or a person a letter. */
  function settle() {
    if (isCode(typed) && typed.length >= SHORTEST) finish();
    else giveUp();
  }

  function finish() {
    const text = typed.replace(/^\]Q\d/, "");
    endedAt = lastAt;
    forget();
    scanned(text);
  }

  /** It is no code: a person's letters go where they were meant to, a scanner's go nowhere. */
  function giveUp() {
    const isScanners = isRest || (isCode(typed) && typed.length >= SHORTEST);
    const held = meant;
    if (typed && isScanners) endedAt = lastAt;
    forget();
    if (held && !isScanners) giveBack(held);
  }

  function forget() {
    typed = "";
    meant = "";
    isRest = false;
    clearTimeout(pause);
  }
}

function signOf(code) {
  const key = /^(?:Key([A-Z])|(?:Digit|Numpad)([0-9]))$/.exec(code);
  return key ? (key[1] ?? key[2]) : SIGNS[code];
}

const mayBeCode = (text) => MAY_BEGIN.test(text) || BEGINNING.test(text);
const isCode = (text) => BEGINNING.test(text);

function swallow(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** A person typed it: let it stand where it would have. This is the only way that every kind of field takes. */
function giveBack(text) {
  document.execCommand("insertText", false, text);
}
