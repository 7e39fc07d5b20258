// Decides how a facility reads in the Human Services Data Specification 3.1 (Open Referral): an organization with one
// service at one location, and its beds as service capacity. Fields that nobody has stated are left out.
import { dayOf } from '../../kernel/period.ts';

/** What of a place the specification has words for; see Place in the rules of this slice. */
export type Provider = {
  id: string;
  kind: string;
  name: string;
  street: string | null;
  community: string | null;
  address: string | null;
  lng: number;
  lat: number;
  accuracy_m: number;
  phone: string | null;
  stars: number | null;
  stars_source: string | null;
  grade: string | null;
  grade_from_on: string | null;
  monthly_min_fen: number | null;
  opening_hours: string | null;
  ended: boolean;
  filed: number;
  closed: number;
  free: number;
  confirmed_at: string | null;
};
export type Area = { name: string; city: string; province: string };
/** Ids that stay the same for good: `derive` makes one from a kind of object and the facility's own. */
export type Tools = {
  area: Area;
  derive: (kind: string, of: string) => string;
  link: (path: string) => string;
  kindWord: (kind: string) => string;
};

const MIN_AGE = 60;
export const VERSION = '3.1';

type Stated = Record<string, unknown>;
/** HSDS has no null: what is not stated is not there. */
const stated = <T extends Stated>(fields: T) =>
  Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) => value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0),
    ),
  );

const described = (p: Provider, { area, kindWord }: Tools) =>
  [kindWord(p.kind), `${area.province}${area.city}${area.name}`, p.street, p.community].filter(Boolean).join('，');

const phones = (p: Provider, { derive }: Tools) =>
  p.phone === null ? [] : [{ id: derive('phone', p.id), number: p.phone, type: 'voice' }];

export const organization = (p: Provider, tools: Tools, full: boolean) =>
  stated({
    id: p.id,
    name: p.name,
    description: described(p, tools),
    website: tools.link(`/facilities/${p.id}`),
    ...(full ? { phones: phones(p, tools), locations: [location(p, tools, true)] } : {}),
  });

export const location = (p: Provider, tools: Tools, full: boolean) =>
  stated({
    id: tools.derive('location', p.id),
    location_type: 'physical',
    organization_id: p.id,
    name: p.name,
    description: `位置误差约 ${p.accuracy_m} 米`,
    latitude: p.lat,
    longitude: p.lng,
    ...(full
      ? {
          addresses:
            p.address === null
              ? []
              : [
                  {
                    id: tools.derive('address', p.id),
                    address_1: p.address,
                    city: tools.area.city,
                    region: tools.area.name,
                    state_province: tools.area.province,
                    // required by the specification; the register has none
                    postal_code: '',
                    country: 'CN',
                    address_type: 'physical',
                  },
                ],
          phones: phones(p, tools),
        }
      : {}),
  });

const accreditations = (p: Provider) =>
  [
    p.stars === null ? null : `${p.stars} 星（${p.stars_source}）`,
    p.grade === null ? null : `考核等级 ${p.grade}（${p.grade_from_on}）`,
  ]
    .filter(Boolean)
    .join('；') || null;

/** Beds as of the facility's last word. One that has never confirmed has no capacity here rather than an old or made-up one. */
export const capacity = (p: Provider, { derive, area }: Tools) =>
  p.confirmed_at === null
    ? null
    : {
        id: derive('service_capacity', p.id),
        service_id: derive('service', p.id),
        unit: { id: derive('unit', area.name), name: '床位 bed' },
        available: p.free,
        maximum: p.filed - p.closed,
        description: '可用床位中尚未占用和预留的',
        updated: p.confirmed_at,
      };

export function service(p: Provider, tools: Tools, full: boolean) {
  const { derive } = tools;
  const id = derive('service', p.id);
  const has = capacity(p, tools);
  return stated({
    id,
    ...(full ? { organization: organization(p, tools, false) } : { organization_id: p.id }),
    name: `${p.name}养老服务`,
    description: described(p, tools),
    url: tools.link(`/facilities/${p.id}`),
    status: p.ended ? 'defunct' : 'active',
    accreditations: accreditations(p),
    eligibility_description: '60 周岁及以上',
    minimum_age: MIN_AGE,
    // the specification gives the day; the instant is with the capacity
    assured_date: p.confirmed_at === null ? null : dayOf(new Date(p.confirmed_at)),
    last_modified: p.confirmed_at,
    ...(full
      ? {
          phones: phones(p, tools),
          service_at_locations: [serviceAtLocation(p, tools, true)],
          cost_options:
            p.monthly_min_fen === null
              ? []
              : [
                  {
                    id: derive('cost_option', p.id),
                    option: '床位、护理、膳食合计，补贴前最低',
                    currency: 'CNY',
                    amount: p.monthly_min_fen / 100,
                    amount_description: '每月',
                  },
                ],
          schedules: p.opening_hours === null ? [] : [{ id: derive('schedule', p.id), description: p.opening_hours }],
          capacities: has === null ? [] : [has],
        }
      : {}),
  });
}

export const serviceAtLocation = (p: Provider, tools: Tools, full: boolean) =>
  stated({
    id: tools.derive('service_at_location', p.id),
    service_id: tools.derive('service', p.id),
    ...(full ? { location: location(p, tools, true) } : { location_id: tools.derive('location', p.id) }),
  });

/** One page of a list as the specification's API has it; pages count from 1. */
export function paged<T>(all: readonly T[], page: number, perPage: number) {
  const contents = all.slice((page - 1) * perPage, page * perPage);
  const pages = Math.max(1, Math.ceil(all.length / perPage));
  return {
    total_items: all.length,
    total_pages: pages,
    page_number: page,
    size: contents.length,
    first_page: page === 1,
    last_page: page >= pages,
    empty: contents.length === 0,
    contents,
  };
}
