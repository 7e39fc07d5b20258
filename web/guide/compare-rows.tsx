import type { ComponentChildren } from 'preact';
import type { QuoteLine, Rate } from '../../server/entitlements/rules.ts';
import { type Cost, costOf, monthOf, type Told } from '../../server/guide/rules.ts';
import { entitlementMessages, entitlementWords } from '../../server/kernel/entitlement-messages.ts';
import { greatCircleKm, walkingMinutes } from '../../server/kernel/geo.ts';
import type { Day } from '../../server/kernel/period.ts';
import { sayFrom } from '../../server/kernel/say.ts';
import { away } from '../ui/away.ts';
import { date, money, now, number, unfiled } from '../ui/format.ts';
import { FreshnessTag, freshness } from '../ui/freshness.tsx';
import { gradeWord, quarterWord } from '../ui/grade.tsx';
import { lang, t } from '../ui/i18n.ts';
import type { Place } from '../ui/map/types.ts';
import { fieldWord, licenceWord, monthly, natureWord, otherFee, range, serviceWord } from '../ui/profile.ts';
import { word } from '../ui/words.ts';
import type { FacilityPage } from './compare-page.tsx';

const sentence = sayFrom(entitlementMessages, entitlementWords);

/** One criterion: what is compared as text, and how it is shown for each place. */
export type Row = { key: string; label: string; cells: string[]; shown: ComponentChildren[] };
type For = {
  told: Told;
  rates: readonly Rate[];
  on: Day;
  from: Place | null;
  place: string;
  /** whether the family was asked for 特困 and 低保, on which some schemes turn */
  asked: boolean;
};

/** Every criterion in the order in which families ask. */
export function rowsOf(pages: readonly FacilityPage[], whom: For): Row[] {
  const costs = pages.map((p) => costNow(p, whom));
  const plain = (key: string, label: string, of: (p: FacilityPage) => string): Row => {
    const cells = pages.map(of);
    return { key, label, cells, shown: cells };
  };
  const flag = (name: 'medical_insurance' | 'long_term_care_insurance' | 'consumption_coupon' | 'dementia_unit') =>
    plain(name, fieldWord(name), ({ facility }) => tri(facility[name]));
  return [
    { key: 'beds', label: t('适合的空床'), ...both(pages.map((p) => bedsOf(p))) },
    ...(pages.some((p) => p.closing)
      ? [
          plain('closing', t('停办'), ({ closing }) =>
            closing ? t('已公告 {day} 停办', { day: date(closing.closes_on) }) : t('没有公告'),
          ),
        ]
      : []),
    ...(whom.from ? [plain('away', t('离{place}', { place: whom.place }), (p) => farOf(p, whom.from!))] : []),
    {
      key: 'family',
      label: t('每月自己付（可能）'),
      ...both(costs.map(({ cost, month }) => familyOf(cost, month, whom.asked))),
    },
    plain('month', t('每月全部费用（填报）'), (p) => {
      const month = monthOfPage(p);
      return month === null
        ? t('有没填报的：{parts}，不能合计', { parts: unfiledParts(p).join(t('、')) })
        : t('{sum} 起：床位 {bed}，护理 {care}，膳食 {meals}', {
            sum: money(month, true),
            bed: money(p.facility.bed_fee_min_fen, true),
            care: money(p.facility.care_fee_min_fen, true),
            meals: money(p.facility.meal_fee_fen, true),
          });
    }),
    plain('care', t('护理费'), ({ facility: f }) => monthly(f.care_fee_min_fen, f.care_fee_max_fen)),
    plain('deposit', t('押金'), ({ facility: f }) => range(f.deposit_fen, f.deposit_max_fen)),
    plain('other', t('其他收费'), ({ facility: f }) =>
      f.other_fees === null ? unfiled() : f.other_fees.length ? f.other_fees.map(otherFee).join(t('；')) : t('无'),
    ),
    plain('grade', t('民政考核等级'), ({ grade }) =>
      grade
        ? t('{grade}（{quarter}）', { grade: gradeWord(grade.grade), quarter: quarterWord(grade.quarter) })
        : t('还没有公布'),
    ),
    plain('stars', t('星级'), ({ facility: f }) =>
      f.stars === null
        ? unfiled()
        : [t('{n} 星', { n: f.stars }), f.stars_source, f.stars_year].filter(Boolean).join(t('，')),
    ),
    plain('ratings', t('家属评价'), ({ ratings: r }) =>
      r === null
        ? t('没有读到')
        : r.overall === null
          ? r.ratings === 0
            ? t('还没有评价')
            : t('不足 3 份，不算平均')
          : t('{n} 分（满分 5，{of} 份，住过的人给的）', { n: number(r.overall, 1), of: r.ratings }),
    ),
    plain('inspections', t('检查和整改'), ({ inspections: { visits, findings } }) => {
      const late = findings.filter((f) => f.state === 'overdue').length;
      const done = findings.length - late;
      return [
        t('检查 {n} 次', { n: visits }),
        done > 0 && t('已整改 {n} 项', { n: done }),
        late > 0 && t('逾期未整改 {n} 项', { n: late }),
      ]
        .filter(Boolean)
        .join(t('，'));
    }),
    plain('services', t('服务项目'), ({ facility: f }) =>
      f.services === null ? unfiled() : f.services.length ? f.services.map(serviceWord).join(t('、')) : t('无'),
    ),
    flag('dementia_unit'),
    flag('medical_insurance'),
    flag('long_term_care_insurance'),
    flag('consumption_coupon'),
    plain('staff', t('人员'), staffOf),
    plain('licences', t('证照'), ({ facility, vacancy }) => licencesOf(facility.licences, vacancy.as_on)),
    plain('kind', t('机构类型'), ({ facility }) => word('facility', facility.kind)),
    plain('nature', t('性质'), ({ facility }) => natureWord(facility.nature)),
    plain('opening', t('服务时间'), ({ facility }) => facility.opening_hours ?? unfiled()),
    plain('visiting', t('探视时间'), ({ facility }) => facility.visiting_hours ?? unfiled()),
    plain('address', t('地址'), ({ facility }) => facility.address ?? unfiled()),
    { key: 'phone', label: t('电话'), ...both(pages.map(phoneOf)) },
  ];
}

