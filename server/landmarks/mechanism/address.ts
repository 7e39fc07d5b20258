// Decides how far an address somebody types is understood: its community, else the finest of street, landmark and road it names.
import type { Entry, Named } from './names.ts';

/** `by`: the words that were understood; `rest`: what nobody here knows, such as a house number. */
export type Read = { of: Named; by: string; rest: string };

const HAN = '\\p{Script=Han}';
const CITY = new RegExp(`^(?:${HAN}{2,8}?(?:省|自治区))?(?:${HAN}{2,6}?[市州盟])?`, 'u');
const COUNTY = new RegExp(`^${HAN}{2,6}?[区县旗]`, 'u');
/** Ends in 区 and is not one of the divisions above a street. */
const NOT_COUNTY = /(社|小|片|园|景|校|新|厂|库|矿)区$/;
/** 东湖路 is not in 东湖社区. */
const GOES_ON = /^(?:[东西南北中]?(?:路|大道|巷|街(?!道))|[桥站港]|公园|广场|医院|市场|小区|花园|[大中小]学)/;

/** How many characters of the address only say province, city and district. */
function above(text: string): number {
  const city = CITY.exec(text)?.[0].length ?? 0;
  const county = COUNTY.exec(text.slice(city))?.[0] ?? '';
  return city + (NOT_COUNTY.test(county) ? 0 : county.length);
}

type Found = { of: Named; by: string; at: number; until: number };

function namesIn(text: string, entries: readonly Entry[]): Found[] {
  const head = above(text);
  const found: Found[] = [];
  for (const { of, forms } of entries) {
    if (of.kind === 'facility') continue;
    forms.forEach(({ name, chars }, nth) => {
      if (chars.length < 2) return;
      for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
        const until = at + name.length;
        const short = nth > 0 && (of.kind === 'community' || of.kind === 'street');
        // 岳阳楼 is no place in 岳阳楼区, while 阁子市社区 is more than a city
        if (until <= head || (short && GOES_ON.test(text.slice(until)))) continue;
        found.push({ of, by: name, at, until });
      }
    });
  }
  // 南湖大道 and not 南湖
  return found.filter(
    (a) => !found.some((b) => b !== a && b.at <= a.at && b.until >= a.until && b.until - b.at > a.until - a.at),
  );
}

/**
 * What an address says that is known here; null when it names nothing, or is nothing but one name. Of several communities the one in a street
 * that is named too; else the most exactly placed, then the longest name, then the id.
 *
 * @param text cleaned as by `clean`
 */
export function understand(entries: readonly Entry[], text: string): Read | null {
  const found = namesIn(text, entries);
  const streets = new Set(found.filter((f) => f.of.kind === 'street').map((f) => f.of.id));
  const rankOf = ({ of }: Found) =>
    of.kind !== 'community' ? 2 : streets.size === 0 || streets.has(of.within ?? '') ? 0 : 1;
  const [best] = found.sort(
    (a, b) =>
      rankOf(a) - rankOf(b) ||
      a.of.accuracyM - b.of.accuracyM ||
      b.by.length - a.by.length ||
      (a.of.id < b.of.id ? -1 : 1),
  );
  if (!best || best.by === text) return null;
  const known = new Array<boolean>(text.length).fill(false).fill(true, 0, above(text));
  for (const { at, until } of found) known.fill(true, at, until);
  const rest = known.map((is, i) => (is ? '' : text[i])).join('');
  return { of: best.of, by: best.by, rest };
}
