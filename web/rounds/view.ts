import type { Sort } from '../ui/table.tsx';
import type { Query } from '../ui/url.ts';
import type { Proposal } from './words.ts';

const list = (value: string | undefined) => value?.split(',').filter(Boolean) ?? [];
export const decisionOf = (p: Proposal) => (p.problem ? 'problem' : (p.decision ?? 'undecided'));
export type Decided = ReturnType<typeof decisionOf>;

/** Which proposals the address asks for: text, track, facility, decision, wish. */
export function passes(p: Proposal, query: Query): boolean {
  const text = query.q?.trim().toLowerCase();
  const tracks = list(query.track);
  const decisions = list(query.decision);
  const places = list(query.facility);
  return (
    (!text || p.name.includes(text) || p.receipt_no.toLowerCase().includes(text)) &&
    (tracks.length === 0 || tracks.includes(p.key?.track ?? '')) &&
    (places.length === 0 || places.includes(p.facility_id)) &&
    (decisions.length === 0 || decisions.includes(decisionOf(p))) &&
    (!query.wish || (query.wish === 'first' ? p.choice === 1 : p.choice > 1))
  );
}

const sorts: Record<string, (p: Proposal) => string | number> = {
  turn: (p) => p.turn,
  facility: (p) => `${p.facility} ${p.room_no} ${p.bed_no}`,
  choice: (p) => p.choice,
  distance: (p) => p.distance_km ?? Number.POSITIVE_INFINITY,
  level: (p) => p.key?.level ?? -1,
  track: (p) => p.key?.track ?? 'Z',
  decision: (p) => decisionOf(p),
};

export const sortOf = (query: Query): Sort => {
  const [key = 'turn', way] = (query.sort ?? '').split('.');
  return sorts[key] ? { key, down: way === 'down' } : { key: 'turn', down: false };
};

/** Ties stay in the order of the round. */
export function inView(all: readonly Proposal[], query: Query): Proposal[] {
  const { key, down } = sortOf(query);
  const by = sorts[key] as (p: Proposal) => string | number;
  const shown = all.filter((p) => passes(p, query));
  return shown.sort((a, b) => {
    const [x, y] = [by(a), by(b)];
    return (x < y ? -1 : x > y ? 1 : 0) * (down ? -1 : 1) || a.turn - b.turn || (a.id < b.id ? -1 : 1);
  });
}

/** A couple is decided together: whoever shares the turn of one of these. */
export function withPartners(all: readonly Proposal[], ids: ReadonlySet<string>): Proposal[] {
  const turns = new Set(all.filter((p) => ids.has(p.id)).map((p) => p.turn));
  return all.filter((p) => turns.has(p.turn));
}

export type Room = { id: string; occupied: number; held: number; draft: number; free: number; filed: number };
/** Beds of one facility with the draft drawn in: what is proposed is no longer free. Offers already made count as held. */
export function roomOf(
  place: { id: string; occupied: number; held: number; free: number; filed: number },
  proposals: readonly Proposal[],
): Room {
  const drafted = proposals.filter(
    (p) => p.facility_id === place.id && p.decision !== 'struck' && !p.offer_id && !p.problem,
  ).length;
  const { id, occupied, held, filed } = place;
  return { id, occupied, held, draft: drafted, free: Math.max(0, place.free - drafted), filed };
}
