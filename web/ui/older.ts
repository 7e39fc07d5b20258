// What the pages use and browsers of 2021 have not; the oldest that must work are named in vite.config.ts. Phones in the
// tests are without all that came later (test/support/old-phone.ts), so whatever else is used there shows at once.
const lists = Array.prototype;

lists.findLastIndex ??= function findLastIndex(
  this: unknown[],
  fits: (one: unknown, i: number, all: unknown[]) => unknown,
) {
  for (let i = this.length - 1; i >= 0; i -= 1) if (fits(this[i], i, this)) return i;
  return -1;
};
lists.findLast ??= function findLast(this: unknown[], fits: (one: unknown, i: number, all: unknown[]) => unknown) {
  return this[this.findLastIndex(fits)];
};
lists.toReversed ??= function toReversed(this: unknown[]) {
  return [...this].reverse();
};
lists.toSorted ??= function toSorted(this: unknown[], compare?: (a: unknown, b: unknown) => number) {
  return [...this].sort(compare);
};
Map.groupBy ??= <K, T>(all: Iterable<T>, keyOf: (one: T, i: number) => K): Map<K, T[]> => {
  const groups = new Map<K, T[]>();
  let i = 0;
  for (const one of all) {
    const key = keyOf(one, i);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
    i += 1;
  }
  return groups;
};
