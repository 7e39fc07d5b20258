import { addDays } from '../../server/kernel/period.ts';
import { Card, Facts } from '../ui/card.tsx';
import { date, moment, money, number } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { word } from '../ui/words.ts';
import { elementCodes, elementWords, type Terms, type Whole } from './words.ts';

/** What a version says otherwise than the one before, in words. */
function changesOf(before: Terms, after: Terms, nameOf: (facility: string) => string): string[] {
  const was = new Map(before.lots.map((l) => [l.id, l]));
  const lots = after.lots.flatMap((l) => {
    const old = l.id === null ? undefined : was.get(l.id);
    const lot = t('{facility} {service}', { facility: nameOf(l.facility_id), service: word('bed', l.service_class) });
    if (!old)
      return [
        t('新增标的：{lot}，{n} 个名额，单价 {price}', { lot, n: l.bought, price: money(l.unit_price_fen, true) }),
      ];
    const from = (a: string, b: string) => t('{from} → {to}', { from: a, to: b });
    return [
      ...(l.unit_price_fen !== old.unit_price_fen
        ? [
            t('{lot} 单价 {change}', {
              lot,
              change: from(money(old.unit_price_fen, true), money(l.unit_price_fen, true)),
            }),
          ]
        : []),
      ...(l.bought !== old.bought
        ? [t('{lot} 名额 {change}', { lot, change: from(number(old.bought), number(l.bought)) })]
        : []),
      ...(l.quantity !== old.quantity
        ? [t('{lot} 数量 {change}', { lot, change: from(number(old.quantity), number(l.quantity)) })]
        : []),
      ...(l.end !== old.end
        ? [t('{lot} 止期 {change}', { lot, change: from(date(addDays(old.end, -1)), date(addDays(l.end, -1))) })]
        : []),
    ];
  });
  const sum = (x: Terms) => x.budgets.reduce((n, b) => n + b.amount_fen, 0);
  return [
    ...(after.title !== before.title ? [t('名称改为“{title}”', { title: after.title })] : []),
    ...(after.end !== before.end ? [t('合同期延至 {day}', { day: date(addDays(after.end, -1)) })] : []),
    ...lots,
    ...(sum(after) !== sum(before)
      ? [t('列支预算 {from} → {to}', { from: money(sum(before), true), to: money(sum(after), true) })]
      : []),
    ...((after.holdback_percent ?? 0) !== (before.holdback_percent ?? 0)
      ? [
          t('随考核支付的比例 {from}% → {to}%', {
            from: before.holdback_percent ?? 0,
            to: after.holdback_percent ?? 0,
          }),
        ]
      : []),
    ...elementCodes
      .filter((e) => after.elements[e] !== before.elements[e])
      .map((e) => t('改写了“{element}”', { element: t(elementWords[e]) })),
  ];
}

/** Every version as it was signed, the latest first, with what it changed. */
export function Versions({ of }: { of: Whole }) {
  const names = new Map(of.lots.map((l) => [l.facility_id, l.facility ?? '']));
  const latest = [...of.versions].reverse();
  return (
    <ol class="stack">
      {latest.map((v) => {
        const before = of.versions.find((o) => o.no === v.no - 1);
        const changes = before ? changesOf(before.terms, v.terms, (id) => names.get(id) ?? '') : [];
        return (
          <Card as="li" key={v.no} class="stack-tight">
            <h3>{v.no === 1 ? t('第 1 版（签订时）') : t('第 {n} 版（补充协议）', { n: v.no })}</h3>
            <Facts
              of={[
                [t('签订'), date(v.signed_on)],
                [t('生效'), date(v.effective_on)],
                ...(v.doc_no ? [[t('协议编号'), v.doc_no] as [string, string]] : []),
                ...(v.reason ? [[t('变更原因'), v.reason] as [string, string]] : []),
                [t('登记'), t('{who} {when}', { who: v.made_by ?? t('系统'), when: moment(v.made_at) })],
              ]}
            />
            {changes.length > 0 && (
              <details open={changes.length <= 6}>
                <summary>{t('改了 {n} 处', { n: changes.length })}</summary>
                <ul class="contract-changes">
                  {changes.map((c) => (
                    <li key={c}>{c}</li>
                  ))}
                </ul>
              </details>
            )}
          </Card>
        );
      })}
    </ol>
  );
}