type Cell = [text: string, shown: ComponentChildren];
const both = (cells: Cell[]) => ({ cells: cells.map(([text]) => text), shown: cells.map(([, shown]) => shown) });
const tri = (value: boolean | null) => (value === null ? unfiled() : value ? t('是') : t('否'));

/** Free beds for this person where one is named; figures older than 72 hours are told as old, never as free. */
function bedsOf({ for_person: mine, vacancy, beds }: FacilityPage): Cell {
  const n = mine ? mine.beds : vacancy.free;
  const stale = freshness(vacancy.confirmed_at, now.value) === 'stale';
  const split = (mine ? mine.kinds : kindsOf(beds))
    .map(({ kind, beds: free }) => t('{kind} {n}', { kind: word('bed', kind), n: free }))
    .join(t('，'));
  const text = stale ? t('上次填报空 {n} 床', { n }) : n > 0 ? t('空 {n} 床', { n }) : t('暂无空床');
  return [
    `${text}\n${n > 0 ? split : ''}\n${vacancy.confirmed_at}`,
    <div key="beds" class="stack-tight">
      <strong>{text}</strong>
      {n > 0 && split && <small>{split}</small>}
      <FreshnessTag short confirmedAt={vacancy.confirmed_at} />
    </div>,
  ];
}

function kindsOf(beds: FacilityPage['beds']) {
  const free = new Map<string, number>();
  for (const b of beds) if (b.free > 0) free.set(b.kind, (free.get(b.kind) ?? 0) + b.free);
  return [...free].map(([kind, n]) => ({ kind, beds: n }));
}

function farOf({ facility }: FacilityPage, from: Place): string {
  const km = greatCircleKm(from.lng, from.lat, facility.lng, facility.lat);
  return away(km, walkingMinutes(km));
}

