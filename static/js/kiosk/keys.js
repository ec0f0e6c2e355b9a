// The keys themselves, and the row above them that proposes what the letters may mean.

import SimpleKeyboard from "../../vendor/simple-keyboard/3.8.192/build/index.modern.esm.js";
import { composerFor } from "./composers.js";
import { layoutFor } from "./layouts.js";

const LATIN_TOO = { "zh-CN": ["中/英", "英/中"], "zh-TW": ["中/英", "英/中"], ja: ["かな/A", "A/かな"], ko: ["한/A", "A/한"] };
const MOST = 60;

let now = null; // the field, its keys and what they compose

/** Show the keys for a field; `close` is called when somebody wants them gone. */
export function openFor(slot, field, close) {
  const lang = document.documentElement.lang;
  if (now?.field === field && now.lang === lang && slot.childElementCount) return;
  const isLatin = now?.lang === lang && now.isLatin && now.field?.isConnected;
  lay(slot, { field, lang, close, isLatin: Boolean(isLatin) });
}

function lay(slot, wanted) {
  const { field, lang, isLatin } = wanted;
  const words = JSON.parse(slot.dataset.words);
  const layout = layoutFor(field.dataset.keyboard, lang, isLatin);
  const row = make("div", "proposals");
  const board = make("div", "board");
  row.hidden = !["pinyin", "kana"].includes(layout.composes);
  row.setAttribute("role", "group");
  row.setAttribute("aria-label", words.proposals);
  slot.dataset.layout = layout.kind;
  slot.replaceChildren(row, board);
  now = { ...wanted, slot, words, row, layout, composer: layout.composes && composerFor(layout.composes, lang), isOpen: false };
  now.board = new SimpleKeyboard(board, {
    layout: layout.layers,
    layoutName: "default",
    display: labels(words, lang),
    mergeDisplay: true,
    useButtonTag: true,
    physicalKeyboardHighlight: false,
    theme: "board",
    onKeyPress: press,
    buttonAttributes: spoken(layout.layers, words),
  });
  slot.onpointerdown = (event) => event.preventDefault(); // the field keeps its focus
  slot.onmousedown = slot.onpointerdown;
  slot.onclick = clicked;
  field.oninput = propose;
  field.onselect = propose;
  capitalise();
  propose();
}

/** What the keys say that are no signs. */
function labels(words, lang) {
  const [latin, compose] = LATIN_TOO[lang] ?? ["A", "A"];
  return {
    "{hide}": words.hide, "{space}": words.space, "{bksp}": "⌫", "{shift}": "⇧", "{accents}": "àéñ", "{letters}": "abc",
    "{digits}": "123", "{latin}": latin, "{compose}": compose,
  };
}

/** What is read out of keys whose sign says nothing; and none of the keys is a stop on the way of the Tab key. */
function spoken(layers, words) {
  const all = [...new Set(Object.values(layers).flat().join(" ").split(" "))].join(" ");
  const names = { "{bksp}": words.delete, "{shift}": words.shift, "{accents}": `àéñ ${words.accents}` };
  return [
    { attribute: "tabindex", value: "-1", buttons: all },
    ...Object.entries(names).map(([buttons, value]) => ({ attribute: "aria-label", value, buttons })),
  ];
}

/** A reader of the screen presses without a pointer; a finger's presses are the keyboard's own business. */
function clicked(event) {
  const proposal = event.target.closest("[data-uses]");
  if (proposal) return take(proposal.dataset);
  if (event.target.closest("[data-more]")) return now.isOpen ? unfold(false) : showMore();
  const key = event.target.closest("[data-skbtn]");
  if (key && event.detail === 0) press(key.dataset.skbtn);
  return undefined;
}

const does = {
  "{hide}": () => now.close(),
  "{shift}": () => turnTo(now.board.options.layoutName === "shift" ? "default" : "shift"),
  "{accents}": () => turnTo("accents"),
  "{digits}": () => turnTo("digits"),
  "{letters}": () => turnTo("default"),
  "{latin}": () => lay(now.slot, { ...now, isLatin: true }),
  "{compose}": () => lay(now.slot, { ...now, isLatin: false }),
  "{bksp}": () => erase(),
  "{space}": () => space(),
};

