// Which keys stand where. A name in braces does something; `layers` beside `default` are reached by one of those.

const DIGITS = "1 2 3 4 5 6 7 8 9 0";
const FOOT = "{accents} - {space} . {hide}";
const ACCENTS = [
  DIGITS,
  "à á â ä ã å æ ç č è",
  "é ê ë í î ï ł ñ ó ô",
  "ö õ ø œ š ß ú û ü {bksp}",
  "{letters} ' {space} ý ž {hide}",
];

const QWERTY = ["q w e r t y u i o p", "a s d f g h j k l", "{shift} z x c v b n m {bksp}"];
const ROWS = {
  de: ["q w e r t z u i o p ü", "a s d f g h j k l ö ä", "{shift} y x c v b n m ß {bksp}"],
  fr: ["a z e r t y u i o p", "q s d f g h j k l m", "{shift} w x c v b n é è ç {bksp}"],
  es: ["q w e r t y u i o p", "a s d f g h j k l ñ", "{shift} z x c v b n m á é {bksp}"],
};

const latin = (rows, foot = FOOT) => ({
  default: [DIGITS, ...rows, foot],
  shift: [DIGITS, ...rows.map(capital), foot],
  accents: ACCENTS,
});
const capital = (row) => row.replace(/(^| )([^ {])(?= |$)/g, (_, gap, sign) => gap + (sign === "ß" ? "ẞ" : sign.toUpperCase()));

/** Letters that are put together to signs; the row above them holds what they may mean. */
const COMPOSED = {
  default: ["q w e r t y u i o p", "a s d f g h j k l", "{latin} z x c v b n m {bksp}", "{digits} {space} {hide}"],
  digits: [DIGITS, "- / : · @ . , ( )", "（ ） 、 。 # & + {bksp}", "{letters} {space} {hide}"],
};
const HANGUL = {
  default: [DIGITS, "ㅂ ㅈ ㄷ ㄱ ㅅ ㅛ ㅕ ㅑ ㅐ ㅔ", "ㅁ ㄴ ㅇ ㄹ ㅎ ㅗ ㅓ ㅏ ㅣ", "{shift} ㅋ ㅌ ㅊ ㅍ ㅠ ㅜ ㅡ {bksp}", "{latin} - {space} . {hide}"],
  shift: [DIGITS, "ㅃ ㅉ ㄸ ㄲ ㅆ ㅛ ㅕ ㅑ ㅒ ㅖ", "ㅁ ㄴ ㅇ ㄹ ㅎ ㅗ ㅓ ㅏ ㅣ", "{shift} ㅋ ㅌ ㅊ ㅍ ㅠ ㅜ ㅡ {bksp}", "{latin} - {space} . {hide}"],
};

const BY_KIND = {
  permit: { default: [DIGITS, "Q W E R T Y U I O P", "A S D F G H J K L", "{hide} Z X C V B N M - {bksp}"] },
  digits: { default: ["1 2 3", "4 5 6", "7 8 9", "{hide} 0 {bksp}"] },
  tel: { default: ["1 2 3", "4 5 6", "7 8 9", "+ 0 {bksp}", "{hide} -"] },
};
const EMAIL = "@ _ - + . .com {hide}";

/** How the letters of a language become its signs; none where they are the signs themselves. */
const COMPOSES = { "zh-CN": "pinyin", "zh-TW": "pinyin", ja: "kana", ko: "hangul" };

/** Return the keys for what a field takes, in a language; `isLatin`: without putting signs together. */
export function layoutFor(kind, lang, isLatin) {
  if (BY_KIND[kind]) return { layers: BY_KIND[kind], composes: null, kind };
  const rows = ROWS[lang] ?? QWERTY;
  if (kind === "email" || kind === "contact") return { layers: { ...latin(rows, EMAIL) }, composes: null, kind };
  const composes = COMPOSES[lang] ?? null;
  if (!composes || kind === "latin") return { layers: latin(rows), composes: null, kind: "latin" };
  if (isLatin) return { layers: latin(rows, "{compose} - {space} . {hide}"), composes: null, kind: "latin" };
  return { layers: composes === "hangul" ? HANGUL : COMPOSED, composes, kind: composes };
}
