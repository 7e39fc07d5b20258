// Decides how much care there is for the people who live in a place: beds per 1,000 seniors (60+), as the ministry reports it.

/** Beds per 1,000 seniors to one decimal, or null when nobody has been counted. */
export const bedsPerThousand = (beds: number, seniors: number): number | null =>
  seniors > 0 ? Math.round((beds / seniors) * 10_000) / 10 : null;

export type Level = 'street' | 'community' | 'grid';
/** What a code is, by its length: 9 digits a street, 12 a community or village, 15 a grid. */
export const levelOf = (code: string): Level =>
  code.length === 9 ? 'street' : code.length === 12 ? 'community' : 'grid';
