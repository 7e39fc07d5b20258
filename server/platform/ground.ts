import Supercluster from 'supercluster';
import type { facilityKinds } from '../../db/schema/facilities.ts';
import { zoomWithin } from '../kernel/geo.ts';

type Kind = (typeof facilityKinds)[number];
export type MapItem =
  | { type: 'cluster'; lng: number; lat: number; count: number; free: number; expansion_zoom: number }
  | {
      type: 'facility';
      id: string;
      kind: Kind;
      name: string;
      lng: number;
      lat: number;
      accuracy_m: number;
      free: number;
      confirmed_at: string | null;
    };
/** What the map shows: all when empty. `cells` are 0-based places in `free_for`; a free bed in any of them will do. */
export type MapFilter = {
  kinds?: readonly string[];
  cells?: readonly number[];
  hasBedSince?: Date;
  /** part of a name, of its pinyin or of its initials */
  text?: string;
  medicalInsurance?: boolean;
  longTermCareInsurance?: boolean;
  consumptionCoupon?: boolean;
  contract?: boolean;
  priceMaxFen?: number;
  starsMin?: number;
};

/** What is read of a facility; `free_for` only where a bed is free. */
export type GroundRow = {
  facility_id: string;
  kind: Kind;
  name: string;
  lng: number;
  lat: number;
  accuracy_m: number;
  free: number;
  free_for: string | null;
  confirmed_at: Date | null;
  monthly_min_fen: number | null;
  stars: number | null;
  medical_insurance: boolean | null;
  long_term_care_insurance: boolean | null;
  consumption_coupon: boolean | null;
  contract: boolean;
};
/** What is true or not of a facility, a bit each; unknown is not. */
const SCHEMES = { medicalInsurance: 1, longTermCareInsurance: 2, consumptionCoupon: 4, contract: 8 } as const;
const schemesOf = (row: GroundRow): number =>
  (row.medical_insurance ? SCHEMES.medicalInsurance : 0) |
  (row.long_term_care_insurance ? SCHEMES.longTermCareInsurance : 0) |
  (row.consumption_coupon ? SCHEMES.consumptionCoupon : 0) |
  (row.contract ? SCHEMES.contract : 0);
const UNFILED = Number.POSITIVE_INFINITY;
const TALLIES = 8;
/** Freshness changes without anybody writing. */
const TALLY_MS = 60_000;

const cellsOf = (text: string | null): number => {
  if (text === null) return 0;
  let bits = 0;
  text
    .slice(1, -1)
    .split(',')
    .forEach((n, i) => {
      if (n !== '0') bits |= 1 << i;
    });
  return bits;
};

const schemesAsked = (filter: MapFilter): number => {
  let bits = 0;
  for (const [name, bit] of Object.entries(SCHEMES)) if (filter[name as keyof typeof SCHEMES]) bits |= bit;
  return bits;
};
const keyOf = ({ kinds, cells, hasBedSince, ...rest }: MapFilter): string =>
  JSON.stringify([
    kinds ? [...kinds].sort() : 0,
    cells ? [...cells].sort() : 0,
    hasBedSince ? 1 : 0,
    schemesAsked(rest),
    rest.priceMaxFen ?? null,
    rest.starsMin ?? null,
    rest.text ?? '',
  ]);
/** Figures grow old and names are given without this being told. */
const changesByItself = ({ hasBedSince, text }: MapFilter): boolean => !!hasBedSince || !!text;

/** Counts of one filter over the cluster tree: who matches, and how many (and how many free beds) are in each cluster. */
type Tally = { at: number; matched: Uint8Array; count: Int32Array; free: Int32Array; fits: (i: number) => boolean };

