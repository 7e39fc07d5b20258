import type { Group } from '../../server/profiles/rules.ts';
import { fenOf, yuan } from '../ui/yuan.ts';

/** How one field is asked for. Money is typed in yuan and kept in fen; an empty field is 未填报. */
export type Kind =
  | 'text'
  | 'area'
  | 'phone'
  | 'money'
  | 'count'
  | 'decimal'
  | 'yesno'
  | 'day'
  | 'nature'
  | 'stars'
  | 'community'
  | 'services'
  | 'others';
export type Asked = { field: string; kind: Kind; max?: number; needed?: boolean };

/** The fields of each group, as its dialog asks for them. */
export const asked: Record<Group, Asked[]> = {
  name: [{ field: 'name', kind: 'text', max: 60, needed: true }],
  place: [
    { field: 'address', kind: 'text', max: 120 },
    { field: 'community_code', kind: 'community', needed: true },
    { field: 'lng', kind: 'decimal', needed: true },
    { field: 'lat', kind: 'decimal', needed: true },
    { field: 'accuracy_m', kind: 'count', needed: true },
  ],
  nature: [{ field: 'nature', kind: 'nature' }],
  stars: [
    { field: 'stars', kind: 'stars' },
    { field: 'stars_source', kind: 'text', max: 100 },
    { field: 'stars_year', kind: 'count' },
  ],
  designation: [
    { field: 'medical_insurance', kind: 'yesno' },
    { field: 'long_term_care_insurance', kind: 'yesno' },
    { field: 'consumption_coupon', kind: 'yesno' },
  ],
  filing: [{ field: 'filed_on', kind: 'day' }],
  fees: [
    { field: 'care_fee_min_fen', kind: 'money' },
    { field: 'care_fee_max_fen', kind: 'money' },
    { field: 'meal_fee_fen', kind: 'money' },
    { field: 'meal_fee_max_fen', kind: 'money' },
    { field: 'deposit_fen', kind: 'money' },
    { field: 'deposit_max_fen', kind: 'money' },
    { field: 'other_fees', kind: 'others' },
  ],
  contact: [
    { field: 'phone', kind: 'phone', max: 30 },
    { field: 'opening_hours', kind: 'text', max: 120 },
    { field: 'visiting_hours', kind: 'text', max: 120 },
    { field: 'directions', kind: 'area', max: 300 },
  ],
  introduction: [{ field: 'introduction', kind: 'area', max: 2000 }],
  services: [
    { field: 'services', kind: 'services' },
    { field: 'dementia_unit', kind: 'yesno' },
  ],
  staff: [
    { field: 'carers', kind: 'count' },
    { field: 'certified_carers', kind: 'count' },
    { field: 'nurses', kind: 'count' },
    { field: 'doctors', kind: 'count' },
    { field: 'social_workers', kind: 'count' },
    { field: 'other_staff', kind: 'count' },
  ],
  licence: [
    { field: 'number', kind: 'text', max: 60 },
    { field: 'issued_on', kind: 'day' },
    { field: 'expires_on', kind: 'day' },
  ],
};

export type OtherDraft = { name: string; from: string; to: string; unit: string };
/** What stands in a dialog: texts as typed, lists as lists. */
export type Draft = Record<string, string | string[] | OtherDraft[] | null>;

function plainNumber(text: string, whole: boolean): number | null | undefined {
  const plain = text.trim();
  if (plain === '') return null;
  return (whole ? /^\d{1,6}$/ : /^-?\d{1,3}(\.\d{1,8})?$/).test(plain) ? Number(plain) : undefined;
}

export function draftOf(fields: readonly Asked[], values: Record<string, unknown>): Draft {
  return Object.fromEntries(
    fields.map(({ field, kind }) => {
      const value = values[field];
      if (kind === 'services') return [field, (value as string[] | null) ?? null];
      if (kind === 'others')
        return [
          field,
          (value as { name: string; min_fen: number; max_fen: number | null; unit: string }[] | null)?.map((fee) => ({
            name: fee.name,
            from: yuan(fee.min_fen),
            to: yuan(fee.max_fen),
            unit: fee.unit,
          })) ?? null,
        ];
      if (kind === 'money') return [field, yuan(value)];
      if (kind === 'yesno') return [field, value === null || value === undefined ? '' : value ? 'yes' : 'no'];
      return [field, value === null || value === undefined ? '' : String(value)];
    }),
  );
}

/** The values a draft stands for, and the pointers of what cannot be read as such. */
export function valuesOf(fields: readonly Asked[], draft: Draft): { values: Record<string, unknown>; bad: string[] } {
  const bad: string[] = [];
  const read = (pointer: string, value: unknown) => {
    if (value === undefined) bad.push(pointer);
    return value ?? null;
  };
  const values = Object.fromEntries(
    fields.map(({ field, kind, needed }) => {
      const at = `/values/${field}`;
      const raw = draft[field];
      if (kind === 'services') return [field, raw];
      if (kind === 'others')
        return [
          field,
          (raw as OtherDraft[] | null)?.map((fee, i) => {
            if (!fee.name.trim()) bad.push(`${at}/${i}/name`);
            if (!fee.unit.trim()) bad.push(`${at}/${i}/unit`);
            const from = fenOf(fee.from);
            if (from === null || from === undefined) bad.push(`${at}/${i}/min_fen`);
            return {
              name: fee.name.trim(),
              min_fen: from ?? 0,
              max_fen: read(`${at}/${i}/max_fen`, fenOf(fee.to)),
              unit: fee.unit.trim(),
            };
          }) ?? null,
        ];
      const text = String(raw ?? '');
      if (needed && !text.trim()) bad.push(at);
      if (kind === 'money') return [field, read(at, fenOf(text))];
      if (kind === 'count' || kind === 'stars') return [field, read(at, plainNumber(text, true))];
      if (kind === 'decimal') return [field, read(at, plainNumber(text, false))];
      if (kind === 'yesno') return [field, text === '' ? null : text === 'yes'];
      return [field, text.trim() || null];
    }),
  );
  return { values, bad };
}
