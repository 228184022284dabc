/* Finds personal data in words that are to be public, as app/domain/personal_data does on the server: the same table,
   read the same way, so that it works without a network. Only the reading and the sums are written twice. */

import { RULES } from "./personal-rules.js";

/** @typedef {{ start: number, end: number, kind: string }} PersonalPassage places in UTF-16 units, the end not included */
/** @typedef {{ signs: string, starts: number[], ends: number[] }} Reading */

const compiled = (/** @type {string} */ source, flags = "") => new RegExp(source, flags);
/** @type {Record<string, RegExp>} */
const WORDS = Object.fromEntries(Object.entries(RULES.words).map(([name, source]) => [name, compiled(source)]));
const WHOLE = (/** @type {RegExp} */ words, /** @type {string} */ text) => compiled(`^(?:${words.source})$`).test(text);
const PATTERNS = RULES.patterns.map(([kind, source, check, numbers]) => ({
  kind: RULES.kinds[Number(kind)], pattern: compiled(String(source), "g"), check: String(check), numbers: Boolean(numbers),
}));
const WORTH = compiled(RULES.worth);
const HARMLESS = compiled(RULES.harmless, "g");
const ADDRESS = compiled(RULES.address);
const NUMERAL = compiled(RULES.numeral);
/** @type {Record<string, string>} */
const NUMERALS = RULES.numerals;
/** @type {Record<string, string>} */
const STANDS_FOR = RULES.standsFor;
/** @type {Record<string, string>} */
const FOLDED = RULES.folded;
const WORD = compiled(`[${RULES.letters}]+`, "g");
const MIXED_WORD = compiled(`[0-9${RULES.letters}|]+`, "g");
const SAME_PHONE = RULES.national;

/** @param {number} code */
function digit(code) {
  const run = RULES.digits.find(([first, , length]) => code >= first && code < first + length);
  return run ? String(run[1] + code - run[0]) : "";
}

