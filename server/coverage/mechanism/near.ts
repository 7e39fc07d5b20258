// Decides what lies near a place: squares on the Mercator plane find who might, the great circle says who does.
import { greatCircleKm, mercatorKm, mercatorReachKm } from '../../kernel/geo.ts';

type Spot = { lng: number; lat: number };
export type Near = { index: number; km: number };

/** Squares hold about this many places each where they are spread evenly. */
const EACH = 2;
const LEAST_KM = 0.05;
/** Columns are this far apart in a square's number; a plane of 40,000 km has fewer squares across than that. */
const ACROSS = 1 << 22;

export class Places {
  private readonly spots: readonly Spot[];
  private readonly squares = new Map<number, number[]>();
  private readonly side: number;
  private box = { west: 0, east: 0, south: 0, north: 0 };

  constructor(spots: readonly Spot[]) {
    this.spots = spots;
    const plane = spots.map((p) => mercatorKm(p.lng, p.lat));
    let [x1, x2, y1, y2] = [Infinity, -Infinity, Infinity, -Infinity];
    for (const { x, y } of plane) {
      x1 = Math.min(x1, x);
      x2 = Math.max(x2, x);
      y1 = Math.min(y1, y);
      y2 = Math.max(y2, y);
    }
    const area = spots.length ? (x2 - x1 + LEAST_KM) * (y2 - y1 + LEAST_KM) : 1;
    this.side = Math.max(LEAST_KM, Math.sqrt((area * EACH) / Math.max(1, spots.length)));
    plane.forEach(({ x, y }, i) => {
      const [cx, cy] = [this.of(x), this.of(y)];
      if (i === 0) this.box = { west: cx, east: cx, south: cy, north: cy };
      this.box.west = Math.min(this.box.west, cx);
      this.box.east = Math.max(this.box.east, cx);
      this.box.south = Math.min(this.box.south, cy);
      this.box.north = Math.max(this.box.north, cy);
      const square = this.squares.get(cx * ACROSS + cy);
      if (square) square.push(i);
      else this.squares.set(cx * ACROSS + cy, [i]);
    });
  }

  private of(km: number): number {
    return Math.floor(km / this.side);
  }

  /** Everything within `km` on the ground. */
  within(lng: number, lat: number, km: number): Near[] {
    const { x, y } = mercatorKm(lng, lat);
    const reach = mercatorReachKm(lat, km);
    const found: Near[] = [];
    const east = Math.min(this.of(x + reach), this.box.east);
    const north = Math.min(this.of(y + reach), this.box.north);
    for (let cx = Math.max(this.of(x - reach), this.box.west); cx <= east; cx += 1)
      for (let cy = Math.max(this.of(y - reach), this.box.south); cy <= north; cy += 1)
        for (const index of this.squares.get(cx * ACROSS + cy) ?? []) {
          const p = this.spots[index]!;
          const away = greatCircleKm(lng, lat, p.lng, p.lat);
          if (away <= km) found.push({ index, km: away });
        }
    return found;
  }

  /** The nearest that will do, the first given of equally near ones; null when none will. */
  nearest(lng: number, lat: number, willDo: (index: number) => boolean): Near | null {
    const { x, y } = mercatorKm(lng, lat);
    const [cx, cy] = [this.of(x), this.of(y)];
    const { west, east, south, north } = this.box;
    const last = Math.max(Math.abs(cx - west), Math.abs(east - cx), Math.abs(cy - south), Math.abs(north - cy));
    const first = Math.max(0, west - cx, cx - east, south - cy, cy - north);
    let best: Near | null = null;
    const see = (sx: number, sy: number) => {
      for (const index of this.squares.get(sx * ACROSS + sy) ?? []) {
        if (!willDo(index)) continue;
        const p = this.spots[index]!;
        const km = greatCircleKm(lng, lat, p.lng, p.lat);
        if (!best || km < best.km || (km === best.km && index < best.index)) best = { index, km };
      }
    };
    for (let ring = first; ring <= last; ring += 1) {
      // whatever is in this ring lies at least so far away on the plane
      const found = best as Near | null;
      if (found && (ring - 1) * this.side > mercatorReachKm(lat, found.km)) break;
      for (let sx = Math.max(west, cx - ring); sx <= Math.min(east, cx + ring); sx += 1) {
        if (Math.abs(sx - cx) === ring)
          for (let sy = Math.max(south, cy - ring); sy <= Math.min(north, cy + ring); sy += 1) see(sx, sy);
        else {
          if (cy - ring >= south) see(sx, cy - ring);
          if (ring > 0 && cy + ring <= north) see(sx, cy + ring);
        }
      }
    }
    return best;
  }
}
