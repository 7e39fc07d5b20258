// Decides nothing of its own: the order of the queue (domain §2a) by numbers, so that a province of people is sorted as
// fast as numbers are; only who has the very same ones is told apart by `ties`.

/** How a part of the key is written as a whole number that grows as one comes later, and in how many bits. */
export type Packed<K> = readonly [bits: number, value: (key: K) => number];
/** What a double holds exactly. */
const EXACT = 53;

/** The positions of the keys in their order. Parts are packed into as few numbers as hold them exactly. */
export function sortPacked<K>(
  keys: readonly K[],
  parts: readonly Packed<K>[],
  ties: (a: K, b: K) => number,
): Uint32Array {
  const columns: Float64Array[] = [];
  let used = EXACT;
  for (const [bits, value] of parts) {
    if (used + bits > EXACT) {
      columns.push(new Float64Array(keys.length));
      used = 0;
    }
    used += bits;
    const column = columns.at(-1) as Float64Array;
    const shift = 2 ** bits;
    for (const [i, key] of keys.entries()) column[i] = (column[i] as number) * shift + value(key);
  }
  return Uint32Array.from(keys, (_, i) => i).sort((a, b) => {
    for (const column of columns) {
      const by = (column[a] as number) - (column[b] as number);
      if (by !== 0) return by;
    }
    return ties(keys[a] as K, keys[b] as K);
  });
}
