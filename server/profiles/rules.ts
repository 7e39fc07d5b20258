// Decides what an institution says of itself at once and what the bureau approves first (养老机构管理办法 art. 10–11: filing;
// GB/T 37276: grades are awarded, not claimed), when a licence is near its end, and which pictures are taken.
import type { Reason, Verdict } from '../kernel/errors.ts';
import { verdict } from '../kernel/errors.ts';
import { greatCircleKm } from '../kernel/geo.ts';
import { addDays, type Day, daysBetween } from '../kernel/period.ts';
import type { Language } from '../kernel/say.ts';

/** Fields that are asked for, answered and shown together: one open change of each at a time. */
export const groups = [
  'name',
  'place',
  'nature',
  'stars',
  'designation',
  'filing',
  'fees',
  'contact',
  'introduction',
  'services',
  'staff',
  'licence',
] as const;
export type Group = (typeof groups)[number];

/** What the bureau approves before it shows, and why. Everything else applies at once, a fall in price too. */
const approval: Partial<Record<Group, readonly [zh: string, en: string]>> = {
  name: ['名称是备案事项，家属凭它认机构。', 'The name is what was filed, and what families go by.'],
  place: [
    '地址和位置是备案事项，决定距离和所属街道。',
    'The place is what was filed; distance and street follow from it.',
  ],
  nature: ['机构性质影响补贴和合同。', 'Subsidies and contracts depend on the nature of the institution.'],
  stars: ['星级由评定机构授予，须核对评定文件。', 'A grade is awarded; the award is checked first.'],
  designation: [
    '定点资格决定家属能不能报销和用券。',
    'Designations decide what families can claim back or pay by coupon.',
  ],
  filing: ['备案日期以民政备案记录为准。', 'The day of filing is what the bureau has on file.'],
  licence: ['证照须与原件核对。', 'A licence is compared with the original first.'],
  fees: [
    '涨价须先报民政，避免补贴一到价格就涨。',
    'A rise is seen by the bureau first: prices must not rise as a subsidy arrives.',
  ],
};
export const approvalReason = (group: Group, language: Language): string | null =>
  approval[group]?.[language === 'zh' ? 0 : 1] ?? null;

export type OtherFee = { name: string; min_fen: number; max_fen: number | null; unit: string };
type Amount = number | null;
/** Every value null is 未填报. Amounts in fen, a month unless the unit says otherwise; deposits once. */
export type Values = {
  name: { name: string };
  place: { address: string | null; community_code: string; lng: number; lat: number; accuracy_m: number };
  nature: { nature: 'public' | 'private' | 'public_private' | null };
  stars: { stars: number | null; stars_source: string | null; stars_year: number | null };
  designation: {
    medical_insurance: boolean | null;
    long_term_care_insurance: boolean | null;
    consumption_coupon: boolean | null;
  };
  filing: { filed_on: Day | null };
  fees: {
    care_fee_min_fen: Amount;
    care_fee_max_fen: Amount;
    meal_fee_fen: Amount;
    meal_fee_max_fen: Amount;
    deposit_fen: Amount;
    deposit_max_fen: Amount;
    other_fees: OtherFee[] | null;
  };
  contact: {
    phone: string | null;
    opening_hours: string | null;
    visiting_hours: string | null;
    directions: string | null;
  };
  introduction: { introduction: string | null };
  services: { services: string[] | null; dementia_unit: boolean | null };
  staff: {
    carers: Amount;
    certified_carers: Amount;
    nurses: Amount;
    doctors: Amount;
    social_workers: Amount;
    other_staff: Amount;
  };
  licence: { number: string | null; issued_on: Day | null; expires_on: Day | null };
};
export type Change = { [G in Group]: { group: G; values: Values[G] } }[Group];

export const licenceKinds = ['filing', 'registration', 'fire', 'food', 'medical', 'liability', 'lift'] as const;
export type LicenceKind = (typeof licenceKinds)[number];

const pairs = [
  ['care_fee_min_fen', 'care_fee_max_fen'],
  ['meal_fee_fen', 'meal_fee_max_fen'],
  ['deposit_fen', 'deposit_max_fen'],
] as const;

const higher = (before: Amount, after: Amount) => before !== null && (after === null || after > before);

/**
 * Which fees rise. The highest of a range counts as well as the lowest; what was stated and is to be 未填报 again counts
 * as a rise, or it could come back at any price; so does a charge that was not there. A first statement is none.
 */
export function rises(before: Values['fees'], after: Values['fees']): string[] {
  const ranges = pairs.flatMap(([low, high]) => {
    const up = higher(before[low], after[low]) || higher(before[high] ?? before[low], after[high] ?? after[low]);
    return up ? [low] : [];
  });
  if (before.other_fees === null) return ranges;
  const known = new Map(before.other_fees.map((f) => [`${f.name} ${f.unit}`, f]));
  const others = (after.other_fees ?? []).filter((f) => {
    const old = known.get(`${f.name} ${f.unit}`);
    return !old || f.min_fen > old.min_fen || (f.max_fen ?? f.min_fen) > (old.max_fen ?? old.min_fen);
  });
  return others.length || after.other_fees === null ? [...ranges, 'other_fees'] : ranges;
}