/** Every facility in columns, and the tree of clusters over them. Figures change in place; only places need a new one. */
export class Ground {
  readonly ids: string[] = [];
  readonly names: string[] = [];
  readonly kinds: Kind[] = [];
  readonly accuracy: number[] = [];
  readonly free: number[] = [];
  readonly cells: number[] = [];
  readonly confirmed: number[] = [];
  readonly price: number[] = [];
  readonly stars: number[] = [];
  readonly schemes: number[] = [];
  private lng: number[] = [];
  private lat: number[] = [];
  private parent = new Int32Array(0);
  private leafParent = new Int32Array(0);
  private clusters = 0;
  private readonly tallies = new Map<string, Tally>();
  index!: Supercluster<never, { slot: number }>;

  add(row: GroundRow) {
    this.ids.push(row.facility_id);
    this.names.push(row.name);
    this.kinds.push(row.kind);
    this.accuracy.push(row.accuracy_m);
    this.lng.push(row.lng);
    this.lat.push(row.lat);
    this.free.push(row.free);
    this.cells.push(cellsOf(row.free_for));
    this.confirmed.push(row.confirmed_at?.getTime() ?? 0);
    this.price.push(row.monthly_min_fen ?? UNFILED);
    this.stars.push(row.stars ?? 0);
    this.schemes.push(schemesOf(row));
  }

  /**
   * Builds the tree. The reducer is called once for every joining of a member to a cluster, members before the clusters
   * that hold them; it notes who holds whom, so that later figures can be carried up without building again.
   */
  build() {
    const n = this.ids.length;
    this.leafParent = new Int32Array(n).fill(-1);
    const parent = new Int32Array(n).fill(-1);
    type Node = { slot: number; own: Node | null };
    const join = (child: number, slot: number) => {
      if (child < 0) this.leafParent[-1 - child] = slot;
      else parent[child] = slot;
    };
    const index = new Supercluster({
      radius: 60,
      extent: 256,
      maxZoom: 14,
      map: (i): Node => ({ slot: -1 - (i as unknown as number), own: null }),
      reduce: (into: Node, member: Readonly<Node>) => {
        // `into` starts as a copy of the first member: its own mark still names another, or nobody
        if (into.own !== into) {
          join(into.slot, this.clusters);
          into.slot = this.clusters++;
          into.own = into;
        }
        join(member.slot, into.slot);
      },
    });
    const { lng, lat } = this;
    // One feature is reused for all: the library copies what it needs, and 404,000 GeoJSON objects weigh 150 MB.
    const coordinates = [0, 0];
    const feature = { type: 'Feature', geometry: { type: 'Point', coordinates }, properties: 0 };
    const points = {
      length: n,
      *[Symbol.iterator]() {
        for (let i = 0; i < n; i += 1) {
          coordinates[0] = lng[i]!;
          coordinates[1] = lat[i]!;
          feature.properties = i;
          yield feature;
        }
      },
    };
    index.load(points as unknown as Parameters<typeof index.load>[0]);
    this.index = index as unknown as typeof this.index;
    this.parent = parent.slice(0, this.clusters);
    this.lng = this.lat = [];
  }

  /** Ids come sorted. */
  find(id: string): number {
    let [lo, hi] = [0, this.ids.length - 1];
    while (lo <= hi) {
      const mid = (lo + hi) >> 1;
      if (this.ids[mid] === id) return mid;
      if (this.ids[mid]! < id) lo = mid + 1;
      else hi = mid - 1;
    }
    return -1;
  }

  change(i: number, row: GroundRow) {
    const free = this.free[i]!;
    this.names[i] = row.name;
    this.kinds[i] = row.kind;
    this.accuracy[i] = row.accuracy_m;
    this.free[i] = row.free;
    this.cells[i] = cellsOf(row.free_for);
    this.confirmed[i] = row.confirmed_at?.getTime() ?? 0;
    this.price[i] = row.monthly_min_fen ?? UNFILED;
    this.stars[i] = row.stars ?? 0;
    this.schemes[i] = schemesOf(row);
    for (const tally of this.tallies.values()) {
      const was = tally.matched[i]!;
      const is = tally.fits(i) ? 1 : 0;
      tally.matched[i] = is;
      const beds = is * row.free - was * free;
      if (is === was && beds === 0) continue;
      for (let s = this.leafParent[i]!; s >= 0; s = this.parent[s]!) {
        tally.count[s]! += is - was;
        tally.free[s]! += beds;
      }
    }
  }

