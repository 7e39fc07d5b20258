import type { InferResponseType } from 'hono/client';
import { Download, Printer } from 'lucide';
import { call, client } from '../api.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { Select } from '../ui/field.tsx';
import { money, month as monthWord, now, number, stamp } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { PrintOnly } from '../ui/print.tsx';
import { Problem } from '../ui/problem.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import { Table } from '../ui/table.tsx';
import { href, useQuery } from '../ui/url.ts';
import { word } from '../ui/words.ts';
import { Notices } from './notices.tsx';
import './disclosures.css';

type Use = InferResponseType<typeof client.api.v1.disclosures.use.$get, 200>;
type Figures = { people: number | null; amount_fen: number | null };

/** What public money was used for, by scheme, contract and facility; no sign-in, nobody to be found from it. */
export default function FundsPage() {
  useTitle(t('资金使用公开'));
  const { query, set } = useQuery();
  const month = query.month || undefined;
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.disclosures.use.$get({ query: { month } }, o), { signal }),
    [month],
  );
  useEvents(['funds'], reload);
  return (
    <PublicFrame>
      <div class="funds stack">
        <div class="row-between">
          <h1>{t('资金使用公开')}</h1>
          {data?.month_on && (
            <Button class="screen-only" icon={Printer} onClick={() => print()}>
              {t('打印')}
            </Button>
          )}
        </div>
        <p>
          {t(
            '政府购买养老服务的钱用在了哪里：按补贴项目、合同和机构列出人数和金额，都是已经审定的结算。这里看不到任何人的姓名、身份和身体情况。',
          )}
        </p>
        {failure && <Problem of={failure} onRetry={reload} focus={false} />}
        {!data && !failure && <Loading />}
        {data && data.months.length === 0 && (
          <Empty title={t('还没有审定的结算')}>
            <p>{t('当月全部合同的结算审定后，这里公开当月的资金使用。')}</p>
          </Empty>
        )}
        {data?.month_on && (
          <>
            <div class="funds-pick screen-only">
              <Select
                label={t('月份')}
                value={data.month_on}
                onInput={(value) => set({ month: value })}
                options={[...new Set([data.month_on, ...data.months])].map((day) => ({
                  value: day,
                  label: monthWord(day),
                }))}
              />
              <ButtonLink
                icon={Download}
                href={href('/api/v1/disclosures/use.csv', { month: data.month_on })}
                download={`use-of-funds-${data.month_on}.csv`}
              >
                CSV
              </ButtonLink>
              <ButtonLink href={href('/api/v1/disclosures/use', { month: data.month_on })} target="_blank">
                JSON
              </ButtonLink>
            </div>
            <Month of={data} />
          </>
        )}
        <Notices />
        <PrintOnly>
          <p class="small">{t('打印时间：{at}', { at: stamp(now.value) })}</p>
        </PrintOnly>
      </div>
    </PublicFrame>
  );
}

const hidden = () => <span class="muted">{t('不单列')}</span>;
const people = (f: Figures) => (f.people === null ? hidden() : number(f.people));
const amount = (f: Figures) => (f.amount_fen === null ? hidden() : money(f.amount_fen));
const both = (f: Figures) =>
  f.people === null || f.amount_fen === null
    ? t('不单列')
    : t('{n} 人 · {sum}', { n: number(f.people), sum: money(f.amount_fen) });

function Month({ of }: { of: Use }) {
  const { total } = of;
  const anyHidden = [total, ...of.schemes, ...of.contracts, ...of.contracts.flatMap((c) => c.facilities)].some(
    (f) => f.people === null,
  );
  return (
    <section class="stack" aria-label={t('{month}的资金使用', { month: monthWord(of.month_on ?? '') })}>
      <Card as="section" class="funds-total">
        <span>{t('{month}财政支付', { month: monthWord(of.month_on ?? '') })}</span>
        <strong class="num">{amount(total)}</strong>
        <span>{total.people === null ? hidden() : t('惠及 {n} 人', { n: number(total.people) })}</span>
      </Card>
      {anyHidden && (
        <p class="small muted">
          {t('不单列：不到 5 人的项不单独列出；为了不能用减法推算，有时连同另一项一起不列。合计里都包含。')}
        </p>
      )}
      <h2>{t('按补贴项目')}</h2>
      <Table
        caption={t('按补贴项目')}
        hideCaption
        rows={of.schemes}
        rowKey={(row) => row.scheme}
        empty={t('当月没有支付')}
        columns={[
          { key: 'scheme', head: t('补贴项目'), cell: (row) => word('scheme', row.scheme) },
          { key: 'people', head: t('人数'), end: true, nowrap: true, cell: people },
          { key: 'amount', head: t('金额'), end: true, nowrap: true, cell: amount },
        ]}
      />
      <h2>{t('按合同和机构')}</h2>
      {of.contracts.map((contract) => (
        <details key={contract.contract_no} class="funds-contract" open={of.contracts.length === 1}>
          <summary>
            <span class="funds-title">
              <strong>{contract.title}</strong> <span class="muted small num">{contract.contract_no}</span>
            </span>
            <span class="num">{both(contract)}</span>
          </summary>
          <Table
            caption={t('{title}：各机构', { title: contract.title })}
            hideCaption
            rows={contract.facilities}
            rowKey={(row) => row.id}
            columns={[
              { key: 'name', head: t('养老机构'), cell: (row) => <a href={`/facilities/${row.id}`}>{row.name}</a> },
              { key: 'people', head: t('人数'), end: true, nowrap: true, cell: people },
              { key: 'amount', head: t('金额'), end: true, nowrap: true, cell: amount },
            ]}
          />
        </details>
      ))}
    </section>
  );
}
