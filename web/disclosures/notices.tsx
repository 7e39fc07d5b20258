import type { InferResponseType } from 'hono/client';
import { call, client } from '../api.ts';
import { StatusDot } from '../ui/badge.tsx';
import { Card, Facts } from '../ui/card.tsx';
import { useEvents } from '../ui/events.ts';
import { date, money, month as monthWord, number } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { useWide } from '../ui/wide.ts';
import { word } from '../ui/words.ts';

type Notice = InferResponseType<typeof client.api.v1.disclosures.$get, 200>['notices'][number];
type Row = NonNullable<Notice['list']>['rows'][number];

/** The notices of use: the masked list as long as it stands, afterwards only that and where it stood. */
export function Notices() {
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.disclosures.$get({}, o), { signal }),
    [],
  );
  useEvents(['funds'], reload);
  return (
    <section class="stack" aria-labelledby="funds-notices">
      <h2 id="funds-notices">{t('使用公示')}</h2>
      {failure && <Problem of={failure} onRetry={reload} focus={false} />}
      {data?.notices.length === 0 && <p class="muted">{t('现在没有公示。')}</p>}
      {data?.notices.map((notice) => (
        <Card as="section" key={notice.id} class="stack">
          <div class="row-between">
            <h3>{t('{month} · {line}', { month: monthWord(notice.month_on), line: notice.line.name })}</h3>
            {notice.list ? (
              <StatusDot shape="dot" tone="accent">
                {t('公示中')}
              </StatusDot>
            ) : (
              <StatusDot shape="ring" tone="plain">
                {t('公示期已满，名单已撤下')}
              </StatusDot>
            )}
          </div>
          <Facts
            of={[
              [t('公示期'), t('{from} 至 {to}', { from: date(notice.from_on), to: date(notice.to_on) })],
              [
                t('公示地点'),
                notice.url ? (
                  <a href={notice.url} rel="noreferrer">
                    {notice.place}
                  </a>
                ) : (
                  notice.place
                ),
              ],
              [
                t('名单校验值'),
                <code class="small" key="sha">
                  {notice.sha256}
                </code>,
              ],
            ]}
          />
          {notice.list && (
            <details>
              <summary>
                {t('名单：{n} 条，共 {sum}', { n: notice.list.rows.length, sum: money(notice.list.total_fen) })}
              </summary>
              <List of={notice} rows={notice.list.rows} />
            </details>
          )}
        </Card>
      ))}
    </section>
  );
}

const other = (text: string) => (text ? text : <span class="muted">{t('其他')}</span>);
const scheme = (row: Row) => other(row.scheme && word('scheme', row.scheme));

function List({ of, rows }: { of: Notice; rows: Row[] }) {
  const wide = useWide();
  const numbered = rows.map((row, index) => ({ ...row, no: index + 1 }));
  type One = (typeof numbered)[number];
  const columns: Column<One>[] = wide
    ? [
        { key: 'name', head: t('姓名'), nowrap: true, cell: (row) => row.name_masked },
        { key: 'community', head: t('社区或村'), cell: (row) => row.community },
        { key: 'facility', head: t('养老机构'), cell: (row) => other(row.facility) },
        { key: 'scheme', head: t('补贴项目'), cell: scheme },
        { key: 'amount', head: t('金额'), end: true, nowrap: true, cell: (row) => money(row.amount_fen) },
      ]
    : [
        {
          key: 'name',
          head: t('姓名'),
          cell: (row) => (
            <>
              {row.name_masked} <span class="small">{row.community}</span>
            </>
          ),
        },
        {
          key: 'facility',
          head: t('养老机构'),
          cell: (row) => (
            <>
              {other(row.facility)} <span class="small muted">{scheme(row)}</span>
            </>
          ),
        },
        { key: 'amount', head: t('金额'), end: true, nowrap: true, cell: (row) => money(row.amount_fen) },
      ];
  return (
    <div class="stack-tight">
      <Table
        caption={t('{month}资金使用名单，{n} 条', { month: monthWord(of.month_on), n: number(rows.length) })}
        hideCaption
        rows={numbered}
        rowKey={(row) => String(row.no)}
        columns={columns}
        maxHeight="32rem"
      />
      <p class="small muted">{t('金额是这个资金科目承担的部分。其他：不到 5 人的机构或补贴项目不单独写明。')}</p>
    </div>
  );
}
