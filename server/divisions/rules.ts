// Decides how much care there is for the people who live in a place: beds per 1,000 seniors (60+), as the ministry reports it.

/** Beds per 1,000 seniors to one decimal, or null when nobody has been counted. */
export const bedsPerThousand = (beds: number, seniors: number): number | null =>
  seniors > 0 ? Math.round((beds / seniors) * 10_000) / 10 : null;
