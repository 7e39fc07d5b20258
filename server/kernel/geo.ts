/** WGS84 degrees in, kilometres out. Mercator only finds candidates; what people see is the great circle. */
const EARTH_KM = 6371.0088;
const MERCATOR_KM = 6378.137;
const rad = (deg: number) => (deg * Math.PI) / 180;

/** Web-Mercator plane (EPSG:3857) in kilometres. */
export function mercatorKm(lng: number, lat: number): { x: number; y: number } {
  return { x: MERCATOR_KM * rad(lng), y: MERCATOR_KM * Math.log(Math.tan(Math.PI / 4 + rad(lat) / 2)) };
}

/** Great-circle distance (haversine, mean Earth radius). */
export function greatCircleKm(lng1: number, lat1: number, lng2: number, lat2: number): number {
  const a =
    Math.sin(rad(lat2 - lat1) / 2) ** 2 +
    Math.cos(rad(lat1)) * Math.cos(rad(lat2)) * Math.sin(rad(lng2 - lng1) / 2) ** 2;
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(a)));
}

/** Minutes on foot for an elder: straight line × detour, at metres a minute (our default: 1.3 and 60 m/min). */
export const walkingMinutes = (km: number, detour = 1.3, metresPerMinute = 60): number =>
  Math.round((km * 1000 * detour) / metresPerMinute);

/** How far in a straight line an elder gets in so many minutes: the same rule from its other end. */
export const walkingKm = (minutes: number, detour = 1.3, metresPerMinute = 60): number =>
  (minutes * metresPerMinute) / detour / 1000;

/** Rough bounds of China; swapped coordinates of a Chinese place never fall inside. */
export const isInChina = (lng: number, lat: number): boolean => lng >= 73 && lng <= 135.1 && lat >= 3.4 && lat <= 53.6;

/** Great-circle kilometres × this = Web-Mercator kilometres at the equator: the plane is drawn on a larger sphere. */
const SPHERES = MERCATOR_KM / EARTH_KM;

/**
 * The longest that any point within `km` of a place at `lat` can lie from it on the Mercator plane. Along the great
 * circle the plane stretches by sec(latitude), and no point of it is further from the equator than |lat| + km.
 * So whatever lies further on the plane than this is further than `km` on the ground: that bound makes a nearest-first
 * walk on the plane exact. Grows with `km`.
 */
export function mercatorReachKm(lat: number, km: number): number {
  const furthest = Math.min(Math.abs(rad(lat)) + km / EARTH_KM, (89.9 * Math.PI) / 180);
  return (SPHERES * km) / Math.cos(furthest);
}

/**
 * The shortest that a point at least `km` away can lie on the Mercator plane: a straight line there keeps between the two
 * latitudes, so it shrinks at most by the cosine nearest the equator.
 */
export function mercatorAtLeastKm(lat: number, km: number): number {
  return (SPHERES * km) / Math.cos(Math.max(0, Math.abs(rad(lat)) - km / EARTH_KM));
}

/** Why a point cannot be a place in China, or null when it can. */
export function pointProblem(lng: number, lat: number): 'coordinates_swapped' | 'outside_china' | null {
  if (isInChina(lng, lat)) return null;
  return isInChina(lat, lng) ? 'coordinates_swapped' : 'outside_china';
}

/** The highest zoom not above `zoom` at which the box is at most `tiles` tiles wide and high. */
export function zoomWithin([west, south, east, north]: readonly number[], zoom: number, tiles = 16): number {
  const side = (lat: number) => mercatorKm(0, Math.min(85, Math.max(-85, lat))).y / (2 * Math.PI * MERCATOR_KM);
  const span = Math.max((east! - west!) / 360, side(north!) - side(south!), 1e-9);
  return Math.max(0, Math.min(zoom, Math.floor(Math.log2(tiles / span))));
}
