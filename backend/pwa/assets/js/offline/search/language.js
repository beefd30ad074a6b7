// How words are read on the device: as `backend/search/language.py` reads them on the server, but for the stems, which
// are rougher here. Text and questions are read alike, so that what is typed meets what is written.
const STOP_WORDS = new Set(
  `a about above actually after again all almost already also although always am an and another any anybody anyone
  anything anyway are arent as at be because been before being below between both but by came can cannot cant come comes
  could couldnt did didnt do does doesnt doing done dont during each eg either else enough etc ever every everything few
  for from further get gets getting give given go goes going gone got had hadnt has hasnt have havent having he her here
  hers herself him himself his how however i id ie if ill im in instead into is isnt it its itself ive just let lets like
  made make makes many may maybe me might mine more most much must my myself neither nor now of often ok okay on once one
  ones only onto or other others our ours ourselves over perhaps please put quite rather really said same say says see
  shall she should shouldnt since so some somebody someone something still such than thank thanks that thats the their
  theirs them themselves then there theres these they theyre thing things this those though through thus to too until upon
  us very via want wants was wasnt we well were werent what whats when where whether which while whilst why will with
  within wont would wouldnt yes yet you your youre yours yourself yourselves hes shes hed theyd theyve theyll weve youve
  youd youll whos wheres hows aint mustnt neednt gonna wanna gotta hi hello pls plz u ur`.split(/\s+/),
);
const IRREGULAR = new Map(
  `children child women woman men man people person knives knife wives wife lives life thieves thief took take taken take
  stole steal stolen steal ran run rang ring rung ring hidden hide broke break broken break threw throw thrown throw
  beaten beat bitten bite fled flee fought fight lost lose left leave sent send told tell spoke speak spoken speak held
  hold kept keep felt feel died die dying die hurts hurt paid pay`
    .split(/\s+/)
    .reduce((pairs, word, place, all) => (place % 2 ? pairs : [...pairs, [word, all[place + 1]]]), []),
);
const LONGEST_WORD = 40;
// "s.136", "sec 136", "section136"; "A.M.H.P."; "don't".
const TOKEN =
  /(?<![\p{L}\p{N}])(?:sections?|sect|sec|ss?)(?:\.\s{0,2}|\s{1,3})?(?<number>\d{1,4}[a-z]{0,2})(?![\p{L}\p{N}])|(?<![\p{L}\p{N}])(?<dotted>(?:\p{L}\.){2,}(?:\p{L}(?![\p{L}\p{N}]))?)|(?<word>[\p{L}\p{N}]+(?:['’ʼ´`][\p{L}\p{N}]+)*)/giu;

/** [{start, end, word, stem, inPhrase, isStop, also}], in order. `also`: other forms under which it is found. */
export function tokens(text) {
  return [...text.matchAll(TOKEN)].map((found) => token(found)).filter(({ word }) => word);
}

function token(found) {
  const [start, end] = [found.index, found.index + found[0].length];
  const { number } = found.groups;
  if (number) return { start, end, ...section(number.toLowerCase()) };
  const word = spelling(found[0]);
  const stemmed = stem(word);
  return { start, end, word, stem: stemmed, inPhrase: stemmed, isStop: STOP_WORDS.has(word), also: [] };
}

function section(written) {
  const number = written.replace(/s$/, "");
  const digits = number.replace(/[a-z]+$/, "");
  const also = digits === number ? ["section", number] : ["section", number, `s${digits}`, digits];
  return { word: `s${number}`, stem: `s${number}`, inPhrase: number, isStop: false, also };
}

function spelling(raw) {
  const word = raw
    .replace(/['’ʼ´`][sd]$/i, "")
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "")
    .slice(0, LONGEST_WORD);
  return /^\d+[sd]$/.test(word) ? word.slice(0, -1) : word;
}

export function isOfStopWord(word) {
  stopStems ??= new Set([...STOP_WORDS].map(stem));
  return stopStems.has(stem(word));
}

const stems = new Map();
let stopStems = null;

export function stem(word) {
  let known = stems.get(word);
  if (known === undefined) stems.set(word, (known = made(word)));
  return known;
}

function made(word) {
  if (/\d/.test(word) || word.length < 4) return IRREGULAR.get(word) ?? word;
  let root = (IRREGULAR.get(word) ?? word).replace(/iz(e|ed|es|er|ers|ing|ation|ations)$/, "is$1");
  root = root.replace(/(ss|sh|ch|x)es$/, "$1").replace(/ies$/, "y").replace(/([^su])s$/, "$1");
  root = root.replace(/(ational|ations?|ational)$/, "ate").replace(/ments?$/, "").replace(/(ful|ness|ly)$/, "");
  root = root.replace(/^(.*[aeiouy].*)(?:ing|ed)$/, "$1").replace(/([bdfglmnprt])\1$/, "$1");
  return root.replace(/e$/, "").replace(/([^aeiou])y$/, "$1i");
}
