// The personal-data detector in the browser: the edition of backend/kernel/identifiers.py that runs before anything is
// sent. The same rules in the same order; tests hold the two against each other. What it looks at stays in memory.
// `finderFor(words)` takes the parsed identifier_words.toml and gives `find(text)`: [{ start, end, kind }], in order.
export const REASONS = {
  NHS_NUMBER: "This looks like an NHS number",
  NATIONAL_INSURANCE: "This looks like a National Insurance number",
  BIRTH_DATE: "This looks like a date of birth",
  VEHICLE: "This looks like a vehicle registration",
  REFERENCE: "This looks like the reference number of a case",
  PHONE: "This looks like somebody's phone number",
  EMAIL: "This looks like somebody's e-mail address",
  ADDRESS: "This looks like an address",
  OFFICER: "This looks like one officer",
  NAME: "This looks like somebody's name",
};
const NEVER = new Set(["NHS_NUMBER", "NATIONAL_INSURANCE", "BIRTH_DATE", "VEHICLE", "REFERENCE"]);
// One sign for another, so that places stay: what phones and word processors put in by themselves.
const PLAIN = new Map([
  ...["\u00a0", "\u2007", "\u2009", "\u202f"].map((sign) => [sign, " "]),
  ...["‘", "’", "ʼ"].map((sign) => [sign, "'"]),
  ...["‐", "‑", "‒", "–"].map((sign) => [sign, "-"]),
]);
const UNPLAIN = /[\u00a0\u2007\u2009\u202f‘’ʼ‐‑‒–]/g;

export function finderFor(words) {
  const known = wordsOf(words);
  const looks = looksFor(known, patterns());
  return (text) => {
    const plain = text.replace(UNPLAIN, (sign) => PLAIN.get(sign));
    const found = [];
    for (const [kind, look] of Object.entries(looks)) {
      for (const [start, end] of look(plain)) found.push({ start, end, kind });
    }
    return apart(found);
  };
}

// What can never stay comes before what can, then the longer before the shorter; no two overlap.
function apart(found) {
  found.sort((one, two) => {
    const byWeight = NEVER.has(two.kind) - NEVER.has(one.kind);
    return byWeight || two.end - two.start - (one.end - one.start) || one.start - two.start;
  });
  const kept = [];
  for (const one of found) {
    if (kept.every((other) => one.end <= other.start || one.start >= other.end)) kept.push(one);
  }
  return kept.sort((one, two) => one.start - two.start);
}

function wordsOf(file) {
  const set = (text, between) => new Set(text.split(between).map((one) => one.trim().replace(/\s+/g, " ")).filter(Boolean));
  return {
    given: set(file.given_names, /\s+/),
    family: set(file.family_names, /\s+/),
    notPeople: set(file.not_people, /\s+/),
    notNames: set(file.not_names, /\s+/),
    known: set(file.known, ";"),
  };
}