  /** Whether a count of these filters is kept and still good, so that nothing has to be looked up for it. */
  holds(filter: MapFilter, now: number): boolean {
    const tally = this.tallies.get(keyOf(filter));
    return !!tally && !(changesByItself(filter) && now - tally.at > TALLY_MS);
  }

  /** @param named who bears the text that is asked for, where one is */
  tally(filter: MapFilter, now: number, named?: ReadonlySet<string>): Tally {
    const { kinds, cells, hasBedSince, priceMaxFen, starsMin } = filter;
    const key = keyOf(filter);
    const good = this.holds(filter, now);
    let tally = this.tallies.get(key);
    this.tallies.delete(key);
    if (!tally || !good) {
      const bits = cells?.reduce((all, cell) => all | (1 << cell), 0);
      const since = hasBedSince?.getTime();
      const schemes = schemesAsked(filter);
      tally = this.count(
        now,
        (i) =>
          (!kinds || kinds.includes(this.kinds[i]!)) &&
          (bits === undefined || (this.cells[i]! & bits) !== 0) &&
          (since === undefined || (this.free[i]! > 0 && this.confirmed[i]! > since)) &&
          (this.schemes[i]! & schemes) === schemes &&
          (priceMaxFen === undefined || this.price[i]! <= priceMaxFen) &&
          (starsMin === undefined || this.stars[i]! >= starsMin) &&
          (!named || named.has(this.ids[i]!)),
      );
    }
    this.tallies.set(key, tally);
    if (this.tallies.size > TALLIES) this.tallies.delete(this.tallies.keys().next().value as string);
    return tally;
  }

  private count(at: number, fits: (i: number) => boolean): Tally {
    const matched = new Uint8Array(this.ids.length);
    const count = new Int32Array(this.clusters);
    const free = new Int32Array(this.clusters);
    for (let i = 0; i < matched.length; i += 1) {
      if (!fits(i)) continue;
      matched[i] = 1;
      const s = this.leafParent[i]!;
      if (s < 0) continue;
      count[s]! += 1;
      free[s]! += this.free[i]!;
    }
    // a cluster is numbered after its members, so one pass carries every figure to the top
    for (let s = 0; s < this.clusters; s += 1) {
      const up = this.parent[s]!;
      if (up < 0) continue;
      count[up]! += count[s]!;
      free[up]! += free[s]!;
    }
    return { at, matched, count, free, fits };
  }

  items(box: readonly [number, number, number, number], zoom: number, tally: Tally): MapItem[] {
    const out: MapItem[] = [];
    const put = (f: ReturnType<typeof this.index.getClusters>[number]) => {
      const [lng, lat] = f.geometry.coordinates as [number, number];
      const at = f.properties as unknown as number | { slot: number; cluster_id: number };
      if (typeof at === 'number') {
        if (tally.matched[at]) out.push(this.facility(at, lng, lat));
        return;
      }
      const count = tally.count[at.slot]!;
      if (count === 0) return;
      // one match among many: show it where it is
      if (count === 1) for (const child of this.index.getChildren(at.cluster_id)) put(child);
      else
        out.push({
          type: 'cluster',
          lng,
          lat,
          count,
          free: tally.free[at.slot]!,
          expansion_zoom: this.index.getClusterExpansionZoom(at.cluster_id),
        });
    };
    for (const f of this.index.getClusters([...box], zoomWithin(box, zoom))) put(f);
    return out;
  }

  private facility(i: number, lng: number, lat: number): MapItem {
    const confirmed = this.confirmed[i]!;
    return {
      type: 'facility',
      id: this.ids[i]!,
      kind: this.kinds[i]!,
      name: this.names[i]!,
      lng,
      lat,
      accuracy_m: this.accuracy[i]!,
      free: this.free[i]!,
      confirmed_at: confirmed ? new Date(confirmed).toISOString() : null,
    };
  }
}
