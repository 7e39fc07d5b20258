// Decides when two spellings are the same to the ear or to a hurried hand: syllables of a name, what Hunan speech and input methods take for one another, one edit.

const SYLLABLE =
  /^(zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(iang|iong|uang|ueng|ang|eng|ong|iao|ian|ing|uai|uan|van|ai|ei|ao|ou|an|en|er|ia|ie|iu|in|ua|uo|ui|un|ue|ve|vn|a|o|e|i|u|v)$/;
const LONGEST = 6;

/**
 * The syllables of a joined spelling, one for each initial; null when it cannot be taken apart so. The initials settle
 * what is ambiguous: 'xian' is one syllable of 先 (x) and two of 西安 (xa).
 */
export function syllablesOf(pinyin: string, initials: string): string[] | null {
  const take = (from: number, nth: number): string[] | null => {
    if (nth === initials.length) return from === pinyin.length ? [] : null;
    if (pinyin[from] !== initials[nth]) return null;
    for (let size = Math.min(LONGEST, pinyin.length - from); size > 0; size -= 1) {
      const one = pinyin.slice(from, from + size);
      if (!SYLLABLE.test(one)) continue;
      const rest = take(from + size, nth + 1);
      if (rest) return [one, ...rest];
    }
    return null;
  };
  return take(0, 0);
}

/**
 * One spelling for what is taken for one another here: zh/z, ch/c, sh/s, n/l, h/f (湖 fu, 飞 hui), -ng/-n, ü/u. Works on a
 * syllable, on several joined and on a part of one; `ng` before a vowel is the end of one and the beginning of the next.
 */
export const folded = (spelling: string): string =>
  spelling
    .replace(/([zcs])h/g, '$1')
    .replace(/v/g, 'u')
    .replace(/l/g, 'n')
    .replace(/f/g, 'h')
    .replace(/hui/g, 'hei')
    .replace(/hun(?![aeiou])/g, 'hen')
    .replace(/hu(?=[ao])/g, 'h')
    .replace(/ng(?![aeiou])/g, 'n');

/** Are two texts one edit apart at most: one sign wrong, missing, too many, or two neighbours changed over? */
export function withinOne(a: readonly string[] | string, b: readonly string[] | string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length - short.length > 1) return false;
  let i = 0;
  while (i < short.length && short[i] === long[i]) i += 1;
  let left = 0;
  while (left < short.length - i && short[short.length - 1 - left] === long[long.length - 1 - left]) left += 1;
  const [restShort, restLong] = [short.length - i - left, long.length - i - left];
  if (restLong <= 1) return true;
  return restShort === 2 && restLong === 2 && short[i] === long[i + 1] && short[i + 1] === long[i];
}

/** Is some beginning of `whole` one edit from `part` at most? */
export function beginsNearly(whole: readonly string[] | string, part: readonly string[] | string): boolean {
  for (let size = part.length - 1; size <= part.length + 1; size += 1)
    if (size > 0 && size <= whole.length && withinOne(whole.slice(0, size), part)) return true;
  return false;
}

/**
 * Does what was typed run along the name from one of its characters on? Each character may be written itself, spelt in
 * full, or begun ('岳yang楼', 'yyang', 'yueyl').
 */
export function runsAlong(typed: readonly string[], name: readonly string[], syllables: readonly string[], at: number) {
  const go = (i: number, j: number): boolean => {
    if (i === typed.length) return true;
    if (j === name.length) return false;
    if (typed[i] === name[j]) return go(i + 1, j + 1);
    const syllable = syllables[j]!;
    let same = 0;
    while (same < syllable.length && typed[i + same] === syllable[same]) same += 1;
    for (let size = same; size > 0; size -= 1) if (go(i + size, j + 1)) return true;
    return false;
  };
  return go(0, at);
}
