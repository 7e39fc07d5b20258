// Decides where a place belongs: the tree of statistical division codes (9 street, 12 community, 15 grid digits).

export type DivisionLevel = 'street' | 'community' | 'grid';

/** The level a code has by its length; null when it is no division code. */
export function levelOfCode(code: string): DivisionLevel | null {
  if (/^\d{9}$/.test(code)) return 'street';
  if (/^\d{12}$/.test(code)) return 'community';
  return /^\d{15}$/.test(code) ? 'grid' : null;
}

/** The code of the unit above; null for a street, whose parent is the district. */
export function parentOf(code: string): string | null {
  const level = levelOfCode(code);
  return level === 'grid' ? code.slice(0, 12) : level === 'community' ? code.slice(0, 9) : null;
}

/** Beds per 1,000 seniors to one decimal, or null when nobody has been counted. */
export const bedsPerThousand = (beds: number, seniors: number): number | null =>
  seniors > 0 ? Math.round((beds / seniors) * 10_000) / 10 : null;
