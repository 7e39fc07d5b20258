// Decides what the capacity headline says: each figure computed from beds, claims and counted seniors, none typed in.
import { bedsPerThousand } from '../divisions/rules.ts';

export type FacilityFigures = {
  kind: string;
  streetCode: string;
  filed: number;
  closed: number;
  occupied: number;
  held: number;
  free: number;
};
export type Funnel = {
  facilities: number;
  filed: number;
  usable: number;
  occupied: number;
  held: number;
  free: number;
};

const none: Funnel = { facilities: 0, filed: 0, usable: 0, occupied: 0, held: 0, free: 0 };

/** filed → usable (filed − closed) → occupied, held, free; usable = occupied + held + free always. */
export function funnel(rows: readonly FacilityFigures[]): Funnel {
  return rows.reduce(
    (sum, r) => ({
      facilities: sum.facilities + 1,
      filed: sum.filed + r.filed,
      usable: sum.usable + r.filed - r.closed,
      occupied: sum.occupied + r.occupied,
      held: sum.held + r.held,
      free: sum.free + r.free,
    }),
    none,
  );
}

export type StreetFigures = { code: string; name: string; seniors: number } & Funnel & { per_thousand: number | null };

/** The same by street, streets without a facility included; order as given. */
export function byStreet(
  streets: readonly { code: string; name: string; seniors: number }[],
  rows: readonly FacilityFigures[],
): StreetFigures[] {
  const grouped = Map.groupBy(rows, (r) => r.streetCode);
  return streets.map((s) => {
    const f = funnel(grouped.get(s.code) ?? []);
    return { ...s, ...f, per_thousand: bedsPerThousand(f.filed, s.seniors) };
  });
}
