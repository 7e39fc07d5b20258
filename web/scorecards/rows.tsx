import { call, client } from '../api.ts';
import { StatusDot } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/card.tsx';
import { csv, download } from '../ui/csv.ts';
import { Loading } from '../ui/empty.tsx';
import { date } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import { CaseView } from '../ui/staff-frame.tsx';
import { Table } from '../ui/table.tsx';
import { kindWord, type Measure, measureSays, measureWord, none, type Rows, rate, share, whyWord } from './words.ts';

/** The records behind one figure: how many of how many is their sum. */
export function RowsCase({ of, quarter, measure }: { of: string; quarter: string; measure: Measure }) {
  const { data, failure, reload } = useLoad(
    (signal) =>
      call(
        (o) =>
          client.api.v1.scorecards[':of'][':quarter'][':measure'].rows.$get({ param: { of, quarter, measure } }, o),
        { signal },
      ),
    [of, quarter, measure],
  );
  return (
    <CaseView>
      <h2>{measureWord(measure)}</h2>
      <p class="muted small">{measureSays(measure)}</p>
      {failure && <Problem of={failure} onRetry={reload} focus={false} />}
      {!data && !failure && <Loading cards={1} />}
      {data && <Opened of={data} name={`${quarter} ${measure}`} />}
    </CaseView>
  );
}

function Opened({ of, name }: { of: Rows; name: string }) {
  const { fixed, now: counted } = of;
  const moved = fixed && ((fixed.num ?? 0) !== counted.num || (fixed.of ?? 0) !== counted.of);
  const save = () =>
    download(
      `${name}.csv`,
      csv([
        [t('日期'), t('类型'), t('编号'), t('计入'), t('原因')],
        ...of.rows.map((r) => [r.on, kindWord(r.kind), r.id, r.counts ? 1 : 0, whyWord(r.why)]),
      ]),
    );
  return (
    <>
      <p>
        {counted.of === 0
          ? none()
          : t('{n} 条记录中 {num} 条计入：{rate}', { n: counted.of, num: counted.num, rate: rate(counted) })}
      </p>
      {moved && (
        <Notice tone="amber">
          {t('锁定时为 {fixed}。锁定后登记的记录不改变已锁定的数字。', { fixed: share(fixed) })}
        </Notice>
      )}
      {of.rows.length > 0 && (
        <>
          <div class="row">
            <Button onClick={save}>{t('下载 CSV')}</Button>
          </div>
          <Table
            caption={t('记录')}
            hideCaption
            maxHeight="32rem"
            rows={of.rows}
            rowKey={(row) => `${row.kind} ${row.id} ${row.on}`}
            columns={[
              { key: 'on', head: t('日期'), nowrap: true, cell: (row) => date(row.on) },
              { key: 'kind', head: t('类型'), nowrap: true, cell: (row) => kindWord(row.kind) },
              {
                key: 'why',
                head: t('是否计入'),
                cell: (row) => (
                  <StatusDot shape={row.counts ? 'check' : 'cross'} tone={row.counts ? 'accent' : 'amber'}>
                    {whyWord(row.why)}
                  </StatusDot>
                ),
              },
              {
                key: 'id',
                head: t('编号'),
                cell: (row) => <code class="small">{row.kind === 'day' ? '' : row.id.slice(-12)}</code>,
              },
            ]}
          />
        </>
      )}
    </>
  );
}
