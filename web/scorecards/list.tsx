import { Download } from 'lucide';
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { dayOf } from '../../server/kernel/period.ts';
import { quarterOf } from '../../server/scorecards/rules.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/card.tsx';
import { csv, download } from '../ui/csv.ts';
import { Confirm } from '../ui/dialog.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { Select } from '../ui/field.tsx';
import { date, now, number, stamp } from '../ui/format.ts';
import { Grade, gradeCodes, gradeWord, quarterWord } from '../ui/grade.tsx';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { BarPlot } from '../ui/plot.tsx';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { type Column, type Sort, Table } from '../ui/table.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { say } from '../ui/toast.tsx';
import { href, useQuery } from '../ui/url.ts';
import { HoldbackTab } from './holdback.tsx';
import { type Card, type Cards, type Measure, measures, measureWord, points, rate, type Subject } from './words.ts';
import './scorecards.css';

/** The assessment line: everybody's figures of a quarter, its fixing and publication, and the money that follows. */
export default function ScorecardsPage() {
  return (
    <Guard roles={['officer', 'leader', 'inspector']}>
      <Scorecards />
    </Guard>
  );
}

function Scorecards() {
  useTitle(t('考核'));
  const { query, set } = useQuery();
  const quarter = query.quarter || quarterOf(dayOf(now.value));
  const tab = query.subject === 'desk' ? 'desk' : query.subject === 'holdback' ? 'holdback' : 'facility';
  return (
    <StaffFrame
      title={t('考核')}
      list={
        <Tabs
          label={t('考核谁')}
          current={tab}
          onChange={(id) => set({ subject: id === 'facility' ? null : id, sort: null })}
          tabs={[
            { id: 'facility', label: t('机构') },
            { id: 'desk', label: t('街道前台') },
            { id: 'holdback', label: t('留待考核的款项') },
          ]}
        >
          {tab === 'holdback' ? (
            <HoldbackTab key={quarter} quarter={quarter} onQuarter={(q) => set({ quarter: q })} />
          ) : (
            <Loaded key={tab} subject={tab} quarter={quarter} />
          )}
        </Tabs>
      }
    />
  );
}

function Loaded({ subject, quarter }: { subject: Subject; quarter: string }) {
  const { query, set } = useQuery();
  const { route } = useLocation();
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.scorecards.$get({ query: { subject, quarter } }, o), { signal }),
    [subject, quarter],
  );
  useEvents(['scorecards'], reload);
  const sort: Sort = query.sort
    ? { key: query.sort.replace(/^-/, ''), down: query.sort.startsWith('-') }
    : { key: 'score', down: true };
  const rows = sorted(data?.cards ?? [], sort);
  const names = measures[subject] as readonly Measure[];
  const save = () =>
    download(
      `${quarter} ${subject}.csv`,
      csv([
        [
          t('名称'),
          t('等级'),
          t('得分'),
          ...names.flatMap((m) => [measureWord(m), t('{name}记录数', { name: measureWord(m) })]),
        ],
        ...rows.map((c) => [
          c.name,
          gradeWord(c.grade),
          c.score_tenths === null ? null : c.score_tenths / 10,
          ...names.flatMap((m) => [c.figures[m]?.num ?? null, c.figures[m]?.of ?? null]),
        ]),
      ]),
    );
  return (
    <div class="stack scorecards">
      {failure && <Problem of={failure} onRetry={reload} focus={false} />}
      {!data && !failure && <Loading />}
      {data && (
        <>
          <div class="row scorecard-pick">
            <Select
              label={t('考核期')}
              value={quarter}
              onInput={(q) => set({ quarter: q })}
              options={[...new Set([quarter, ...data.quarters])].map((q) => ({ value: q, label: quarterWord(q) }))}
            />
            {rows.length > 0 && (
              <Button icon={Download} onClick={save}>
                {t('下载 CSV')}
              </Button>
            )}
          </div>
          <State of={data} onDone={reload} />
          {data.weights === null && <Notice tone="amber">{t('这个季度没有适用的考核权重，只列数字，不评分。')}</Notice>}
          {rows.length === 0 ? (
            <Empty title={t('没有考核对象')}>
              <p>{t('这个季度还没有可以考核的机构或街道。')}</p>
            </Empty>
          ) : (
            <>
              <Table
                caption={t('考核结果')}
                hideCaption
                rows={rows}
                rowKey={(row) => row.id}
                columns={columns(names)}
                sort={sort}
                onSort={(s) => set({ sort: `${s.down ? '-' : ''}${s.key}` }, { replace: true })}
                onOpen={(row) => route(href(`/officer/scorecards/${row.id}`, { quarter }))}
                maxHeight="var(--list-max)"
              />
              <Spread of={rows} />
            </>
          )}
        </>
      )}
    </div>
  );
}

