import { signal } from '@preact/signals';
import { call, client } from '../api.ts';
import type { FacilityKind } from './words.ts';

export type KnownFacility = {
  id: string;
  name: string;
  kind: FacilityKind;
  lng: number;
  lat: number;
  filed: number;
  closed: number;
  occupied: number;
  held: number;
  free: number;
  confirmed_at: string | null;
  accuracy_m: number;
};

/** Every facility of the district by id, for pages that show choices by name. Empty until needFacilities() has answered. */
export const knownFacilities = signal<ReadonlyMap<string, KnownFacility>>(new Map());

const PAGES = 10;
let job: Promise<void> | undefined;

/** Loads the district's facilities once per visit; a failed load is tried again by the next page that asks. */
export function needFacilities(): Promise<void> {
  job ??= load().catch(() => {
    job = undefined;
  });
  return job;
}

async function load(): Promise<void> {
  const places = await call((o) => client.api.v1.divisions.$get({}, o));
  const street = places.ok ? places.data.divisions.find((d) => d.level === 'street' && d.lng !== null) : undefined;
  if (!street) throw new Error('no street');
  const found = new Map<string, KnownFacility>();
  let cursor: string | undefined;
  for (let page = 0; page < PAGES; page++) {
    const query = { community: street.code, radius_km: '150', limit: '100', ...(cursor ? { cursor } : {}) };
    const part = await call((o) => client.api.v1.facilities.nearby.$get({ query }, o));
    if (!part.ok) throw new Error(part.failure.code);
    for (const f of part.data.facilities) found.set(f.id, f);
    if (!part.data.next) break;
    cursor = part.data.next;
  }
  knownFacilities.value = found;
}
