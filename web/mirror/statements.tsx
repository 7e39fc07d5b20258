import { call, client } from '../api.ts';
import { ButtonLink } from '../ui/button.tsx';
import { useEvents } from '../ui/events.ts';
import { date, money, month, number } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { Table } from '../ui/table.tsx';

/** What the home was settled, month by month; each statement is one click away. */
export function Statements({ facility }: { facility: string }) {
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.settlements.$get({ query: { facility } }, o), { signal }),
    [facility],
  );
  useEvents(['settlements'], reload);
  const place = session.value?.role === 'institution' ? '/institution/settlements' : '/officer/settlements';
  return (
    <section class="mirror-part" aria-labelledby="mirror-statements">
      <h2 id="mirror-statements">{t('结算单')}</h2>
      {failure && <Problem of={failure} onRetry={reload} focus={false} />}
      {data && data.settlements.length === 0 && <p>{t('还没有结算过')}</p>}
      {data && data.settlements.length > 0 && (
        <Table
          caption={t('本机构的结算单')}
          hideCaption
          maxHeight="24rem"
          rows={data.settlements}
          rowKey={(row) => row.id}
          columns={[
            { key: 'month', head: t('月份'), nowrap: true, cell: (row) => month(`${row.month}-01`) },
            { key: 'persons', head: t('人数'), end: true, cell: (row) => number(row.persons) },
            { key: 'amount', head: t('服务费'), end: true, nowrap: true, cell: (row) => money(row.amount_fen) },
            {
              key: 'government',
              head: t('政府承担'),
              end: true,
              nowrap: true,
              cell: (row) => money(row.government_fen),
            },
            { key: 'family', head: t('家庭承担'), end: true, nowrap: true, cell: (row) => money(row.family_fen) },
            {
              key: 'state',
              head: t('审定'),
              nowrap: true,
              cell: (row) => (row.approved_at ? date(row.approved_at) : t('草稿')),
            },
            {
              key: 'open',
              head: t('查看'),
              nowrap: true,
              cell: (row) => (
                <ButtonLink
                  look="quiet"
                  href={`${place}/${row.id}`}
                  aria-label={t('{month}的结算单', { month: month(`${row.month}-01`) })}
                >
                  {t('打开')}
                </ButtonLink>
              ),
            },
          ]}
        />
      )}
    </section>
  );
}