const figureAt = (c: Card, key: string): number | null => {
  if (key === 'score') return c.score_tenths;
  const f = c.figures[key];
  return f?.num == null || !f.of ? null : f.num / f.of;
};
/** What has no data stands last, whichever way it is sorted. */
const sorted = (cards: readonly Card[], { key, down }: Sort): Card[] =>
  [...cards].sort((a, b) => {
    if (key === 'name') return (a.name < b.name ? -1 : 1) * (down ? -1 : 1);
    const [x, y] = [figureAt(a, key), figureAt(b, key)];
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
    return down ? y - x : x - y;
  });

const columns = (names: readonly Measure[]): Column<Card>[] => [
  { key: 'name', head: t('名称'), sortable: true, cell: (row) => <span class="scorecard-name">{row.name}</span> },
  { key: 'grade', head: t('等级'), nowrap: true, cell: (row) => <Grade of={row.grade} /> },
  { key: 'score', head: t('得分'), end: true, nowrap: true, sortable: true, cell: (row) => points(row.score_tenths) },
  ...names.map(
    (m): Column<Card> => ({
      key: m,
      head: measureWord(m),
      end: true,
      nowrap: true,
      sortable: true,
      cell: (row) => rate(row.figures[m]),
    }),
  ),
];

function Spread({ of }: { of: Card[] }) {
  const count = (grade: Card['grade']) => of.filter((c) => c.grade === grade).length;
  return (
    <BarPlot
      title={t('各等级有多少')}
      head={[t('等级'), t('数量')]}
      bars={[
        ...gradeCodes.map((g) => ({ id: g, label: gradeWord(g), value: count(g) })),
        { id: 'none', label: t('无等级（数据不足）'), value: count(null), tone: 'stale' as const },
      ]}
      value={(n) => number(n)}
    />
  );
}

/** Where the quarter stands, and the leader's next step. */
function State({ of, onDone }: { of: Cards; onDone: () => void }) {
  const [asking, setAsking] = useState(false);
  const leader = session.value?.role === 'leader';
  const fixed = of.cards.find((c) => c.fixed_at !== null);
  const published = fixed?.published_at ?? null;
  const over = of.end <= dayOf(now.value);
  const json = { subject: of.subject, quarter: of.quarter };
  const fix = useAction((intent) => call((o) => client.api.v1.scorecards.fix.$post({ json }, o), { intent }));
  const publish = useAction((intent) => call((o) => client.api.v1.scorecards.publish.$post({ json }, o), { intent }));
  const step = fixed ? publish : fix;
  const go = async () => {
    const done = await step.run();
    setAsking(false);
    if (!done.ok) return;
    say(fixed ? t('已公布') : t('已锁定'));
    onDone();
  };
  const verb = fixed ? t('公布等级') : t('锁定本季度');
  return (
    <div class="row-between scorecard-state">
      <p>
        {!fixed &&
          (over
            ? t('本季度已结束，还没有锁定。')
            : t('本季度还没有结束：按 {day} 以前的记录计算。', { day: date(of.counted_until) }))}
        {fixed && t('{at} 锁定。', { at: stamp(fixed.fixed_at) })}
        {fixed && (published ? t('{at} 公布。', { at: stamp(published) }) : t('还没有公布。'))}
      </p>
      {step.failure && <Problem of={step.failure} />}
      {leader && over && !published && (
        <Button look="primary" onClick={() => setAsking(true)}>
          {verb}
        </Button>
      )}
      <Confirm open={asking} title={verb} verb={verb} busy={step.busy} onConfirm={go} onClose={() => setAsking(false)}>
        <p>
          {fixed
            ? t('公布后，任何人都能看到各机构本季度的等级；留待考核的款项可以按等级拨付。')
            : t('锁定后，本季度的数字、得分和等级不再改变，以后登记的记录不影响它们。')}
        </p>
        <p class="muted">
          {t('共 {n} 个，其中 {m} 个数据不足，没有等级。', {
            n: of.cards.length,
            m: of.cards.filter((c) => c.grade === null).length,
          })}
        </p>
      </Confirm>
    </div>
  );
}
