import { Printer } from 'lucide';
import type { ComponentChildren } from 'preact';
import { LEAST_RATINGS } from '../../server/scorecards/rules.ts';
import { call, client } from '../api.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Facts, Notice } from '../ui/card.tsx';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { Select } from '../ui/field.tsx';
import { date, now, number, stamp } from '../ui/format.ts';
import { Grade, type GradeCode, gradeWord, quarterWord } from '../ui/grade.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { BarPlot } from '../ui/plot.tsx';
import { PrintOnly } from '../ui/print.tsx';
import { Problem } from '../ui/problem.tsx';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { Table } from '../ui/table.tsx';
import { useQuery } from '../ui/url.ts';
import { RowsCase } from './rows.tsx';
import { type Measure, measureSays, measures, measureWord, none, points, rate, share, type Whole } from './words.ts';
import './scorecards.css';

/** One scorecard with its figures; each opens the records behind it. `quarter` undefined: the running one. */
export function Scorecard({ of, quarter, tools }: { of: string; quarter: string; tools?: ComponentChildren }) {
  const { query, set } = useQuery();
  const { data, failure, reload } = useLoad(
    (signal) =>
      call((o) => client.api.v1.scorecards[':of'][':quarter'].$get({ param: { of, quarter } }, o), { signal }),
    [of, quarter],
  );
  useEvents(['scorecards'], reload);
  const title = data ? t('{name}：考核', { name: data.card.name }) : t('考核');
  useTitle(title);
  const open = data && (measures[data.subject] as readonly Measure[]).find((m) => m === query.measure);
  return (
    <StaffFrame
      title={title}
      tools={
        <>
          {tools}
          <Button icon={Printer} onClick={() => print()}>
            {t('打印')}
          </Button>
        </>
      }
      list={
        <div class="stack scorecard">
          {failure && <Problem of={failure} onRetry={reload} focus={false} />}
          {!data && !failure && <Loading />}
          {data && (
            <>
              <div class="scorecard-pick screen-only">
                <Select
                  label={t('考核期')}
                  value={data.quarter}
                  onInput={(q) => set({ quarter: q, measure: null })}
                  options={[...new Set([data.quarter, ...data.quarters])].map((q) => ({
                    value: q,
                    label: quarterWord(q),
                  }))}
                />
              </div>
              <Head of={data} />
              <Figures of={data} current={open ?? null} onOpen={(measure) => set({ measure })} />
              <Past of={data} />
              <PrintOnly>
                <p class="small">{t('打印时间：{at}', { at: stamp(now.value) })}</p>
              </PrintOnly>
            </>
          )}
        </div>
      }
      case={open ? <RowsCase key={`${of} ${quarter} ${open}`} of={of} quarter={quarter} measure={open} /> : null}
      onBack={() => set({ measure: null })}
    />
  );
}

function Head({ of }: { of: Whole }) {
  const { card, weights } = of;
  return (
    <>
      <PrintOnly>
        <h1>{t('{name} {quarter}考核表', { name: card.name, quarter: quarterWord(of.quarter) })}</h1>
      </PrintOnly>
      {card.fixed_at === null && (
        <Notice tone="plain">
          {t('还没有锁定：按 {day} 以前的记录计算，每天会变。', { day: date(of.counted_until) })}
        </Notice>
      )}
      {card.demonstration && (
        <p>
          <Badge>{t('演示数据')}</Badge>
        </p>
      )}
      <Facts
        of={[
          [t('考核期'), quarterWord(of.quarter)],
          [t('等级'), <Grade key="grade" of={card.grade} />],
          [
            t('得分'),
            card.score_tenths === null
              ? t('无数据：有数据的指标权重合计 {n}，不足 {least}，不评分', {
                  n: card.weighed,
                  least: weights?.least_weight ?? 0,
                })
              : t('{score} 分（有数据的指标权重合计 {n}）', { score: points(card.score_tenths), n: card.weighed }),
          ],
          [
            t('状态'),
            card.fixed_at === null
              ? t('未锁定')
              : card.published_at === null
                ? t('{at} 锁定，未公布', { at: stamp(card.fixed_at) })
                : t('{at} 锁定，{on} 公布', { at: stamp(card.fixed_at), on: stamp(card.published_at) }),
          ],
          ...(card.digest
            ? ([
                [
                  t('校验码'),
                  <code key="digest" class="scorecard-digest">
                    {card.digest}
                  </code>,
                ],
              ] as [string, ComponentChildren][])
            : []),
        ]}
      />
    </>
  );
}

function Figures({ of, current, onOpen }: { of: Whole; current: Measure | null; onOpen: (m: Measure) => void }) {
  const { card, weights } = of;
  const rows = (measures[of.subject] as readonly Measure[]).map((m) => ({
    m,
    f: card.figures[m],
    w: weights?.weights[m] ?? null,
  }));
  return (
    <section class="stack-tight">
      <h2>{t('指标')}</h2>
      <Table
        caption={t('指标')}
        hideCaption
        maxHeight="none"
        rows={rows}
        rowKey={(row) => row.m}
        current={current}
        onOpen={(row) => onOpen(row.m)}
        columns={[
          {
            key: 'measure',
            head: t('指标'),
            cell: (row) => (
              <span class="scorecard-measure">
                {measureWord(row.m)}
                {!current && <span class="small muted">{measureSays(row.m)}</span>}
              </span>
            ),
          },
          { key: 'num', head: t('计数'), end: true, nowrap: true, cell: (row) => share(row.f) },
          { key: 'rate', head: t('比例'), end: true, nowrap: true, cell: (row) => rate(row.f) },
          {
            key: 'points',
            head: t('得分'),
            end: true,
            nowrap: true,
            cell: (row) => (row.f?.points == null && row.f?.of ? t('样本不足') : points(row.f?.points ?? null)),
          },
          { key: 'weight', head: t('权重'), end: true, cell: (row) => (row.w === null ? none() : number(row.w)) },
        ]}
      />
      <p class="small muted">
        {t(
          '得分按有数据的指标加权平均；记录少于 {n} 条的指标、少于 {ratings} 条评价的满意度只列出、不计分。点开一项看每条记录。',
          {
            n: weights?.least_of ?? 1,
            ratings: Math.max(weights?.least_of ?? 1, LEAST_RATINGS),
          },
        )}
      </p>
    </section>
  );
}

function Past({ of }: { of: Whole }) {
  if (of.past.length === 0) return null;
  return (
    <section class="stack-tight">
      <h2>{t('历次考核')}</h2>
      <BarPlot
        title={t('已锁定的各季度得分')}
        max={100}
        head={[t('考核期'), t('得分')]}
        none={none()}
        value={(n) => number(n, 1)}
        bars={of.past.map((p) => ({
          id: p.quarter,
          label: quarterWord(p.quarter),
          value: p.score_tenths === null ? null : p.score_tenths / 10,
          note: p.grade ? gradeWord(p.grade as GradeCode) : undefined,
        }))}
      />
    </section>
  );
}
