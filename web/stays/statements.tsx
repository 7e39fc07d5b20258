import type { InferResponseType } from 'hono/client';
import { call, client } from '../api.ts';
import { StatusDot } from '../ui/badge.tsx';
import { Card } from '../ui/card.tsx';
import { Loading } from '../ui/empty.tsx';
import { date, money, month } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import { word } from '../ui/words.ts';

type Line = InferResponseType<(typeof client.api.v1.stays)[':id']['statements']['$get'], 200>['lines'][number];

/** Month by month: what the contract reckoned, what the government bears and by which scheme, what is left to the family. */
export function Statements({ stay, funding }: { stay: string; funding: string }) {
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.stays[':id'].statements.$get({ param: { id: stay } }, o), { signal }),
    [stay],
  );
  return (
    <Card as="section" class="stack">
      <h2>{t('每月账单')}</h2>
      {failure && <Problem of={failure} onRetry={reload} focus={false} />}
      {!data && !failure && <Loading cards={1} />}
      {data?.lines.length === 0 && (
        <p>
          {funding === 'private'
            ? t('这次入住由个人付费，费用由机构直接与您结算，这里没有政府结算的账单。')
            : t('第一个月还没有结算。每月 1–3 日结上个月的账，之后显示在这里。')}
        </p>
      )}
      {data && data.lines.length > 0 && (
        <ol class="stack">
          {data.lines.map((line) => (
            <Month key={line.id} of={line} />
          ))}
        </ol>
      )}
    </Card>
  );
}

function Month({ of }: { of: Line }) {
  const schemes = Object.entries(of.schemes).filter(([, fen]) => fen !== 0);
  return (
    <li class="statement">
      <div class="row-between">
        <h3>
          {of.kind === 'correction'
            ? t('{month}（{later}更正）', { month: month(of.month_on), later: month(of.settled_in) })
            : month(of.month_on)}
        </h3>
        <StatusDot shape={of.approved_at ? 'check' : 'ring'} tone={of.approved_at ? 'accent' : 'amber'}>
          {of.paid_on && of.government_fen > 0
            ? t('政府部分{date}已付给机构', { date: date(of.paid_on) })
            : of.approved_at
              ? of.government_fen > 0
                ? t('{date}审定，等付款', { date: date(of.approved_at) })
                : t('{date}审定', { date: date(of.approved_at) })
              : t('还在核对')}
        </StatusDot>
      </div>
      <dl class="sums">
        <dt>{t('{service} {n} 天', { service: word('bed', of.service), n: of.days })}</dt>
        <dd>{money(of.amount_fen)}</dd>
        {schemes.map(([scheme, fen]) => [
          <dt key={`${scheme}-t`}>{t('政府付：{scheme}', { scheme: word('scheme', scheme) })}</dt>,
          <dd key={`${scheme}-d`}>{money(-fen)}</dd>,
        ])}
        <dt class="sums-end">{t('家里付')}</dt>
        <dd class="sums-end">{money(of.family_fen)}</dd>
      </dl>
    </li>
  );
}