export function needsApproval(before: Change, after: Change): boolean {
  if (before.group === 'fees' && after.group === 'fees') return rises(before.values, after.values).length > 0;
  return after.group !== 'fees' && approval[after.group] !== undefined;
}

const same = (a: object, b: object) =>
  Object.keys(b).every(
    (k) => JSON.stringify(a[k as keyof typeof a] ?? null) === JSON.stringify(b[k as keyof typeof b]),
  );

/** What is wrong with the values themselves. */
function wrong(change: Change, today: Day, community: { lng: number; lat: number } | null): (Reason | false)[] {
  switch (change.group) {
    case 'name':
      return [change.values.name.trim().length < 2 && { code: 'profile_name', pointer: '/values/name' }];
    case 'place': {
      const { lng, lat } = change.values;
      const km = community && greatCircleKm(lng, lat, community.lng, community.lat);
      return [
        !community && { code: 'profile_community', pointer: '/values/community_code' },
        km !== null && km > FAR_KM && { code: 'profile_far', values: { km: Math.round(km) }, pointer: '/values/lng' },
      ];
    }
    case 'stars': {
      const { stars, stars_source, stars_year } = change.values;
      const year = Number(today.slice(0, 4));
      return [
        stars !== null && !stars_source?.trim() && { code: 'profile_stars_source', pointer: '/values/stars_source' },
        (stars === null) !== (stars_year === null) && { code: 'profile_stars_year', pointer: '/values/stars_year' },
        stars_year !== null &&
          (stars_year < FIRST_GRADES || stars_year > year) && {
            code: 'profile_year',
            values: { first: FIRST_GRADES, last: year },
            pointer: '/values/stars_year',
          },
      ];
    }
    case 'filing':
      return [past('filed_on', change.values.filed_on, today)];
    case 'fees':
      return [
        ...pairs.map(([low, high]): Reason | false => {
          const [from, to] = [change.values[low], change.values[high]];
          return to !== null && (from === null || from > to) && { code: 'profile_range', pointer: `/values/${high}` };
        }),
        ...(change.values.other_fees ?? []).map(
          (fee, i): Reason | false =>
            fee.max_fen !== null &&
            fee.min_fen > fee.max_fen && { code: 'profile_range', pointer: `/values/other_fees/${i}/max_fen` },
        ),
      ];
    case 'contact':
      return [
        change.values.phone !== null &&
          !PHONE.test(change.values.phone) && { code: 'profile_phone', pointer: '/values/phone' },
      ];
    case 'staff': {
      const { carers, certified_carers } = change.values;
      return [
        certified_carers !== null &&
          (carers === null || certified_carers > carers) && {
            code: 'profile_certified',
            pointer: '/values/certified_carers',
          },
      ];
    }
    case 'licence': {
      const { number, issued_on, expires_on } = change.values;
      return [
        number === null &&
          (issued_on !== null || expires_on !== null) && { code: 'licence_number', pointer: '/values/number' },
        past('issued_on', issued_on, today),
        issued_on !== null &&
          expires_on !== null &&
          expires_on < issued_on && {
            code: 'dates_reversed',
            values: { start: issued_on, end: expires_on },
            pointer: '/values/expires_on',
          },
      ];
    }
    default:
      return [];
  }
}
const FAR_KM = 30;
/** GB/T 37276 is of 2018, local grades of some provinces older. */
const FIRST_GRADES = 2010;
const PHONE = /^(1[3-9]\d{9}|0\d{2,3}-?\d{7,8}(-\d{1,6})?|400-?\d{3}-?\d{4}|\d{5,8})$/;
/** Nobody announces a price further ahead. */
const AHEAD_DAYS = 366;
const past = (field: string, day: Day | null, today: Day): Reason | false =>
  day !== null && day > today && { code: 'date_in_future', values: { date: day }, pointer: `/values/${field}` };

/**
 * May this be asked? `open` is a change of the same fields that is not settled yet; `holdsFrom` may lie ahead for prices.
 */
export function mayAsk(
  before: Change,
  after: Change,
  facts: { today: Day; holdsFrom: Day; open: boolean; community: { lng: number; lat: number } | null },
): Verdict {
  const { today, holdsFrom } = facts;
  return verdict(
    [
      ...wrong(after, today, facts.community),
      (holdsFrom < today || holdsFrom > addDays(today, AHEAD_DAYS)) && {
        code: 'profile_holds_from',
        values: { first: today, last: addDays(today, AHEAD_DAYS) },
        pointer: '/holds_from_on',
      },
      holdsFrom > today && after.group !== 'fees' && { code: 'profile_not_ahead', pointer: '/holds_from_on' },
      same(before.values, after.values) && { code: 'profile_unchanged' },
      facts.open && { code: 'profile_open' },
    ],
    {},
  );
}

/** A rise holds from the day asked for, but never from before it was approved. */
export const holdsFrom = (asked: Day, answered: Day): Day => (asked > answered ? asked : answered);

