import type { FacilityKind } from '../words.ts';

/** [west, south, east, north], WGS84 degrees. */
export type Bbox = [west: number, south: number, east: number, north: number];
export type Place = { lng: number; lat: number };

export type MapBeds = { occupied: number; held: number; draft: number; free: number };

/** One facility on the map. `free` null means nobody has told us. `street_only`: its place is known only to the street. */
export type MapFacility = Place & {
  id: string;
  kind: FacilityKind;
  name: string;
  free: number | null;
  confirmed_at: string | null;
  street_only?: boolean;
  /** Drawn as a bar under the marker: what is taken, what a draft would take, what would stay free. */
  beds?: MapBeds;
};

/** Several facilities drawn as one, as GET /api/v1/facilities/clusters gives them. */
export type MapCluster = Place & { count: number; free: number; beds?: MapBeds };
/** A number on the ground, such as what is asked for in a grid. `vague`: known no nearer than to the street; `late`: so many are overdue. */
export type MapSpot = Place & { id: string; name: string; n: number; late: number; vague: boolean; spot: true };
export type MapItem = MapFacility | MapCluster | MapSpot;

export const isSpot = (item: MapItem): item is MapSpot => 'spot' in item;
export const isCluster = (item: MapItem): item is MapCluster => 'count' in item;
export const keyOf = (item: MapItem): string => (isCluster(item) ? `${item.lng},${item.lat},${item.count}` : item.id);
