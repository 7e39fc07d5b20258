import exported from 'gcoord';

// The package is CommonJS and its types describe a module with a default export: what arrives is that export itself.
const gcoord = exported as unknown as (typeof exported)['default'];

/** CGCS2000 and WGS84 lie within centimetres of each other; only the two scrambled systems have to be turned. */
const systems = { wgs84: null, cgcs2000: null, gcj02: gcoord.GCJ02, bd09: gcoord.BD09 } as const;

/** Degrees in the named system (of AMap, Tencent: gcj02; of Baidu: bd09) as WGS84, to about a metre. */
export function toWgs84(system: keyof typeof systems, lng: number, lat: number): [number, number] {
  const from = systems[system];
  if (from === null) return [lng, lat];
  const [x, y] = gcoord.transform([lng, lat], from, gcoord.WGS84) as [number, number];
  return [x, y];
}
