// Decides to whom freed beds go at once: the same mechanism as a round, run over those beds only (queue-rules v1).
import type { Market, MarketApplicant } from '../rounds/mechanism/market.ts';
import { compareKeys } from '../rounds/mechanism/market.ts';
import type { Snapshot } from '../rounds/mechanism/snapshot.ts';

/** A person who has been asked about this bed already, since somebody last lived in it. */
export type Asked = { applicant: string; bed: string };

/** The requirement that says "any bed but this one", met by every other bed of the market. */
const notThis = (bed: string) => `not:${bed}`;

/**
 * The market of the freed beds and everyone who waits. Who has answered for a bed is not asked again for it: that is a
 * requirement of the person which every bed but this one meets, so that the mechanism needs to know nothing of it.
 */
export function refillMarket(snapshot: Snapshot, freed: ReadonlySet<string>, asked: readonly Asked[]): Market {
  const refused = Map.groupBy(
    asked.filter((a) => freed.has(a.bed)),
    (a) => a.applicant,
  );
  const marks = [...new Set([...refused.values()].flat().map((a) => a.bed))].sort();
  const facilities = snapshot.facilities.flatMap((f) => {
    const rooms = (f.rooms ?? []).flatMap((r) => {
      const beds = r.beds.filter((b) => freed.has(b.id));
      if (beds.length === 0) return [];
      const { whole, ...room } = r;
      const marked = beds.map((b) => ({
        ...b,
        equipment: [...(b.equipment ?? []), ...marks.filter((m) => m !== b.id).map(notThis)],
      }));
      return [{ ...room, ...(whole && beds.length === r.beds.length ? { whole } : {}), beds: marked }];
    });
    return rooms.length > 0 ? [{ ...f, rooms }] : [];
  });
  // A couple's room is not given away by the clock: two people answer for it, an officer or a round asks them.
  const applicants = snapshot.applicants.flatMap((a): MarketApplicant[] => {
    if (a.couple || !a.need) return [];
    const beds = refused.get(a.id)?.map((x) => notThis(x.bed)) ?? [];
    const known = new Set(facilities.map((f) => f.id));
    const { present, ...rest } = a;
    const equipment = [...(a.need.equipment ?? []), ...beds];
    return [
      {
        ...rest,
        ...(present && known.has(present.facility) && freed.has(present.bed) ? { present } : {}),
        choices: a.choices.filter((c) => known.has(c)),
        need: { ...a.need, equipment },
      },
    ];
  });
  return { format: snapshot.format, key_names: snapshot.key_names, lots: snapshot.lots, applicants, facilities };
}

const keyAt = (a: MarketApplicant, facility: string) => a.key_at?.[facility] ?? a.key;

/** Everyone whose key at this facility comes before the person's: they must have a reason why the bed is not theirs. */
export function aheadAt(market: Pick<Market, 'applicants'>, applicant: string, facility: string): ReadonlySet<string> {
  const mine = market.applicants.find((a) => a.id === applicant);
  if (!mine) return new Set();
  return new Set(
    market.applicants
      .filter((a) => compareKeys(keyAt(a, facility), keyAt(mine, facility)) < 0)
      .flatMap((a) => a.id.split('+')),
  );
}