// Made when first needed: a browser that cannot read them still gets everything else of the page.
function patterns() {
  // The edges of a word, for every letter and not only for those of ASCII.
  const [a, z] = ["(?<![\\p{L}\\p{N}_])", "(?![\\p{L}\\p{N}_])"];
  const of = (source, flags = "") => new RegExp(source, `gu${flags}`);
  const date =
    `(?:[0-9]{1,2}[./ \\-][0-9]{1,2}[./ \\-](?:[0-9]{4}|[0-9]{2})${z}|[0-9]{4}-[0-9]{2}-[0-9]{2}${z}` +
    "|[0-9]{1,2}(?:st|nd|rd|th)? (?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6},? " +
    `[0-9]{2,4}${z})`;
  const postcode = `[A-Z]{1,2}[0-9][A-Z0-9]? {0,2}[0-9][ABD-HJLNP-UW-Z]{2}${z}`;
  const rank = "(?:PC|PCSO|WPC|DC|DS|DI|DCI|PS|SC|Sgt|Sergeant|Insp|Inspector|Constable)";
  const name = "[A-Z][a-z]{0,2}'?[A-Z]?[a-zà-ÿ]{1,20}(?:-[A-Z][a-zà-ÿ]{1,20})?";
  const word = "[A-Z][A-Za-zà-ÿ]{0,20}(?:['\\-][A-Za-zà-ÿ]{1,20})?";
  const w = "\\p{L}\\p{N}_";
  return {
    nhs: of("(?<![0-9+])(?<![0-9][ \\-])[0-9]{3}[ \\-]?[0-9]{3}[ \\-]?[0-9]{4}(?![0-9])(?![ \\-][0-9])"),
    insurance: of(
      `${a}(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ \\-]?[0-9]{2}[ \\-]?[0-9]{2}[ \\-]?[0-9]{2}[ \\-]?[A-D]${z}` +
        `|${a}(?:NI|NINO|National Insurance)(?: no\\.?| number)?[ :]{1,3}` +
        `[A-Z]{2} ?[0-9]{2} ?[0-9]{2} ?[0-9]{2}(?: ?[A-D])?${z}`,
      "i",
    ),
    email: of(`(?<![${w}.+\\-])[${w}.+\\-]{1,64}@[${w}\\-]{1,63}(?:\\.[${w}\\-]{1,63}){1,6}`),
    number: of("(?<![0-9A-Za-z\\/.])(?:\\+|0)(?:[ ()\\-]{0,2}[0-9]){7,16}(?![0-9\\/])"),
    looksLikeDate: new RegExp(`^[0-9]{1,2}-[0-9]{1,2}-[0-9]{2,4}${z}`, "u"),
    birth: of(
      `${a}(?:d\\.?o\\.?b\\.?|date of birth|birth ?date|birthday|born(?: on)?)[ :=(\\-]{0,4}(?:is |was )?(?:the )?${date}`,
      "i",
    ),
    postcode: of(`${a}${postcode}`),
    street: of(
      `${a}(?:(?:flat|unit|room|apartment) [0-9]{1,4}[a-z]?,? ){0,1}(?<![0-9£.,\\-])[0-9]{1,4}[a-z]?,? ` +
        "(?:[a-z][a-z'\\-]{1,20} ){1,3}" +
        "(?:street|road|avenue|lane|close|drive|crescent|terrace|gardens|court|grove|place|way|walk|mews|hill|st|rd|ave)" +
        `${z}(?:,? ${postcode})?`,
      "i",
    ),
    plate: of(`${a}[A-HJ-PR-Y][A-HJ-PR-Y][0-9]{2} ?[A-HJ-PR-Z]{3}${z}`),
    vehicle: of(
      `${a}(?:reg|registration|vrm|number ?plate|index|vehicle|car|van)(?: no\\.?| number| mark)?(?: is)?[ :]{1,3}` +
        `(?:[A-Z]{2}[0-9]{2} ?[A-Z]{3}|[A-Z][0-9]{1,3} ?[A-Z]{3}|[A-Z]{3} ?[0-9]{1,3}[A-Z])${z}`,
      "i",
    ),
    reference: of(
      `${a}(?:crime|custody|occurrence|niche|urn|crn|cad|pnc|storm|detained person|dp)(?: record)?` +
        `(?: ?(?:ref(?:erence)?|no|num(?:ber)?|id|log)${z}\\.?){0,2}[ :#]{0,3}[A-Z]{0,4}[0-9][A-Z0-9\\/\\-]{3,16}${z}` +
        `|${a}(?:incident|case|log|event|intel(?:ligence)?)(?: ?(?:ref(?:erence)?|no|num(?:ber)?|id)${z}\\.?){1,2}` +
        `[ :#]{0,3}(?:is )?[A-Z]{0,4}[0-9][A-Z0-9\\/\\-]{3,16}${z}` +
        "|(?<![0-9\\/])[0-9]{2}(?:[A-Z]{2})?\\/[0-9]{3,7}\\/[0-9]{2}(?![0-9\\/])" +
        `|(?<![0-9\\/])[0-9]{2,4}\\/[0-9]{4,7}[A-Z]${z}` +
        "|(?<![0-9])44[012][0-9]{8}(?![0-9])",
      "i",
    ),
    officer: of(
      `${a}(?!DS ?1500)${rank} ?[0-9]{2,6}${z}(?: [A-Z][a-z'\\-]{1,20})?` +
        `|${a}(?:collar|shoulder|warrant)(?: card)?(?: no\\.?| num(?:ber)?)?[ :]{1,3}[A-Z]{0,2}[0-9]{2,6}${z}`,
    ),
    titled: of(`${a}(?:Mrs?|Ms|Miss|Mx|Dr|Prof(?:essor)?|${rank})\\.? (?<name>${name})(?: ${name})?`),
    titledSmall: of(`${a}(?:mr|mrs)\\.? (?<name>[a-z'\\-]{2,20})${z}`),
    possessive: of(
      `(?<![${w}'])(?<name>[A-Za-zÀ-ÿ][a-zà-ÿ\\-]{1,20})(?:'s|s') ` +
        "(?:mum|mother|mom|dad|father|son|daughter|brother|sister|partner|husband|wife|girlfriend|boyfriend|ex|nan|gran|" +
        "grandmother|grandfather|uncle|aunt|cousin|baby|kids|children|flat|house|home|address|phone|car|school|gp|carer|" +
        `social worker|solicitor|key worker|probation officer|foster carer|foster carers|landlord)${z}`,
    ),
    capitals: of(`(?<![${w}'\\-])${word}(?: ${word}){1,8}(?<after>(?: [a-z]{1,20})?)`),
    twoSmall: of(`(?<![${w}'\\-])(?=([a-z]{2,15}) ([a-z']{2,20})(?![${w}'\\-]))`),
    introduced: of(`${a}(?:called|named|name is|name's) (?<name>[A-Za-z]{2,20})${z}`),
  };
}

