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

/** Rough bounds of China; swapped coordinates of a Chinese place never fall inside. */
export const isInChina = (lng: number, lat: number): boolean => lng >= 73 && lng <= 135.1 && lat >= 3.4 && lat <= 53.6;