export type Answer = 'not_needed' | 'approved' | 'refused' | 'withdrawn';
export type State = 'waiting' | 'ahead' | 'in_force' | 'refused' | 'withdrawn';
/** What has become of a change: waiting for the bureau, in force from a day ahead, in force, or nothing. */
export function stateOf(change: { answer: Answer | null; applied: boolean }): State {
  if (change.answer === null) return 'waiting';
  if (change.answer === 'refused' || change.answer === 'withdrawn') return change.answer;
  return change.applied ? 'in_force' : 'ahead';
}

/** The bureau answers what waits, once; a refusal says why. */
export function mayDecide(state: State, refusal: { reason: string } | null): Verdict {
  return verdict(
    [
      state !== 'waiting' && { code: 'profile_answered', values: { how: `profile_${state}` } },
      refusal !== null && !refusal.reason.trim() && { code: 'reason_needed', pointer: '/reason' },
    ],
    {},
  );
}

/** The institution takes back what waits, or what is to hold from a day ahead. */
export const mayWithdraw = (state: State): Verdict =>
  verdict(
    [state !== 'waiting' && state !== 'ahead' && { code: 'profile_answered', values: { how: `profile_${state}` } }],
    {},
  );

/** Fields of the groups that read 未填报. An empty list of services or other fees is an answer. */
export const blanks = (values: { [G in Exclude<Group, 'licence'>]: Values[G] }): string[] =>
  Object.values(values).flatMap((group) =>
    Object.entries(group).flatMap(([field, value]) =>
      value === null && !['care_fee_max_fen', 'meal_fee_max_fen', 'deposit_max_fen'].includes(field) ? [field] : [],
    ),
  );

export const WARN_DAYS = 60;
/** The institution is told so many days before the last day of a licence, once each. */
export const TELL_DAYS = [60, 30, 0] as const;

/** `expires_on` is the last day it is valid; null: it has no end. */
export function licenceState(expiresOn: Day | null, today: Day): 'no_end' | 'valid' | 'soon' | 'expired' {
  if (expiresOn === null) return 'no_end';
  if (expiresOn < today) return 'expired';
  return daysBetween(today, expiresOn) <= WARN_DAYS ? 'soon' : 'valid';
}

/** Which of the tellings is due: the nearest to the end that has been reached and not been given; the others are past. */
export function tellingDue(expiresOn: Day | null, told: readonly number[], today: Day): number | null {
  if (expiresOn === null) return null;
  const left = daysBetween(today, expiresOn);
  const reached = TELL_DAYS.filter((days) => left <= days).at(-1);
  return reached === undefined || told.some((days) => days <= reached) ? null : reached;
}

export const MAX_PHOTOS = 12;
/** Bytes of the largest picture taken. */
export const MAX_BYTES = 20_000_000;
/** Phones make 50 million pixels; a file that unfolds to more is a mistake or an attack on the memory. */
export const MAX_PIXELS = 60_000_000;
/** Longest edges of what is kept. */
export const SIZES = [1600, 480] as const;

const at = (bytes: Uint8Array, from: number, signature: string) =>
  [...signature].every((c, i) => bytes[from + i] === c.charCodeAt(0));

/** What a file is by its first bytes, whatever its name says; null: no picture that is taken. */
export function pictureKind(bytes: Uint8Array): 'jpeg' | 'png' | 'webp' | null {
  if (at(bytes, 0, '\xff\xd8\xff')) return 'jpeg';
  if (at(bytes, 0, '\x89PNG\r\n\x1a\n')) return 'png';
  if (at(bytes, 0, 'RIFF') && at(bytes, 8, 'WEBP')) return 'webp';
  return null;
}

/** Judged by its first bytes and what its head says, before a single dot is unfolded. */
export function mayTakePicture(bytes: Uint8Array, size: { width: number; height: number } | null): Verdict {
  const kind = pictureKind(bytes);
  const pixels = size ? size.width * size.height : 0;
  return verdict(
    [
      bytes.length > MAX_BYTES && { code: 'picture_too_large', values: { limit: MAX_BYTES / 1e6 } },
      kind === null && { code: 'picture_kind' },
      kind !== null && size === null && { code: 'picture_damaged' },
      pixels > MAX_PIXELS && {
        code: 'picture_pixels',
        values: { millions: Math.round(pixels / 1e6), limit: MAX_PIXELS / 1e6 },
      },
    ],
    {},
  );
}

/** A new list of what is shown: photos of this facility, each once, each with words, not too many. */
export function mayShow(list: readonly { id: string; caption: string }[], own: ReadonlySet<string>): Verdict {
  return verdict(
    [
      list.length > MAX_PHOTOS && { code: 'photos_full', values: { limit: MAX_PHOTOS } },
      (list.some((p) => !own.has(p.id)) || new Set(list.map((p) => p.id)).size < list.length) && {
        code: 'photo_unknown',
      },
      list.some((p) => !p.caption.trim()) && { code: 'photo_caption', pointer: '/caption' },
    ],
    {},
  );
}