function looksFor(known, is) {
  return {
    NHS_NUMBER: (text) => spans(text, is.nhs, (match) => isNhsNumber(match[0])),
    NATIONAL_INSURANCE: (text) => spans(text, is.insurance),
    BIRTH_DATE: (text) => spans(text, is.birth),
    VEHICLE: (text) => [...spans(text, is.plate), ...spans(text, is.vehicle)],
    REFERENCE: (text) => spans(text, is.reference),
    PHONE: (text) => spans(text, is.number, (match) => !is.looksLikeDate.test(match[0]) && ringsAtOnePlace(match[0])),
    EMAIL: (text) => spans(text, is.email),
    ADDRESS: (text) => [...spans(text, is.street), ...spans(text, is.postcode)],
    OFFICER: (text) => spans(text, is.officer),
    NAME: (text) => [
      ...titled(text, is, known),
      ...ofSomebody(text, is, known),
      ...inCapitals(text, is, known),
      ...inSmallLetters(text, is, known),
      ...introduced(text, is, known),
    ],
  };
}

function spans(text, pattern, fits = () => true) {
  return [...text.matchAll(pattern)].filter(fits).map((match) => [match.index, match.index + match[0].length]);
}

// Modulus 11; none of England and Wales begins with 0, and telephone numbers do.
function isNhsNumber(written) {
  const digits = [...written.replace(/[ -]/g, "")].map(Number);
  const rest = digits.slice(0, 9).reduce((sum, digit, place) => sum + digit * (10 - place), 0) % 11;
  return digits[0] !== 0 && (11 - rest) % 11 === digits[9];
}

// Numbers that ring at one person or one place. 03, 08, 09, 116, 101, 111 and 999 are services.
function ringsAtOnePlace(written) {
  const digits = written.replace(/[^0-9]/g, "");
  const abroad = written.startsWith("+") ? digits : digits.startsWith("00") ? digits.slice(2) : "";
  if (abroad && !abroad.startsWith("44")) return !abroad.startsWith("0") && abroad.length >= 8 && abroad.length <= 15;
  const national = (abroad ? abroad.slice(2) : digits).replace(/^0/, "");
  return "1257".includes(national[0]) && (national.length === 9 || national.length === 10);
}

function titled(text, is, known) {
  // A board that is called "DI Board", a van that is a "PC Van": bodies and things, not people.
  const isPerson = (match) => {
    const name = match.groups.name.toLowerCase();
    return !known.notNames.has(name) && !known.notPeople.has(name);
  };
  return [...spans(text, is.titled, isPerson), ...spans(text, is.titledSmall, isPerson)];
}

function ofSomebody(text, is, known) {
  return spans(text, is.possessive, ({ groups: { name } }) => {
    const small = name.toLowerCase();
    const isCapital = name[0] !== name[0].toLowerCase();
    return known.given.has(small) || (isCapital && !known.notNames.has(small) && !known.notPeople.has(small));
  });
}

// A given name and what follows it, or a word before a family name, in a run of words with capitals.
function inCapitals(text, is, known) {
  const found = [];
  for (const match of text.matchAll(is.capitals)) {
    const words = [...match[0].matchAll(/\S+/g)].map((one) => ({ at: match.index + one.index, word: one[0] }));
    const capitals = match.groups.after ? words.slice(0, -1) : words;
    for (let place = 0; place + 1 < capitals.length; place += 1) {
      const [first, second] = [capitals[place], capitals[place + 1]];
      // "Victoria Climbié Inquiry" is none, "Jane Smith's team" is one.
      const isBody = words.slice(place + 2, place + 4).some(({ word }) => known.notPeople.has(word.toLowerCase()));
      const bare = second.word.replace(/'s$/, "");
      if (isName(first.word, second.word, known) && (bare !== second.word || !isBody)) {
        found.push([first.at, second.at + bare.length]);
      }
    }
  }
  return found;
}

function isName(first, second, known) {
  const [one, two] = [first.toLowerCase(), second.toLowerCase().replace(/'s$/, "")];
  if (known.known.has(`${one} ${two}`) || known.notNames.has(one)) return false;
  if (known.notNames.has(two) || known.notPeople.has(two)) return false;
  const isWord = /^\p{L}+$/u.test(one) && first !== first.toUpperCase();
  return known.given.has(one) || (known.family.has(two) && isWord);
}

// Both in small letters, as thumbs write: only where both are names and nothing else.
function inSmallLetters(text, is, known) {
  return [...text.matchAll(is.twoSmall)]
    .filter(([, one, two]) => {
      const bare = two.replace(/'s$/, "");
      return known.given.has(one) && known.family.has(bare) && !known.given.has(bare);
    })
    .map((match) => [match.index, match.index + match[1].length + 1 + match[2].length]);
}

function introduced(text, is, known) {
  return [...text.matchAll(is.introduced)]
    .filter((match) => known.given.has(match.groups.name.toLowerCase()))
    .map((match) => {
      const end = match.index + match[0].length;
      return [end - match.groups.name.length, end];
    });
}
