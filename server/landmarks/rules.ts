// Decides which named places may be on record, and which streets, communities, landmarks and facilities somebody means who types a name in characters, pinyin or initials, with a slip or in the accent of the place.
import { type Verdict, verdict } from '../kernel/errors.ts';
import { pointProblem } from '../kernel/geo.ts';
import { clean, type Entry, type Form, type Named, soundsOf } from './mechanism/names.ts';
import { beginsNearly, folded, runsAlong, withinOne } from './mechanism/spelling.ts';

type Draft = { name: string; aliases: readonly string[]; lng: number; lat: number };

/** May this be on record beside the others? Setting a name that is there already takes its place. */
export function mayStand(draft: Draft, others: readonly { name: string }[]): Verdict {
  const wrong = pointProblem(draft.lng, draft.lat);
  const said = [draft.name, ...draft.aliases];
  const twice = said.find((name, i) => said.indexOf(name) !== i);
  const taken = draft.aliases.find((alias) => others.some((o) => o.name === alias && o.name !== draft.name));
  return verdict(
    [
      wrong !== null && { code: wrong, values: { lng: draft.lng, lat: draft.lat }, pointer: '/lng' },
      twice !== undefined && { code: 'landmark_name_twice', values: { name: twice }, pointer: '/aliases' },
      taken !== undefined && { code: 'landmark_alias_taken', values: { name: taken }, pointer: '/aliases' },
    ],
    {},
  );
}

/** How it was found, best first. */
export const ways = ['exact', 'begins', 'within', 'sounds', 'nearly'] as const;
export type Way = (typeof ways)[number];
export type Hit = { of: Named; by: string; way: Way };

const LETTERS = /^[a-z][a-z0-9]*$/;
/** Below this many letters, or characters, everything is near everything. */
const [NEAR_LETTERS, NEAR_CHARS, EAR_LETTERS] = [4, 3, 3];
/** The same within a longer name. */
const [FAR_LETTERS, FAR_CHARS] = [6, 4];

/** The better, the smaller: `ways` in steps of ten, finer within. Null: not this name. */
function score(
  typed: string,
  chars: string[],
  ear: string,
  form: Form,
  said: ReadonlyMap<string, string>,
): number | null {
  const { spelling, initials, syllables } = form;
  if (form.name === typed) return 0;
  const letters = LETTERS.test(typed);
  if (letters && spelling === typed) return 1;
  if (letters && initials === typed && typed.length > 1) return 2;
  if (form.name.startsWith(typed)) return 10;
  if (letters && spelling.startsWith(typed)) return 11;
  if (letters && initials.startsWith(typed)) return 12;
  if (syllables && runsAlong(chars, form.chars, syllables, 0)) return 13;
  if (form.name.includes(typed)) return 20;
  if (syllables && chars.length > 1)
    for (let at = 1; at < form.chars.length; at += 1) if (runsAlong(chars, form.chars, syllables, at)) return 21;
  if (letters) {
    if (typed.length >= EAR_LETTERS && form.ear === ear) return 30;
    if (typed.length >= EAR_LETTERS && form.ear.startsWith(ear)) return 31;
    if (typed.length < NEAR_LETTERS) return null;
    if (withinOne(typed, spelling)) return 40;
    if (beginsNearly(spelling, typed)) return 41;
    if (withinOne(ear, form.ear) || (ear.length > NEAR_LETTERS && beginsNearly(form.ear, ear))) return 42;
    if (typed.length < FAR_LETTERS || !syllables) return null;
    return syllables.some((_, at) => beginsNearly(syllables.slice(at).join(''), typed)) ? 45 : null;
  }
  return scoreChars(chars, form, said);
}

/** Characters that are wrong: sounding alike where both are known, else one of them. */
function scoreChars(chars: string[], form: Form, said: ReadonlyMap<string, string>): number | null {
  const sound = chars.map((one) => said.get(one));
  const { syllables } = form;
  const known = syllables && sound.every((one) => one !== undefined);
  if (known && chars.length > 1 && sound.every((one, i) => i < syllables.length && one === folded(syllables[i]!)))
    return chars.length === syllables.length ? 32 : 33;
  // One left out of three is two that are right; one wrong of two is anything
  if (chars.length + 1 === form.chars.length && chars.length > 1 && withinOne(chars, form.chars)) return 43;
  if (chars.length < NEAR_CHARS) return null;
  if (withinOne(chars, form.chars)) return 43;
  if (beginsNearly(form.chars, chars)) return 44;
  if (chars.length < FAR_CHARS) return null;
  return form.chars.some((_, at) => beginsNearly(form.chars.slice(at), chars)) ? 45 : null;
}

const wayOf = (n: number): Way => ways[Math.floor(n / 10)]!;
/** Equal otherwise: where somebody lives before where somebody goes. */
const ORDER: Record<Named['kind'], number> = {
  community: 0,
  street: 1,
  place: 2,
  landmark: 3,
  station: 4,
  hospital: 5,
  park: 6,
  government: 7,
  school: 8,
  road: 9,
  facility: 10,
};

/**
 * What somebody may mean, best first: exact, then names that begin so, contain it, sound so, are one slip away. Ties go
 * by the shorter name, the kind and the id, so the same question has the same answer. An exact name is always first.
 */
export function rank(
  entries: readonly Entry[],
  text: string,
  limit: number,
  said: ReadonlyMap<string, string> = soundsOf(entries),
): Hit[] {
  const typed = clean(text);
  if (!typed) return [];
  const chars = [...typed];
  const ear = folded(typed);
  const hits: { n: number; form: Form; of: Named; own: boolean }[] = [];
  for (const { of, forms } of entries) {
    let best: (typeof hits)[number] | undefined;
    for (const form of forms) {
      const n = score(typed, chars, ear, form, said);
      if (n !== null && (!best || n < best.n)) best = { n, form, of, own: form === forms[0] };
    }
    if (best) hits.push(best);
  }
  return hits
    .sort(
      (a, b) =>
        a.n - b.n ||
        Number(b.own) - Number(a.own) ||
        a.form.chars.length - b.form.chars.length ||
        ORDER[a.of.kind] - ORDER[b.of.kind] ||
        (a.of.id < b.of.id ? -1 : 1),
    )
    .slice(0, limit)
    .map(({ n, form, of }) => ({ of, by: form.name, way: wayOf(n) }));
}

export { type Read, understand } from './mechanism/address.ts';
export { clean, type Entry, kindsOfLandmark, type Named, prepare, type Spelt, soundsOf } from './mechanism/names.ts';
