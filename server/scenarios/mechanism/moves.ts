// Decides how many residents of a closing home could have a bed at the same time: the largest matching (Kuhn 1955).

/**
 * Each person and the beds that would do, dearest first. Nobody who has a bed loses it to another, they only change beds,
 * so that those who come first in the list keep a place.
 * @returns the bed of each person, null for those for whom none is left
 */
export function place(wanted: readonly (readonly string[])[]): (string | null)[] {
  const holder = new Map<string, number>();
  const find = (person: number, seen: Set<string>): boolean => {
    for (const bed of wanted[person]!) {
      if (seen.has(bed)) continue;
      seen.add(bed);
      const other = holder.get(bed);
      if (other === undefined || find(other, seen)) {
        holder.set(bed, person);
        return true;
      }
    }
    return false;
  };
  wanted.forEach((_, person) => {
    find(person, new Set());
  });
  const beds = wanted.map((): string | null => null);
  for (const [bed, person] of holder) beds[person] = bed;
  return beds;
}