const monthOfPage = ({ facility: f }: FacilityPage) => monthOf([f.bed_fee_min_fen, f.care_fee_min_fen, f.meal_fee_fen]);
const unfiledParts = ({ facility: f }: FacilityPage): string[] =>
  [
    f.bed_fee_min_fen === null && t('床位费'),
    f.care_fee_min_fen === null && t('护理费'),
    f.meal_fee_fen === null && t('膳食费'),
  ].filter((part): part is string => part !== false);

function costNow(page: FacilityPage, { told, rates, on }: For) {
  const month = monthOfPage(page);
  return { month, cost: costOf(page.facility.kind, month, told, rates, on) };
}

/** What the family pays, with each subsidy by its rule; what is not known is named and not counted. */
function familyOf({ quote, least_fen: least, most_fen: most }: Cost, month: number | null, asked: boolean): Cell {
  const paid = quote.lines.filter((l) => l.applies === 'yes' && l.pays === 'provider');
  const cash = quote.lines.filter((l) => l.applies === 'yes' && l.pays === 'person');
  const open = quote.lines.filter((l) => l.applies === 'unknown');
  const sum =
    month === null
      ? t('价格有未填报的，算不出')
      : least === most
        ? t('约 {sum}', { sum: money(most, true) })
        : t('约 {least} 到 {most}，看评估等级', { least: money(least, true), most: money(most, true) });
  const how = (l: QuoteLine) =>
    [l.how && sentence(lang.value, l.how.code, l.how.values), l.doc_no, l.example && t('示例标准')]
      .filter(Boolean)
      .join(' · ');
  const lines = [
    ...paid.map((l) =>
      l.amount_fen === null
        ? t('可以减：{scheme}（按费用算，{doc}）', { scheme: word('scheme', l.scheme), doc: l.doc_no ?? '' })
        : t('减 {sum}：{scheme}（{how}）', {
            sum: money(l.amount_fen, true),
            scheme: word('scheme', l.scheme),
            how: how(l),
          }),
    ),
    ...cash.map((l) =>
      t('另发给本人 {sum}：{scheme}', { sum: money(l.amount_fen, true), scheme: word('scheme', l.scheme) }),
    ),
    ...open.map((l) =>
      t('没算进去：{scheme}。{why}', {
        scheme: word('scheme', l.scheme),
        why: l.reasons.map((r) => sentence(lang.value, r.code, r.values)).join(' '),
      }),
    ),
    ...(asked ? [] : [t('特困、低保才有的补贴没有算：没有说是不是')]),
  ];
  return [
    [sum, ...lines].join('\n'),
    <div key="family" class="stack-tight">
      <strong>{sum}</strong>
      {month !== null && paid.length === 0 && <small>{t('按填报的情况没有补贴可减')}</small>}
      {lines.length > 0 && (
        <ul class="compare-lines">
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </div>,
  ];
}

function staffOf({ facility: { staff } }: FacilityPage): string {
  const posts = ['carers', 'certified_carers', 'nurses', 'doctors', 'social_workers'] as const;
  if (posts.every((post) => staff[post] === null)) return unfiled();
  return posts
    .map((post) =>
      t('{post} {n}', { post: fieldWord(post), n: staff[post] === null ? unfiled() : number(staff[post]) }),
    )
    .join(t('，'));
}

function licencesOf(list: FacilityPage['facility']['licences'], today: string): string {
  if (list.length === 0) return unfiled();
  return list
    .map(({ kind, expires_on: end }) =>
      end !== null && end < today
        ? t('{licence}（{day} 已到期）', { licence: licenceWord(kind), day: date(end) })
        : licenceWord(kind),
    )
    .join(t('、'));
}

function phoneOf({ facility: { phone } }: FacilityPage): Cell {
  if (phone === null) return [unfiled(), unfiled()];
  return [
    phone,
    <a key="phone" class="num" href={`tel:${phone}`}>
      {phone}
    </a>,
  ];
}