function press(key) {
  now.field.focus();
  if (does[key]) does[key]();
  else write(key);
}

const turnTo = (layer) => now.board.setOptions({ layoutName: layer });

function write(sign) {
  const { composer } = now;
  if (composer?.join) replaceBefore(...composer.join(before(), sign));
  else replaceBefore(0, sign);
  if (now.board.options.layoutName === "shift") turnTo("default");
  capitalise();
}

/** The space bar takes the first proposal, where there is one. */
function space() {
  const first = now.row.querySelector("[data-uses]");
  if (first && !now.row.hidden) take(first.dataset);
  else write(" ");
}

function erase() {
  const { field, composer } = now;
  const [from, to] = selection();
  const parted = from === to ? composer?.part?.(before()) : null;
  if (parted) replaceBefore(...parted);
  else if (from === to) replaceBefore([...before()].at(-1)?.length ?? 0, "");
  else replaceBefore(0, "");
  if (!field.value) capitalise();
}

function take({ uses, text }) {
  const letters = now.composer.letters(before());
  replaceBefore(letters.length, text + letters.slice(Number(uses)));
  now.field.focus();
  propose();
}

/** Names begin with a capital. */
function capitalise() {
  if (now.field.dataset.keyboard !== "name" || now.layout.kind !== "latin") return;
  if (/(^|[\s-])$/.test(before())) turnTo("shift");
}

function selection() {
  const { value, selectionStart, selectionEnd } = now.field;
  return [selectionStart ?? value.length, selectionEnd ?? value.length];
}

const before = () => now.field.value.slice(0, selection()[0]);

/** Write in place of what is selected and of so many signs before it, as far as the field has room. */
function replaceBefore(count, text) {
  const { field } = now;
  const [from, to] = selection();
  const rest = field.value.length - (to - from) - count;
  const room = field.maxLength < 0 ? text.length : Math.max(field.maxLength - rest, 0);
  const fits = text.slice(0, room);
  if (field.selectionStart === null) field.value = field.value.slice(0, from - count) + fits + field.value.slice(to); // an e-mail field has no caret to ask for
  else field.setRangeText(fits, from - count, to, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: text ? "insertText" : "deleteContentBackward" }));
}

/** Show what the letters before the caret may mean. */
async function propose() {
  const mine = now;
  if (!mine.composer?.propose) return;
  const text = before();
  const letters = mine.composer.letters(text);
  const isName = mine.field.dataset.keyboard === "name";
  const found = letters ? await mine.composer.propose(letters, text.slice(0, -letters.length), isName) : { spelled: "", proposals: [] };
  if (mine !== now || text !== before()) return; // something else was typed meanwhile
  const more = make("button", "proposal-more", now.words.more);
  more.dataset.more = "";
  const buttons = found.proposals.slice(0, MOST).map(({ text: said, uses }) => {
    const button = make("button", "proposal", said);
    Object.assign(button.dataset, { uses, text: said });
    return button;
  });
  const list = make("div", "proposal-list");
  list.append(...buttons);
  now.row.replaceChildren(make("span", "spelled", found.spelled), list);
  if (buttons.length > 1) now.row.append(more);
  for (const button of now.row.querySelectorAll("button")) Object.assign(button, { type: "button", tabIndex: -1 });
  unfold(now.isOpen && buttons.length > 1);
}

/** Show all proposals, and those that have to be fetched first as soon as they are there. */
async function showMore() {
  const mine = now;
  unfold(true);
  try {
    await mine.composer.seekMore?.();
    if (mine === now) propose();
  } catch (trouble) {
    console.info(`no more signs: ${trouble.message}`);
  }
}

/** Show all proposals in place of the keys, or the keys again. */
function unfold(isOpen) {
  now.isOpen = isOpen;
  now.slot.classList.toggle("unfolded", isOpen);
  const more = now.row.querySelector("[data-more]");
  if (more) more.textContent = isOpen ? now.words.fewer : now.words.more;
}

function make(tag, className, text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}
