import type { InferResponseType } from 'hono/client';
import { call, client } from '../api.ts';
import { StatusDot } from '../ui/badge.tsx';
import { date, number } from '../ui/format.ts';
import { key, t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { BarPlot } from '../ui/plot.tsx';
import { session } from '../ui/session.ts';
import { type Column, Table } from '../ui/table.tsx';
import { href } from '../ui/url.ts';
import { word } from '../ui/words.ts';
import { daysWord, Pick, SaveCsv, Shown, streetOptions, type TabProps } from './shared.tsx';

type Stalls = InferResponseType<typeof client.api.v1.insight.stalls.$get, 200>;
type Stall = Stalls['stalls'][number];

const steps: Record<string, string> = {
  accept: key('核对材料，受理或要求补正'),
  complete_papers: key('补齐材料'),
  give_opinions: key('给出部门意见'),
  assess: key('完成能力评估'),
  decide: key('审批'),
  publish: key('开始公示'),
  wait_notice: key('公示期满后列入轮候'),
  answer_objection: key('答复异议'),
  wait_turn: key('在队列中等候'),
  decide_appeal: key('答复申诉'),
  answer_offer: key('答复入住通知'),
  check_in: key('办理入住'),
};
const desks: Record<Stall['desk'], string> = {
  street: key('街道前台'),
  department: key('联审部门'),
  officer: key('经办人'),
  nobody: key('未分办'),
  assessor: key('评估员'),
  clock: key('系统自动'),
  leader: key('分管领导'),
  family: key('家属'),
  facility: key('养老机构'),
  public: key('公示期'),
  queue: key('等空床'),
};

/** Where cases lie at the end of a day: whose turn it is, for how long, and how the deadline stands. */
export function StallsTab({ query, set }: TabProps) {
  const loaded = useLoad(
    (signal) =>
      call(
        (o) =>
          client.api.v1.insight.stalls.$get(
            { query: { ...(query.on ? { on: query.on } : {}), ...(query.street ? { street: query.street } : {}) } },
            o,
          ),
        { signal },
      ),
    [query.on, query.street],
  );
  return (
    <Shown of={loaded}>
      {(data) => (
        <>
          <div class="insight-filters">
            <Pick {...{ query, set }} name="street" label={t('街道')} options={streetOptions(data.streets)} />
          </div>
          <Lying of={data} query={query} />
        </>
      )}
    </Shown>
  );
}

function deskOf(s: Stall, of: Stalls): string {
  if (s.desk === 'street') return t('{street}前台', { street: of.streets.find((x) => x.code === s.of)?.name ?? s.of });
  if (s.desk === 'department') return word('department', s.of);
  return s.of || t(desks[s.desk]);
}

function Lying({ of, query }: { of: Stalls; query: TabProps['query'] }) {
  const red = of.stalls.filter((s) => s.red > 0);
  // The case list is of now, and not everybody who reads this opens cases.
  const opens = of.on === of.today && session.value?.role !== 'administrator';
  const listOf = (s: Stall) =>
    s.status === 'queued'
      ? '/officer/queue'
      : href('/officer/cases', { status: s.status, street: s.desk === 'street' ? s.of : query.street });
  const columns: Column<Stall>[] = [
    {
      key: 'status',
      head: t('状态'),
      nowrap: true,
      cell: (s) => (opens ? <a href={listOf(s)}>{word('status', s.status)}</a> : word('status', s.status)),
    },
    { key: 'step', head: t('等着做什么'), cell: (s) => t(steps[s.step] ?? s.step) },
    { key: 'desk', head: t('在谁手里'), nowrap: true, cell: (s) => deskOf(s, of) },
    { key: 'n', head: t('件数'), end: true, cell: (s) => number(s.n) },
    {
      key: 'red',
      head: t('逾期'),
      end: true,
      nowrap: true,
      cell: (s) =>
        s.red > 0 ? (
          <StatusDot shape="cross" tone="red">
            {number(s.red)}
          </StatusDot>
        ) : (
          '0'
        ),
    },
    {
      key: 'amber',
      head: t('将到期'),
      end: true,
      nowrap: true,
      cell: (s) =>
        s.amber > 0 ? (
          <StatusDot shape="triangle" tone="amber">
            {number(s.amber)}
          </StatusDot>
        ) : (
          '0'
        ),
    },
    { key: 'paused', head: t('停表'), end: true, cell: (s) => number(s.paused) },
    { key: 'median', head: t('已停留（中位）'), end: true, nowrap: true, cell: (s) => daysWord(s.median) },
    { key: 'p90', head: t('九成在此以内'), end: true, nowrap: true, cell: (s) => daysWord(s.p90) },
    { key: 'longest', head: t('最久'), end: true, nowrap: true, cell: (s) => daysWord(s.longest) },
  ];
  return (
    <>
      {red.length > 0 ? (
        <BarPlot
          title={t('逾期的办件在谁手里')}
          head={[t('在谁手里'), t('逾期件数')]}
          bars={red.slice(0, 12).map((s) => ({
            id: `${s.status}${s.step}${s.desk}${s.of}`,
            label: `${word('status', s.status)} · ${deskOf(s, of)}`,
            value: s.red,
            note: t('共 {n} 件', { n: s.n }),
            tone: 'amber' as const,
          }))}
        />
      ) : (
        <p>{t('这一天没有逾期的办件。')}</p>
      )}
      <Table
        caption={t('{day}结束时未了的办件和轮候', { day: date(of.on) })}
        rows={of.stalls}
        columns={columns}
        rowKey={(s) => `${s.status}${s.step}${s.desk}${s.of}`}
        empty={t('这一天没有未了的办件')}
      />
      <p class="small muted">
        {t(
          '共 {n} 件。停留从进入现在的状态那天起算；同时在几个部门手里的，每个部门各算一次。期限和停表按那一天的记录。',
          {
            n: number(of.total),
          },
        )}
      </p>
      <SaveCsv
        file={`stalls-${of.on}`}
        rows={() => {
          const names = [
            'status',
            'step',
            'desk',
            'of',
            'n',
            'red',
            'amber',
            'paused',
            'median',
            'p90',
            'longest',
          ] as const;
          return [['on', ...names], ...of.stalls.map((s) => [of.on, ...names.map((name) => s[name])])];
        }}
      />
    </>
  );
}
