import type { ComponentChildren } from 'preact';
import { dayOf } from '../../server/kernel/period.ts';
import type { OtherFee } from '../../server/profiles/rules.ts';
import { type Shape, StatusDot, type Tone } from '../ui/badge.tsx';
import { Facts } from '../ui/card.tsx';
import { date, now, number, unfiled } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { fieldWord, licenceWord, serviceWord } from '../ui/profile.ts';
import { Table } from '../ui/table.tsx';
import { word } from '../ui/words.ts';
import { needWord } from './filters.tsx';
import type { Photo } from './gallery.tsx';

const posts = ['carers', 'certified_carers', 'nurses', 'doctors', 'social_workers', 'other_staff'] as const;

/** A facility as GET /api/v1/facilities/{id} gives it; null is 未填报. */
export type Facility = {
  id: string;
  name: string;
  address: string | null;
  lng: number;
  lat: number;
  accuracy_m: number;
  phone: string | null;
  nature: 'public' | 'private' | 'public_private' | null;
  stars: number | null;
  stars_source: string | null;
  medical_insurance: boolean | null;
  long_term_care_insurance: boolean | null;
  consumption_coupon: boolean | null;
  dementia_unit: boolean | null;
  services: string[] | null;
  bed_fee_min_fen: number | null;
  bed_fee_max_fen: number | null;
  care_fee_min_fen: number | null;
  care_fee_max_fen: number | null;
  meal_fee_fen: number | null;
  meal_fee_max_fen: number | null;
  deposit_fen: number | null;
  deposit_max_fen: number | null;
  other_fees: OtherFee[] | null;
  stars_year: number | null;
  opening_hours: string | null;
  visiting_hours: string | null;
  directions: string | null;
  introduction: string | null;
  staff: Record<(typeof posts)[number], number | null>;
  licences: { kind: string; expires_on: string | null }[];
  photos: Photo[];
  filed_on: string | null;
  closed_on: string | null;
  demonstration: boolean;
};
export type BedGroup = {
  kind: string;
  level_min: number;
  level_max: number;
  dementia: boolean;
  filed: number;
  free: number;
};

/** Free beds by kind and level: whom each is for, in the words of the assessment. */
export function BedTable({ beds, on }: { beds: BedGroup[]; on: string }) {
  return (
    <Table
      caption={t('{day}的床位，按种类和照护等级', { day: date(on) })}
      rows={beds}
      rowKey={(bed) => `${bed.kind}${bed.level_min}${bed.level_max}${bed.dementia}`}
      empty={t('没有登记床位')}
      columns={[
        {
          key: 'kind',
          head: t('床位种类'),
          cell: (bed) =>
            bed.dementia ? t('{kind}（失智专区）', { kind: word('bed', bed.kind) }) : word('bed', bed.kind),
        },
        { key: 'level', head: t('适合'), cell: (bed) => levels(bed) },
        { key: 'filed', head: t('共'), end: true, cell: (bed) => bed.filed },
        { key: 'free', head: t('空'), end: true, cell: (bed) => <strong>{bed.free}</strong> },
      ]}
    />
  );
}

function levels({ level_min: from, level_max: to }: BedGroup): string {
  if (from === 0 && to === 4) return t('各等级');
  if (from === to) return word('level', from);
  return t('{from}至{to}', { from: word('level', from), to: word('level', to) });
}

/** Yes, no and 未填报 are three different answers. */
export function Flags({ of }: { of: Facility }) {
  const flags: [string, boolean | null][] = [
    [needWord('medical_insurance'), of.medical_insurance],
    [needWord('long_term_care_insurance'), of.long_term_care_insurance],
    [needWord('consumption_coupon'), of.consumption_coupon],
    [t('失智专区'), of.dementia_unit],
  ];
  return (
    <Facts
      of={[
        ...flags.map(([name, value]): [string, ComponentChildren] => [name, <Tristate key={name} of={value} />]),
        [
          t('服务项目'),
          of.services === null ? unfiled() : of.services.length ? of.services.map(serviceWord).join(t('、')) : t('无'),
        ],
      ]}
    />
  );
}

function Tristate({ of }: { of: boolean | null }) {
  const [shape, tone, text]: [Shape, Tone, string] =
    of === null ? ['dash', 'stale', unfiled()] : of ? ['check', 'accent', t('是')] : ['cross', 'plain', t('否')];
  return (
    <StatusDot shape={shape} tone={tone}>
      {text}
    </StatusDot>
  );
}

/** How many work there; names are nobody's business. */
export function Staff({ of }: { of: Facility['staff'] }) {
  return <Facts of={posts.map((post) => [fieldWord(post), of[post] === null ? unfiled() : number(of[post])])} />;
}

/** What the bureau has seen of the facility's licences: which, and until when. */
export function Licences({ of }: { of: Facility['licences'] }) {
  const today = dayOf(now.value);
  if (of.length === 0) return <p>{unfiled()}</p>;
  return (
    <ul class="stack-tight facility-licences">
      {of.map(({ kind, expires_on }) => {
        const over = expires_on !== null && expires_on < today;
        return (
          <li key={kind}>
            <StatusDot shape={over ? 'triangle' : 'check'} tone={over ? 'red' : 'accent'}>
              {over
                ? t('{licence}，{day} 已到期', { licence: licenceWord(kind), day: date(expires_on) })
                : expires_on
                  ? t('{licence}，有效期至 {day}', { licence: licenceWord(kind), day: date(expires_on) })
                  : t('{licence}，长期有效', { licence: licenceWord(kind) })}
            </StatusDot>
          </li>
        );
      })}
    </ul>
  );
}
