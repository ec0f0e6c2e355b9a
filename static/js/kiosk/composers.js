// How typed letters become signs: pinyin to Chinese, romaji to kana, jamo to Hangul.

import { Pinyin } from "./pinyin.js";

const LETTERS = /[a-z]+$/;

const tables = new Map(); // language → its table, on its way or here

/** Return what composes a language's signs. `letters` says which signs before the caret are not put together yet. */
export function composerFor(kind, lang) {
  return { pinyin: () => pinyin(lang), kana, hangul }[kind]();
}

function pinyin(lang) {
  return {
    letters: (text) => LETTERS.exec(text)?.[0] ?? "",
    propose: async (letters, text, isName) => (await tableOf(lang)).propose(letters, text, isName),
    /** Fetch the signs that are seldom wanted. */
    seekMore: async () => {
      const table = await tableOf(lang);
      table.rare = await fetched(`${lang}-rare`);
    },
  };
}

/** The table is fetched once; while the server is away there is none, and the letters stay as they are. */
async function tableOf(lang) {
  if (!tables.has(lang)) tables.set(lang, fetchTable(lang));
  try {
    return await tables.get(lang);
  } catch (trouble) {
    tables.delete(lang);
    console.info(`no table: ${trouble.message}`);
    return { propose: (letters) => ({ spelled: letters, proposals: [] }) };
  }
}

const fetchTable = async (lang) => new Pinyin(await fetched(lang));

async function fetched(name) {
  const answer = await fetch(new URL(`../../keyboard/${name}.json`, import.meta.url));
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

function kana() {
  const library = import("../../vendor/wanakana/5.3.1/wanakana.min.js").then(() => globalThis.wanakana);
  return {
    letters: (text) => /[a-z']+$/i.exec(text)?.[0] ?? "",
    propose: async (letters) => {
      const { toHiragana, toKatakana } = await library;
      const said = [toKatakana(letters.toLowerCase()), toHiragana(letters.toLowerCase()), letters];
      return { spelled: letters, proposals: said.map((text) => ({ text, uses: letters.length })) };
    },
  };
}

function hangul() {
  let library = null;
  import("../../vendor/hangul-js/0.2.6/hangul.min.js").then(() => (library = globalThis.Hangul));
  // What can still become one syllable; loose jamo were typed before the library had come.
  const begun = (text) => /[가-힣]?[ㄱ-ㅣ]+$|[가-힣]$/.exec(text)?.[0] ?? "";
  const last = (text) => (/[ㄱ-ㅣ가-힣]$/.test(text) ? text.at(-1) : "");
  return {
    letters: () => "",
    /** Join a jamo to the syllable before it: how many signs it takes the place of, and what is written instead. */
    join: (text, sign) => {
      const open = library && /[ㄱ-ㅣ]/.test(sign) ? begun(text) : "";
      return [open.length, open ? library.assemble([...library.disassemble(open), sign]) : sign];
    },
    /** Take one jamo off the syllable before the caret; null where there is none to take. */
    part: (text) => {
      const syllable = library ? last(text) : "";
      return syllable ? [1, library.assemble(library.disassemble(syllable).slice(0, -1))] : null;
    },
  };
}
