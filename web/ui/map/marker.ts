import { age } from '../format.ts';
import { freshness } from '../freshness.tsx';
import { t } from '../i18n.ts';
import { type FacilityKind, word } from '../words.ts';
import type { MapBeds, MapCluster, MapFacility, MapSpot } from './types.ts';

/** Outline of each kind in a 40 × 40 box, told apart by shape alone: house, circle, diamond, cross. */
export const outlines: Record<FacilityKind, string> = {
  nursing_home:
    'M18.200 4.200a3 3 0 0 1 3.600 0L35 14.200a3 3 0 0 1 1.200 2.400V33a3 3 0 0 1-3 3H6.800a3 3 0 0 1-3-3V16.600a3 3 0 0 1 1.200-2.400z',
  community_point: 'M20 3.800a16.200 16.200 0 1 1 0 32.400 16.200 16.200 0 0 1 0-32.400z',
  day_care:
    'M17.500 3.300a3.500 3.500 0 0 1 5 0l14.200 14.200a3.500 3.500 0 0 1 0 5L22.500 36.700a3.500 3.500 0 0 1-5 0L3.300 22.500a3.500 3.500 0 0 1 0-5z',
  medical_point:
    'M14.500 3.800h11a3 3 0 0 1 3 3v4.700h4.700a3 3 0 0 1 3 3v11a3 3 0 0 1-3 3h-4.700v4.700a3 3 0 0 1-3 3h-11a3 3 0 0 1-3-3v-4.700H6.800a3 3 0 0 1-3-3v-11a3 3 0 0 1 3-3h4.700V6.800a3 3 0 0 1 3-3z',
};

/** How full the shape is: three and more free beds solid, one or two half, none hollow, unknown hollow with a question. */
export type Vacancy = 'solid' | 'half' | 'hollow' | 'unknown';

export function vacancy(free: number | null): Vacancy {
  if (free === null) return 'unknown';
  return free >= 3 ? 'solid' : free >= 1 ? 'half' : 'hollow';
}

export type Look = {
  kind: FacilityKind;
  vacancy: Vacancy;
  age: 'fresh' | 'ageing' | 'stale';
  streetOnly: boolean;
  text: string;
  beds?: MapBeds;
};

export function lookOf(facility: MapFacility, today: Date): Look {
  return {
    kind: facility.kind,
    vacancy: vacancy(facility.free),
    age: freshness(facility.confirmed_at, today),
    streetOnly: !!facility.street_only,
    text: facility.free === null ? '?' : facility.free > 99 ? '99+' : String(facility.free),
    beds: facility.beds,
  };
}

/** The marker's drawing. Only closed words and digits go in, so it is safe as markup; no style attribute (CSP). */
export function drawing(look: Look): string {
  const names = `pin pin-${look.vacancy} pin-${look.age}${look.streetOnly ? ' pin-street' : ''}`;
  const ageing =
    look.age === 'ageing' ? '<g class="pin-age"><circle cx="33" cy="7" r="6"/><path d="M33 4v3.200l2 1.600"/></g>' : '';
  return `<svg class="${names}" viewBox="-2 -2 44 44" aria-hidden="true"><path class="pin-ring" d="${outlines[look.kind]}"/><path class="pin-shape" d="${outlines[look.kind]}"/><text x="20" y="${look.kind === 'nursing_home' ? 27 : 25.5}" text-anchor="middle">${look.text}</text>${ageing}${look.beds ? bar(look.beds) : ''}</svg>`;
}

const parts = ['occupied', 'held', 'draft', 'free'] as const;

/** The bar alone, under a group of facilities. */
export const groupBar = (beds: MapBeds): string =>
  `<svg class="cluster-beds" viewBox="-4 38 48 11" aria-hidden="true">${bar(beds)}</svg>`;

/** Numbers only, so it is safe as markup too. */
function bar(beds: MapBeds): string {
  const whole = Math.max(1, beds.occupied + beds.held + beds.draft + beds.free);
  let x = 0;
  const rects = parts.map((part) => {
    const width = (Number(beds[part]) / whole) * 44;
    x += width;
    return `<rect class="occ-${part}" x="${(x - width - 2).toFixed(2)}" y="40" width="${width.toFixed(2)}" height="7"/>`;
  });
  return `<g class="pin-beds"><rect class="pin-beds-edge" x="-3" y="39" width="46" height="9" rx="2"/>${rects.join('')}</g>`;
}

/** What a reader hears of a facility on the map. */
export function spoken(facility: MapFacility, today: Date): string {
  const beds = facility.free === null ? t('空床未填报') : t('空 {n} 床', { n: facility.free });
  const when = facility.confirmed_at ? t('{when}确认', { when: age(facility.confirmed_at, today) }) : t('尚未确认');
  const place = facility.street_only ? t('位置只到街道') : '';
  const draft = facility.beds ? t('拟分配 {n} 床', { n: facility.beds.draft }) : '';
  return [facility.name, word('facility', facility.kind), draft, beds, when, place].filter(Boolean).join(t('，'));
}

export function spokenCluster(cluster: MapCluster): string {
  return t('{n} 处机构，共空 {free} 床，放大查看', { n: cluster.count, free: cluster.free });
}

/** A number, and a triangle where something is late: digits only, so it is safe as markup. */
export const spotFace = ({ n, late }: MapSpot): string =>
  `<span class="spot-n">${Number(n)}</span>${late > 0 ? '<svg class="spot-mark" viewBox="0 0 12 12" aria-hidden="true"><path d="M6 1 11.500 11H.5z"/></svg>' : ''}`;

/** What a reader hears of a number on the ground; of several places drawn as one, the first is named. */
export function spokenSpot(spot: MapSpot, places: number): string {
  const name = places > 1 ? t('{name}等 {n} 处', { name: spot.name, n: places }) : spot.name;
  const late = spot.late > 0 ? t('逾期 {n} 件', { n: spot.late }) : '';
  const vague = spot.vague ? t('位置只到街道') : '';
  return [name, t('诉求 {n} 件', { n: spot.n }), late, vague].filter(Boolean).join(t('，'));
}
