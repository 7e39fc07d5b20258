import { call, client } from '../api.ts';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { date, number, percent } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import { refusalWord } from '../ui/refusals.ts';
import { Table } from '../ui/table.tsx';
import { href } from '../ui/url.ts';

/** How each facility answers those offered to it: declines as a rate with its number, none where there are too few. */
export function AnswerRates() {
  const { data, failure, reload } = useLoad((signal) => call((o) => client.api.v1.answers.$get({}, o), { signal }), []);
  useEvents(['offers'], reload);
  if (failure && !data) return <Problem of={failure} onRetry={reload} focus={false} />;
  if (!data) return <Loading />;
  const few = t('样本太少');
  return (
    <>
      <p class="muted small">
        {t('从 {day} 起的入住通知。率 = 无法接收 ÷ 已答复，不足 5 件已答复的不算率。点机构看逐件。', {
          day: date(data.since),
        })}
        {data.district.decline_rate !== null &&
          t('全区中位数 {rate}（{n} 家）。', {
            rate: percent(data.district.decline_rate, 0),
            n: data.district.facilities,
          })}
      </p>
      <Table
        caption={t('各机构答复率')}
        hideCaption
        rows={data.facilities}
        rowKey={(row) => row.facility_id}
        empty={t('还没有发过入住通知')}
        maxHeight="var(--list-max)"
        columns={[
          {
            key: 'facility',
            head: t('机构名称'),
            cell: (row) => (
              <a class="wrap-name" href={href('/institution/mirror', { facility: row.facility_id })}>
                {row.facility}
              </a>
            ),
          },
          {
            key: 'rate',
            head: t('无法接收率'),
            end: true,
            nowrap: true,
            cell: (row) => (
              <>
                {row.decline_rate === null ? few : percent(row.decline_rate, 0)}{' '}
                <span class="muted small">{t('（{n} 件）', { n: row.accepted + row.declined })}</span>
              </>
            ),
          },
          { key: 'asked', head: t('收到'), end: true, cell: (row) => number(row.asked) },
          { key: 'accepted', head: t('接受'), end: true, cell: (row) => number(row.accepted) },
          { key: 'declined', head: t('无法接收'), end: true, cell: (row) => number(row.declined) },
          { key: 'lapsed', head: t('逾期未答'), end: true, cell: (row) => number(row.lapsed) },
          {
            key: 'hours',
            head: t('用时中位数（小时）'),
            end: true,
            cell: (row) => (row.median_hours === null ? few : number(row.median_hours, 1)),
          },
          {
            key: 'reasons',
            head: t('原因'),
            nowrap: true,
            cell: (row) =>
              row.reasons.map((r) => t('{why} {n}', { why: refusalWord(r.reason), n: r.n })).join(t('、')) || '—',
          },
        ]}
      />
    </>
  );
}
