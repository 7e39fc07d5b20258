import type { InferResponseType } from 'hono/client';
import { FileText } from 'lucide';
import { call, client } from '../api.ts';
import { Badge } from '../ui/badge.tsx';
import { Card, Facts } from '../ui/card.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { date, money, number } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import { ContractState } from './state.tsx';
import { span } from './words.ts';
import './contracts.css';

type Row = InferResponseType<typeof client.api.v1.contracts.announcements.$get, 200>['contracts'][number];
const over: readonly Row['state'][] = ['ended', 'terminated'];

/** Which services the bureau has bought, from whom and for how much: for everybody. */
export default function ContractsForAllPage() {
  useTitle(t('合同公告'));
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.contracts.announcements.$get({}, o), { signal }),
    [],
  );
  useEvents(['contracts'], reload);
  const rows = data?.contracts ?? [];
  const live = rows.filter((c) => !over.includes(c.state));
  const past = rows.filter((c) => over.includes(c.state));
  return (
    <PublicFrame>
      <div class="contracts-public stack">
        <h1>{t('合同公告')}</h1>
        <p>
          {t(
            '政府购买养老服务的合同在签订后两个工作日内公告：向谁购买、多少名额、单价和总价。点开看全文、标的和变更。',
          )}
        </p>
        {failure && <Problem of={failure} onRetry={reload} />}
        {!data && !failure && <Loading />}
        {data && rows.length === 0 && (
          <Empty icon={FileText} title={t('还没有公告的合同')}>
            <p>{t('新的公告会出现在这里。')}</p>
          </Empty>
        )}
        {live.length > 0 && <Cards of={live} title={t('履行中和未开始')} />}
        {past.length > 0 && <Cards of={past} title={t('已结束')} />}
      </div>
    </PublicFrame>
  );
}

const Cards = ({ of, title }: { of: Row[]; title: string }) => (
  <section class="stack-tight">
    <h2>{title}</h2>
    <ul class="contract-cards">
      {of.map((c) => (
        <Card as="li" key={c.id} class="stack-tight">
          <h3>
            <a href={`/contracts/${c.id}`}>{c.title}</a>
          </h3>
          <div class="row">
            <ContractState of={c} />
            {c.demonstration && <Badge>{t('示例')}</Badge>}
          </div>
          <Facts
            of={[
              [t('承接主体'), c.provider],
              [t('合同期'), span(c.start, c.end)],
              [t('合同金额'), money(c.amount_fen, true)],
              [t('名额'), t('{n} 个，{m} 家机构', { n: number(c.bought), m: number(c.facilities) })],
              [t('公告日期'), date(c.announced_on)],
            ]}
          />
        </Card>
      ))}
    </ul>
  </section>
);