/** The one sign as which a character is read; "" if it is not seen. @param {string} letter */
function folded(letter) {
  if (/[ -@[-_a-z{-~]/.test(letter)) return letter;
  const code = /** @type {number} */ (letter.codePointAt(0));
  const number = code > 127 ? digit(code) : "";
  if (number) return number;
  if ("\n\r\v\f\u0085\u2028\u2029".includes(letter)) return "\n";
  if (RULES.apostrophes.includes(letter)) return "'";
  if (/[\p{Cf}\p{Mn}\p{Me}]/u.test(letter)) return "";
  if (/[\p{Z}\p{Cc}]/u.test(letter)) return " ";
  if (/[\p{Pd}\u2212]/u.test(letter)) return "-";
  const wide = letter.normalize("NFKC");
  const plain = ([...wide].length === 1 ? wide : letter).toLowerCase();
  const sign = FOLDED[plain] ?? plain;
  return sign.length === 1 ? sign : "\ufffd";
}

/** @param {string} text @returns {Reading} */
function readingOf(text) {
  /** @type {Reading} */
  const reading = { signs: "", starts: [], ends: [] };
  let at = 0;
  for (const letter of text) {
    const sign = folded(letter);
    at += letter.length;
    if (sign) {
      reading.signs += sign;
      reading.starts.push(at - letter.length);
      reading.ends.push(at);
    } else if (reading.ends.length) reading.ends[reading.ends.length - 1] = at;
  }
  return reading;
}

/** The number that two words make, "сорок" and "п'ять"; "" if none. @param {string} before @param {string} value */
function together(before, value) {
  if (value[0] === "*") return "2345".includes(before) && before.length === 1 ? value[1].repeat(Number(before)) : "";
  const fits = value.length < before.length && value !== "0" && before[0] !== "0";
  const open = before.endsWith("0".repeat(value.length)) && !(value.length === 1 && before.slice(-2) === "10");
  return fits && open ? before.slice(0, -value.length) + value : "";
}

/** Start, end and digits of each number in words; what parts two of them is one blank.
 * @param {string} signs @returns {[number, number, string][]} */
function writtenNumbers(signs) {
  /** @type {[number, number, string][]} */
  const found = [];
  /** @type {[number, number, string] | null} */
  let number = null;
  for (const word of signs.matchAll(WORD)) {
    const value = Object.hasOwn(NUMERALS, word[0]) ? NUMERALS[word[0]] : null;
    if (value === null) continue;
    const [start, end] = [word.index, word.index + word[0].length];
    if (number) {
      const gap = signs.slice(number[1], start);
      /** @type {string} */
      const both = /^[ -]{1,2}$/.test(gap) ? together(number[2], value) : "";
      if (both) {
        number = [number[0], end, both];
        continue;
      }
      found.push(number);
      if (gap.length > 1 && /^[ \n,;.:/-]{1,4}$/.test(gap)) found.push([number[1], start, " "]);
    }
    number = [start, end, value];
  }
  if (number) found.push(number);
  return found.map(([start, end, digits]) => [start, end, digits.replace("*", "")]);
}

/** Letters that stand for digits in a word with digits. @param {string} signs @returns {[number, number, string][]} */
function lookAlikes(signs) {
  /** @type {[number, number, string][]} */
  const found = [];
  for (const word of signs.matchAll(MIXED_WORD)) {
    const letters = [...word[0]];
    if (!/[0-9]/.test(word[0]) || /^[0-9]+$/.test(word[0]) || letters.some((sign) => !/[0-9]/.test(sign) && !Object.hasOwn(STANDS_FOR, sign))) continue;
    letters.forEach((sign, at) => Object.hasOwn(STANDS_FOR, sign) && found.push([word.index + at, word.index + at + 1, STANDS_FOR[sign]]));
  }
  return found;
}

/** The reading with words and look-alikes read as digits. @param {Reading} reading @returns {Reading} */
function numbersIn(reading) {
  const changes = [...(NUMERAL.test(reading.signs) ? writtenNumbers(reading.signs) : []), ...lookAlikes(reading.signs)].sort((a, b) => a[0] - b[0]);
  if (!changes.length) return reading;
  /** @type {Reading} */
  const read = { signs: "", starts: [], ends: [] };
  let done = 0;
  const same = (/** @type {number} */ until) => {
    read.signs += reading.signs.slice(done, until);
    read.starts.push(...reading.starts.slice(done, until));
    read.ends.push(...reading.ends.slice(done, until));
  };
  for (const [start, end, signs] of changes) {
    same(start);
    for (const sign of signs) {
      read.signs += sign;
      read.starts.push(reading.starts[start]);
      read.ends.push(reading.ends[end - 1]);
    }
    done = end;
  }
  same(reading.signs.length);
  return read;
}

const digitsOf = (/** @type {string} */ text) => text.replace(/[^0-9]/g, "");
const isCapital = (/** @type {string} */ typed) => typed === typed.toUpperCase();

/** @param {string} core @param {string} before */
function isCard(core, before) {
  const doubled = [...digitsOf(core)].map((sign, at) => Number(sign) * (2 - (at % 2)));
  const total = doubled.reduce((sum, number) => sum + Math.floor(number / 10) + (number % 10), 0);
  return total % 10 === 0 || WORDS.CARD_WORDS.test(before);
}

/** @param {string} core */
function isAccount(core) {
  const signs = core.replaceAll(" ", "");
  let rest = 0;
  for (const sign of signs.slice(4) + signs.slice(0, 4)) {
    for (const figure of String(parseInt(sign, 36))) rest = (rest * 10 + Number(figure)) % 97;
  }
  return rest === 1;
}

/** @param {string} core @param {string} before */
function isTaxNumber(core, before) {
  const sum = RULES.taxWeights.reduce((whole, weight, at) => whole + weight * Number(core[at]), 0);
  const control = (((sum % 11) + 11) % 11) % 10;
  const day = Number(core.slice(0, 5));
  const named = control === Number(core[9]) || WORDS.PATRONYMIC.test(before);
  return named && day >= RULES.born[0] && day < RULES.born[1] && !before.trimEnd().endsWith("№");
}

/** @param {string} core @param {string} before */
function isPersonsPhone(core, before) {
  const national = digitsOf(core).slice(-RULES.national);
  const whole = national.length === RULES.national;
  if (whole && national.startsWith("800")) return false;
  const mobile = whole && national.search(WORDS.MOBILE_CODE) === 0;
  return mobile || !WORDS.SERVICE.test(before) || WORDS.OWN.test(before);
}

/** @param {string} core @param {string} before @param {string} typed */
function isPlate(core, before, typed) {
  if (core.length === "aa1234aa".length) return true;
  const ends = [core.slice(0, 2), core.slice(-2)].some((part) => WHOLE(WORDS.NO_PLATE, part));
  return (isCapital(typed) || WORDS.VEHICLE.test(before)) && !ends;
}

/** @param {string} core @param {string} before */
function isOwnHandle(core, before) {
  const name = core.replace(/\.+$/, "").split("/").at(-1) ?? "";
  return !WHOLE(WORDS.NO_HANDLE, name) && !WORDS.PUBLIC_PAGE.test(before);
}

/** @type {Record<string, (core: string, before: string, typed: string) => boolean>} */
const CHECKS = {
  any: () => true,
  phone: isPersonsPhone,
  card: isCard,
  account: isAccount,
  tax: isTaxNumber,
  series: (core, before, typed) =>
    !WHOLE(WORDS.NO_SERIES, core.slice(0, 2)) && !WORDS.OF_THINGS.test(before) && (isCapital(typed) || WORDS.OF_PERSON.test(before)),
  document: (_core, before) => !WORDS.OF_THINGS.test(before),
  plate: isPlate,
  vehicle: (core, before, typed) => isCapital(typed.slice(1)) && WORDS.VEHICLE.test(before) && !WORDS.NO_PLATE.test(core.slice(-2)),
  street: (_core, _before, typed) => typed[0] !== typed[0].toLowerCase(),
  room: (_core, before) => WORDS.HOSTEL.test(before),
  foreign: (core, _before, typed) => isCapital(typed) && !(core.match(/[a-z]+/g) ?? []).some((part) => WHOLE(WORDS.NO_FOREIGN_PLATE, part)),
  capital: (_core, _before, typed) => isCapital(typed),
  handle: isOwnHandle,
  "small handle": (core, before, typed) => typed === typed.toLowerCase() && isOwnHandle(core, before),
  email: (core) => {
    const at = core.indexOf("@");
    const [name, domain] = at < 0 ? [core, ""] : [core.slice(0, at), core.slice(at + 1)];
    return !(WORDS.OFFICIAL_DOMAIN.test(domain) && WHOLE(WORDS.GENERAL_MAILBOX, name));
  },
};

/** The passages that hold personal data, in order and apart; ``published`` are telephones that everybody may know.
 * @param {string} text @param {string[]} published @returns {PersonalPassage[]} */
export function personalDataIn(text, published = []) {
  const words = readingOf(text);
  if (!WORTH.test(words.signs)) return [];
  const numbers = numbersIn(words);
  const harmless = { ...numbers, signs: numbers.signs.replace(HARMLESS, (found) => "x".repeat(found.length)) };
  const known = new Set(published.flatMap((each) => each.split(/[,;\n]|або/)).map((each) => digitsOf(each).slice(-SAME_PHONE)));
  const taken = new Uint8Array(text.length);
  /** @type {PersonalPassage[]} */
  const found = [];
  for (const each of PATTERNS) {
    const reading = each.numbers ? harmless : words;
    for (const match of reading.signs.matchAll(each.pattern)) {
      const core = match[1].replace(/[ \n.,-]+$/, "");
      const from = match.index + match[0].length - match[1].length;
      const before = reading.signs.slice(Math.max(0, from - RULES.before), from);
      const end = reading.ends[from + core.length - 1];
      if (!CHECKS[each.check](core, before, text.slice(reading.starts[from], end))) continue;
      if (each.kind === "phone" && known.has(digitsOf(core).slice(-SAME_PHONE))) continue;
      const address = each.kind === "flat" ? (before.match(ADDRESS)?.[1].length ?? 0) : 0;
      const start = reading.starts[from - address];
      if (taken.subarray(start, end).some(Boolean)) continue;
      taken.fill(1, start, end);
      found.push({ start, end, kind: each.kind });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}
