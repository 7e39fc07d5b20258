import type { ComponentChildren } from 'preact';
import { type Shape, StatusDot, type Tone } from '../ui/badge.tsx';
import { Facts } from '../ui/card.tsx';
import { date, money, unfiled } from '../ui/format.ts';
import { key, t } from '../ui/i18n.ts';
import { Table } from '../ui/table.tsx';
import { word } from '../ui/words.ts';
import { needWord } from './filters.tsx';

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
  deposit_fen: number | null;
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

const natures = { public: key('公办'), private: key('民办'), public_private: key('公建民营') };
export const nature = (code: Facility['nature']): string => (code ? t(natures[code]) : unfiled());

/** Free beds by kind and level: whom each is for, in the words of the assessment. */
export function BedTable({ beds, on }: { beds: BedGroup[]; on: string }) {
  return (
    <Table
      caption={t('{day} 的床位，按种类和照护等级', { day: date(on) })}
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

const range = (from: number | null, to: number | null): string => {
  if (from === null && to === null) return unfiled();
  if (from === null || to === null || from === to) return t('{sum} / 月', { sum: money(from ?? to, true) });
  return t('{sum} / 月', { sum: `${money(from, true)} – ${money(to, true)}` });
};

/** Each part apart; a sum only when every part of it has been filed. */
export function Prices({ of }: { of: Facility }) {
  const parts = [of.bed_fee_min_fen, of.care_fee_min_fen, of.meal_fee_fen];
  const whole = parts.every((part) => part !== null) ? parts.reduce<number>((sum, part) => sum + (part ?? 0), 0) : null;
  return (
    <>
      <Facts
        of={[
          [t('床位费'), range(of.bed_fee_min_fen, of.bed_fee_max_fen)],
          [t('护理费'), range(of.care_fee_min_fen, of.care_fee_max_fen)],
          [t('膳食费'), range(of.meal_fee_fen, of.meal_fee_fen)],
          [t('押金'), of.deposit_fen === null ? unfiled() : t('{sum}，离院退还', { sum: money(of.deposit_fen, true) })],
          [
            t('合计'),
            whole === null ? (
              <span class="muted">{t('有未填报的项目，无法合计')}</span>
            ) : (
              <strong class="num">{t('{sum} / 月起', { sum: money(whole, true) })}</strong>
            ),
          ],
        ]}
      />
      <p class="small muted">{t('以上由机构填报，未减补贴。补贴按老人的情况测算，申请时逐项列出。')}</p>
    </>
  );
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
          of.services === null ? unfiled() : of.services.length ? of.services.map(service).join(t('、')) : t('无'),
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

const services: Record<string, string> = {
  meals: key('助餐'),
  bathing: key('助浴'),
  cleaning: key('助洁'),
  medical: key('医疗'),
  rehabilitation: key('康复'),
  nursing: key('护理'),
  day_care: key('日托'),
  respite: key('短期托养'),
  home_visit: key('上门服务'),
  emergency_call: key('紧急呼叫'),
  counselling: key('心理慰藉'),
  recreation: key('文娱'),
  dementia_care: key('失智照护'),
};
/** An unknown code or a facility's own words are shown as they are. */
const service = (code: string): string => (services[code] ? t(services[code]) : code);
