import { call, client } from '../api.ts';
import { StatusDot } from '../ui/badge.tsx';
import { ToggleChip } from '../ui/chip.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { Select } from '../ui/field.tsx';
import { dayMonth, month as monthWord } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import { type Column, Table } from '../ui/table.tsx';
import type { Query, useQuery } from '../ui/url.ts';
import { useWide } from '../ui/wide.ts';
import type { Line, MonthState } from './shapes.ts';
import { markOf, type Question, questionName, questions, stateWord } from './words.ts';

type Row = MonthState & { line: Line };

/** Each budget line and month in which something moved, the latest first, with the three answers. */
export function Questions({ query, set }: { query: Query; set: ReturnType<typeof useQuery>['set'] }) {
  const wide = useWide();
  const year = query.year || undefined;
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.scrutiny.$get({ query: { year } }, o), { signal }),
    [year],
  );
  useEvents(['funds'], reload);
  const all: Row[] = (data?.lines ?? []).flatMap((line) => line.months.map((one) => ({ ...one, line })));
  const moved = all.filter((row) => questions.some((q) => row[q].state !== 'none'));
  const here = moved.filter((row) => !query.fund || row.line.id === query.fund);
  const red = here.filter((row) => questions.some((q) => row[q].state === 'fails'));
  const rows = (query.red ? red : here).sort((a, b) =>
    a.month_on === b.month_on ? (a.line.code < b.line.code ? -1 : 1) : a.month_on < b.month_on ? 1 : -1,
  );
  return (
    <div class="stack questions">
      {failure && <Problem of={failure} onRetry={reload} focus={false} />}
      {!data && !failure && <Loading />}
      {data && (
        <div class="scrutiny-pick">
          <Select
            label={t('预算年度')}
            value={String(data.year)}
            onInput={(value) => set({ year: value, fund: null, line: null, month: null })}
            options={[...new Set([data.year, ...data.years])].map((y) => ({ value: String(y), label: String(y) }))}
          />
          <Select
            label={t('资金科目')}
            value={query.fund ?? ''}
            empty={t('全部科目')}
            onInput={(value) => set({ fund: value })}
            options={data.lines.map((line) => ({ value: line.id, label: `${line.code} ${line.name}` }))}
          />
          <ToggleChip on={!!query.red} onChange={(on) => set({ red: on ? '1' : null }, { replace: true })}>
            {t('只看有问题的')} <strong class="num">{red.length}</strong>
          </ToggleChip>
        </div>
      )}
      {data && data.lines.length === 0 && (
        <Empty title={t('这一年还没有资金科目')}>
          <p>{t('在资金台账里建立科目后，这里逐月回答三个问题。')}</p>
        </Empty>
      )}
      {data && data.lines.length > 0 && (
        <Table
          caption={t('各资金科目逐月三查')}
          hideCaption
          columns={columns(wide && !query.line)}
          rows={rows}
          rowKey={(row) => `${row.line.id} ${row.month_on}`}
          current={query.line && query.month ? `${query.line} ${query.month}` : null}
          onOpen={(row) => set({ line: row.line.id, month: row.month_on })}
          empty={query.red ? t('没有发现问题') : t('这一年还没有收支')}
          maxHeight="var(--list-max)"
        />
      )}
    </div>
  );
}

/** `room`: the answer in words; else its mark with the day or the number, and the words for readers. */
const answer = (q: Question, room: boolean): Column<Row> => ({
  key: q,
  head: questionName(q),
  nowrap: true,
  cell: (row) => {
    const one = row[q];
    const short =
      one.state === 'fails' ? String(one.flags) : one.state === 'waiting' && one.due_on ? dayMonth(one.due_on) : '';
    return (
      <StatusDot {...markOf(one.state)}>
        {room ? (
          stateWord(q, one)
        ) : (
          <>
            <span class="visually-hidden">{stateWord(q, one)}</span>
            <span aria-hidden="true">{short}</span>
          </>
        )}
      </StatusDot>
    );
  },
});

/** On a phone, or beside an open case, the line stands under its month, so that the three answers are in sight. */
const columns = (room: boolean): Column<Row>[] =>
  room
    ? [
        { key: 'month', head: t('月份'), nowrap: true, cell: (row) => monthWord(row.month_on) },
        { key: 'line', head: t('资金科目'), cell: (row) => row.line.name },
        ...questions.map((q) => answer(q, room)),
      ]
    : [
        {
          key: 'month',
          head: t('月份'),
          cell: (row) => (
            <span class="line-cell">
              {monthWord(row.month_on)}
              <br />
              <span class="small muted">{row.line.name}</span>
            </span>
          ),
        },
        ...questions.map((q) => answer(q, room)),
      ];
