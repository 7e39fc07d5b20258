import type { Division } from '../ui/places.ts';

/** Divisions by Chinese name, pinyin or initials; names that start with the text come first. */
export function searchDivisions(divisions: Division[], text: string, limit: number): Division[] {
  const wanted = text.trim().toLowerCase().replace(/\s+/g, '');
  if (!wanted) return [];
  const scored: [number, Division][] = [];
  for (const division of divisions) {
    if (division.level === 'grid') continue;
    const pinyin = division.pinyin.toLowerCase().replace(/\s+/g, '');
    const initials = division.initials.toLowerCase();
    let score = -1;
    if (division.name.startsWith(wanted) || initials === wanted) score = 0;
    else if (initials.startsWith(wanted) || pinyin.startsWith(wanted)) score = 1;
    else if (division.name.includes(wanted)) score = 2;
    else if (wanted.length > 2 && pinyin.includes(wanted)) score = 3;
    if (score >= 0) scored.push([score, division]);
  }
  return scored
    .sort(([a, x], [b, y]) => a - b || x.code.length - y.code.length || (x.code < y.code ? -1 : 1))
    .slice(0, limit)
    .map(([, division]) => division);
}
