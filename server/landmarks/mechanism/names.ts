// Decides under which names, spellings and short names a place can be asked for.
import { folded, syllablesOf } from './spelling.ts';

export const kindsOfLandmark = [
  'landmark',
  'station',
  'hospital',
  'government',
  'school',
  'park',
  'place',
  'road',
] as const;

export type Spelt = { name: string; pinyin: string; initials: string };
/** What a search line can lead to. `names`: the name itself first, then what else people say. */
export type Named = {
  id: string;
  kind: 'street' | 'community' | 'facility' | (typeof kindsOfLandmark)[number];
  names: readonly Spelt[];
  /** a community's street, a facility's community or street */
  within: string | null;
  accuracyM: number;
};

export type Form = {
  name: string;
  chars: string[];
  spelling: string;
  initials: string;
  syllables: string[] | null;
  ear: string;
};
export type Entry = { of: Named; forms: Form[] };

/** What is left out in speech: 五里牌 for 五里牌街道, 市中心医院 or 中心医院 for 岳阳市中心医院. */
const TAILS = [
  '社区居民委员会',
  '社区居委会',
  '居民委员会',
  '村民委员会',
  '社区',
  '街道',
  '管理处',
  '村委会',
  '村',
  '镇',
  '乡',
];

/** A name cut to `from…to` of its characters; null where its spelling cannot be cut. */
function cut(form: Form, from: number, to: number): Form | null {
  const { chars, syllables } = form;
  if (!syllables || to - from < 2) return null;
  return formOf(chars.slice(from, to).join(''), syllables.slice(from, to));
}
const formOf = (name: string, syllables: string[]): Form => ({
  name,
  chars: [...name],
  spelling: syllables.join(''),
  initials: syllables.map((s) => s[0]).join(''),
  syllables,
  ear: syllables.map(folded).join(''),
});

function formsOf(of: Named): Form[] {
  const forms: Form[] = [];
  const add = (form: Form | null) => form && !forms.some((f) => f.name === form.name) && forms.push(form);
  for (const { name, pinyin, initials } of of.names) {
    const text = clean(name);
    const chars = [...text];
    const found = initials.length === chars.length ? syllablesOf(pinyin, initials) : null;
    const form = found
      ? formOf(text, found)
      : { name: text, chars, spelling: pinyin, initials, syllables: null, ear: folded(pinyin) };
    add(form);
    if (of.kind !== 'street' && of.kind !== 'community') continue;
    const tail = TAILS.find((t) => text.endsWith(t));
    if (tail) add(cut(form, 0, chars.length - tail.length));
  }
  return forms;
}

/** One spelling of what can be typed: full width, case, accents on letters, blanks and punctuation do not matter. */
export const clean = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[üǖǘǚǜ]/g, 'v')
    .normalize('NFD')
    .replace(/[̀-ͯ]/g, '')
    .normalize('NFC')
    .replace(/[\s\p{P}\p{S}]/gu, '');

/** Names made ready for asking often. */
export const prepare = (list: readonly Named[]): Entry[] => list.map((of) => ({ of, forms: formsOf(of) }));

/** How each character of these names sounds, so that a wrong one that sounds alike is known to. */
export function soundsOf(entries: readonly Entry[]): Map<string, string> {
  const said = new Map<string, string>();
  for (const { forms } of entries)
    for (const { chars, syllables } of forms)
      chars.forEach((one, i) => {
        if (syllables && !said.has(one)) said.set(one, folded(syllables[i]!));
      });
  return said;
}
