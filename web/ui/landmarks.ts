import { signal } from '@preact/signals';
import { call, client } from '../api.ts';
import type { Query } from './url.ts';

export type Landmark = Awaited<ReturnType<typeof ask>>[number];

async function ask() {
  const answer = await call((o) => client.api.v1.landmarks.$get({}, o));
  if (!answer.ok) throw new Error(answer.failure.code);
  return answer.data.landmarks;
}

/** Named places by id, empty until needLandmarks() has answered. */
const known = signal<ReadonlyMap<string, Landmark>>(new Map());
let job: Promise<Landmark[]> | undefined;

/** The named places of the district, once a visit; a failed load is tried again by whoever asks next. */
export function needLandmarks(): Promise<Landmark[]> {
  job ??= ask().then(
    (list) => {
      known.value = new Map(list.map((one) => [one.id, one]));
      return list;
    },
    (error: unknown) => {
      job = undefined;
      throw error;
    },
  );
  return job;
}

/** Its point as it stands in an address: four decimals are ten metres. */
export const spotOf = (of: { lng: number; lat: number }) => ({ lng: of.lng.toFixed(4), lat: of.lat.toFixed(4) });

/** The name of the place `lm` in an address; null until it is known, and when the point beside it is another's. */
export function landmarkName(query: Query): string | null {
  if (known.value.size === 0) needLandmarks().catch(() => {});
  const found = known.value.get(query.lm ?? '');
  if (!found) return null;
  const { lng, lat } = spotOf(found);
  return query.lng === lng && query.lat === lat ? found.name : null;
}
