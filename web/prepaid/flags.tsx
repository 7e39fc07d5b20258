import { StatusDot } from '../ui/badge.tsx';
import { Facts } from '../ui/card.tsx';
import { money, percent, unfiled } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { type Flag, flagText, flagTone, kindWord, type Prepaid } from './words.ts';
import './prepaid.css';

/** What stands against a home, each in its own line; nothing when all is in order. */
export const Flags = ({ of }: { of: readonly Flag[] }) => (
  <ul class="prepaid-flags">
    {of.map((flag) => (
      <li key={flag.code}>
        <StatusDot shape={flag.grave ? 'triangle' : 'half'} tone={flagTone(flag)}>
          {flagText(flag)}
        </StatusDot>
      </li>
    ))}
    {of.length === 0 && (
      <li>
        <StatusDot shape="check" tone="accent">
          {t('没有发现问题')}
        </StatusDot>
      </li>
    )}
  </ul>
);

/** How much of the ceiling is used, as a bar with its numbers. */
export function Meter({ held, limit }: { held: number; limit: number | null }) {
  if (limit === null) return <p class="muted">{t('没有通过备案，不得预收')}</p>;
  const share = limit > 0 ? held / limit : held > 0 ? 1 : 0;
  return (
    <div class="prepaid-meter">
      <div class="prepaid-bar" data-over={share > 1 ? 'over' : share >= 0.8 ? 'near' : undefined} aria-hidden="true">
        <div style={{ inlineSize: `${Math.min(100, share * 100)}%` }} />
      </div>
      <p>
        {t('持有 {held}，可预收总额 {limit}，已用 {share}', {
          held: money(held),
          limit: money(limit),
          share: percent(share),
        })}
      </p>
    </div>
  );
}

export const HeldFacts = ({ held, reserve }: { held: Prepaid['held']; reserve: number | null }) => (
  <Facts
    of={[
      ...(['service_fee', 'deposit', 'membership'] as const).map((kind): [string, string] => [
        kindWord(kind),
        money(held[kind]),
      ]),
      [t('其中应存管'), money(held.custody)],
      [t('风险保证金'), reserve === null ? unfiled() : money(reserve)],
    ]}
  />
);

/** The limits in force, with their document; an example says so. */
export function Limits({ of }: { of: Prepaid['rules'] }) {
  if (!of) return <p class="muted small">{t('没有生效的预收费规定，请管理员录入。')}</p>;
  return (
    <p class="muted small">
      {t('规定（{doc}）：服务费预收不超过 {months} 个月，押金不超过月床位费的 {times} 倍，停业提前 {days} 天公告。', {
        doc: of.doc_no,
        months: of.service_months,
        times: of.deposit_times,
        days: of.notice_days,
      })}{' '}
      {of.membership_cap_fen === null
        ? t('会员费上限未填报。')
        : t('会员费每人不超过 {cap}。', { cap: money(of.membership_cap_fen, true) })}{' '}
      {of.reserve_basis_points === null
        ? t('风险保证金比例未填报。')
        : t('风险保证金不低于存管金额的 {share}。', { share: percent(of.reserve_basis_points / 10_000) })}{' '}
      {of.example && t('示例数字，不是本区规定。')}
    </p>
  );
}
