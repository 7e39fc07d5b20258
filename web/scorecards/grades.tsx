import { Printer } from 'lucide';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { Select } from '../ui/field.tsx';
import { now, number, stamp } from '../ui/format.ts';
import { Grade, gradeCodes, gradeWord, quarterWord } from '../ui/grade.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { BarPlot } from '../ui/plot.tsx';
import { PrintOnly } from '../ui/print.tsx';
import { Problem } from '../ui/problem.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import { Table } from '../ui/table.tsx';
import { useQuery } from '../ui/url.ts';
import { type Figure, type Measure, measureSays, measures, measureWord, points, rate } from './words.ts';
import './scorecards.css';

/** Grades of the facilities as the bureau made them public: no sign-in. */
export default function GradesPage() {
  useTitle(t('民政考核等级'));
  const { query, set } = useQuery();
  const quarter = query.quarter || undefined;
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.grades.$get({ query: { quarter } }, o), { signal }),
    [quarter],
  );
  useEvents(['scorecards'], reload);
  const rows = [...(data?.grades ?? [])].sort(
    (a, b) => (b.score_tenths ?? -1) - (a.score_tenths ?? -1) || (a.name < b.name ? -1 : 1),
  );
  const weights = data?.weights;
  return (
    <PublicFrame>
      <div class="stack grades">
        <div class="row-between">
          <h1>{t('民政考核等级')}</h1>
          {rows.length > 0 && (
            <Button class="screen-only" icon={Printer} onClick={() => print()}>
              {t('打印')}
            </Button>
          )}
        </div>
        <p>
          {t(
            '民政部门每季度按记录考核各机构，只用系统里可以核对的事实。这不是机构星级（国家标准 GB/T 37276 评定），也不是家属评价。',
          )}
        </p>
        {failure && <Problem of={failure} onRetry={reload} focus={false} />}
        {!data && !failure && <Loading />}
        {data && data.quarters.length === 0 && (
          <Empty title={t('还没有公布的考核')}>
            <p>{t('一个季度的考核锁定并公布以后，列在这里。')}</p>
          </Empty>
        )}
        {data?.quarter && (
          <>
            <div class="scorecard-pick screen-only">
              <Select
                label={t('考核期')}
                value={data.quarter}
                onInput={(q) => set({ quarter: q })}
                options={data.quarters.map((q) => ({ value: q, label: quarterWord(q) }))}
              />
            </div>
            <PrintOnly>
              <h2>{quarterWord(data.quarter)}</h2>
            </PrintOnly>
            <Table
              caption={t('{quarter}各机构的等级', { quarter: quarterWord(data.quarter) })}
              maxHeight="none"
              rows={rows}
              rowKey={(row) => row.facility_id}
              empty={t('这个季度没有公布的等级')}
              columns={[
                {
                  key: 'name',
                  head: t('机构'),
                  cell: (row) => (
                    <a class="scorecard-name" href={`/facilities/${row.facility_id}`}>
                      {row.name}
                    </a>
                  ),
                },
                { key: 'grade', head: t('等级'), nowrap: true, cell: (row) => <Grade of={row.grade} /> },
                { key: 'score', head: t('得分'), end: true, nowrap: true, cell: (row) => points(row.score_tenths) },
                ...measures.facility.map((m: Measure) => ({
                  key: m,
                  head: measureWord(m),
                  end: true,
                  nowrap: true,
                  cell: (row: (typeof rows)[number]) => told(row.figures[m]),
                })),
              ]}
            />
            <BarPlot
              title={t('各等级有多少')}
              head={[t('等级'), t('数量')]}
              value={(n) => number(n)}
              bars={[
                ...gradeCodes.map((g) => ({
                  id: g,
                  label: gradeWord(g),
                  value: rows.filter((r) => r.grade === g).length,
                })),
                {
                  id: 'none',
                  label: t('无等级（数据不足）'),
                  value: rows.filter((r) => r.grade === null).length,
                  tone: 'stale' as const,
                },
              ]}
            />
            <section class="stack-tight">
              <h2>{t('怎么算的')}</h2>
              <ul class="stack-tight">
                {measures.facility.map((m) => (
                  <li key={m}>
                    {t('{name}（权重 {n}）：{says}', {
                      name: measureWord(m),
                      n: weights?.weights[m] ?? 0,
                      says: measureSays(m),
                    })}
                  </li>
                ))}
              </ul>
              {weights && (
                <p>
                  {t('得分是有数据的指标按权重的平均；有数据的权重不足 {least} 的不评分。', {
                    least: weights.least_weight,
                  })}{' '}
                  {weights.grades
                    .map((g) => t('{grade}：{from} 分起', { grade: gradeWord(g.grade), from: g.from }))
                    .join(t('，'))}
                </p>
              )}
            </section>
            <PrintOnly>
              <p class="small">{t('打印时间：{at}', { at: stamp(now.value) })}</p>
            </PrintOnly>
          </>
        )}
      </div>
    </PublicFrame>
  );
}

/** A rate over a few records says more about chance than about the home: it is not put beside the others. */
function told(figure: Figure | null | undefined): string {
  if (figure === null) return t('人数少，不公布');
  return figure?.of && figure.points == null ? t('样本不足') : rate(figure);
}
