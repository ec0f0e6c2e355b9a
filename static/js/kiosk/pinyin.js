// What letters of pinyin may mean: names first where a name is typed, then words, then single signs.
// The table is made by static/keyboard/words.py.

const MOST_WAYS = 6;
const LONGEST_SYLLABLE = 6;
const FEW = 4;

export class Pinyin {
  constructor(table) {
    this.table = table;
    this.syllables = Object.keys(table.signs);
    this.known = new Set(this.syllables);
    this.words = table.words.split("\n").map((line) => wordsOf(line, table.signs));
    this.pairs = pairsOf(table);
    this.rare = {};
  }

  /** Return what letters may mean behind a text: how they are read, and proposals with how many letters each uses. */
  propose(letters, text, isName) {
    const ways = this.ways(letters);
    const isGiven = /\p{Script=Han}$/u.test(text);
    const all = letters.length;
    const names = ways.flatMap((way) => (isGiven ? this.given(way) : this.names(way)));
    const words = this.exact(letters);
    const proposals = isName
      ? [...used(names, all), ...used(words, all), ...this.beginnings(letters, ways), ...this.signs(ways, isGiven ? "given" : "surnames")]
      : [...used(words, all), ...used(this.begun(letters), all), ...this.beginnings(letters, ways), ...this.signs(ways, null), ...used(names, all)];
    return { spelled: (ways[0] ?? [letters]).join(" "), proposals: distinct(proposals) };
  }

  /** Return up to six ways to part letters into syllables, long ones first; the last may be a beginning. */
  ways(letters) {
    const found = [];
    const part = (rest, way) => {
      if (found.length >= MOST_WAYS) return;
      if (!rest) {
        found.push(way);
        return;
      }
      for (let length = Math.min(LONGEST_SYLLABLE, rest.length); length > 0; length -= 1) {
        if (this.known.has(rest.slice(0, length))) part(rest.slice(length), [...way, rest.slice(0, length)]);
      }
      if (!this.known.has(rest) && this.begins(rest)) part("", [...way, rest]);
    };
    part(letters, []);
    const whole = found.filter((way) => this.known.has(way.at(-1)));
    return (whole.length ? whole : found).sort((one, other) => one.length - other.length);
  }

  begins(letters) {
    return this.syllables.some((syllable) => syllable.startsWith(letters));
  }

  /** Surname and given name. */
  names(way) {
    const { surnames } = this.table;
    const heads = [[way[0] + (way[1] ?? ""), way.slice(2)], [way[0], way.slice(1)]]; // 欧阳 before 欧
    return heads.slice(way.length > 1 ? 0 : 1).flatMap(([head, rest]) => {
      const found = (surnames[head] ?? "").split(" ").filter(Boolean);
      if (!rest.length) return found;
      const given = this.given(rest);
      return found.slice(0, FEW).flatMap((surname) => given.slice(0, surname === found[0] ? 8 : 3).map((name) => surname + name));
    });
  }

  /** A given name of one or two signs. */
  given(way) {
    if (way.length === 1) return this.borne(way[0]);
    if (way.length !== 2) return [];
    const [first, second] = way.map((syllable) => this.borne(syllable).slice(0, FEW));
    const pairs = first.flatMap((one, i) => second.map((other, j) => [i + j, one + other]));
    pairs.sort(([one], [other]) => one - other);
    return [...(this.pairs.get(way.join("")) ?? []), ...pairs.map(([, name]) => name)];
  }

  /** The signs that given names have for a syllable, or for what it may be the beginning of. */
  borne(syllable) {
    const { given } = this.table;
    if (given[syllable]) return [...given[syllable]];
    if (this.known.has(syllable)) return [...this.table.signs[syllable]].slice(0, FEW);
    const longer = Object.keys(given).filter((other) => other.startsWith(syllable)).map((other) => [...given[other]]);
    return [0, 1, 2].flatMap((rank) => longer.map((signs) => signs[rank]).filter(Boolean));
  }

  exact(letters) {
    return this.words.filter((word) => word.letters === letters).flatMap((word) => word.said);
  }

  /** Words that begin so, or whose syllables begin with these letters. */
  begun(letters) {
    if (letters.length < 2) return [];
    const begun = this.words.filter((word) => word.letters.startsWith(letters) && word.letters !== letters);
    const short = this.words.filter((word) => word.initials === letters);
    return [...begun, ...short].flatMap((word) => word.said).slice(0, 12);
  }

  /** Words that use only the first syllables, the longest first. */
  beginnings(letters, [way = []]) {
    const ends = way.slice(0, -1).map((_, index) => way.slice(0, index + 1).join("").length).reverse();
    return ends.flatMap((end) => used(this.exact(letters.slice(0, end)), end));
  }

  /** Single signs of the first syllable, those that names have first. */
  signs([way], kind) {
    if (!way) return [];
    const [syllable] = way;
    const usual = this.known.has(syllable) ? this.table.signs[syllable] + (this.rare[syllable] ?? "") : this.syllables.filter((other) => other.startsWith(syllable)).map((other) => this.table.signs[other][0]).join("");
    const first = kind ? (this.table[kind][syllable] ?? "").replaceAll(" ", "") : "";
    return used([...first, ...usual], syllable.length);
  }
}

/** One spelling and what it says: each sign stands as its place among those of its syllable, or as itself. */
function wordsOf(line, signs) {
  const [spelled, ...said] = line.split(" ");
  const syllables = spelled.split("'");
  const sign = (place, number) => (/[0-9a-z]/.test(place) ? signs[syllables[number]][parseInt(place, 36)] : place);
  return {
    letters: syllables.join(""),
    initials: syllables.map((syllable) => syllable[0]).join(""),
    said: said.map((places) => [...places].map(sign).join("")),
  };
}

/** Given names of two signs by their letters, in each way that given names are read. */
function pairsOf({ given, names }) {
  const readings = new Map();
  for (const [syllable, signs] of Object.entries(given)) {
    for (const sign of signs) readings.set(sign, [...(readings.get(sign) ?? []), syllable]);
  }
  const pairs = new Map();
  for (const pair of names.match(/../gu)) {
    const [first, second] = [...pair].map((sign) => readings.get(sign));
    for (const letters of first.flatMap((one) => second.map((other) => one + other))) {
      pairs.set(letters, [...(pairs.get(letters) ?? []), pair]);
    }
  }
  return pairs;
}

const used = (said, uses) => said.map((text) => ({ text, uses }));

function distinct(proposals) {
  const seen = new Set();
  return proposals.filter(({ text }) => !seen.has(text) && seen.add(text));
}
