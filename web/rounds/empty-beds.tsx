import type { InferResponseType } from 'hono/client';
import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Chips, ToggleChip } from '../ui/chip.tsx';
import { Loading } from '../ui/empty.tsx';
import { number } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { BarPlot } from '../ui/plot.tsx';
import { Problem } from '../ui/problem.tsx';
import { Table } from '../ui/table.tsx';
import { useQuery } from '../ui/url.ts';
import { word } from '../ui/words.ts';
import { emptyCodes, emptyWord, hindranceWord, type Round } from './words.ts';

type Answer = InferResponseType<(typeof client.api.v1.rounds)[':id']['empty']['$get'], 200>;
const PAGE = 100;

/** Every bed the round left empty with its reason, and what one more bed of which kind would change. */
export function EmptyBeds({ round }: { round: Round }) {
  const { query, set } = useQuery();
  const [most, setMost] = useState(PAGE);
  const { data, failure, reload } = useLoad(
    (signal) =>
      call((o) => client.api.v1.rounds[':id'].empty.$get({ param: { id: round.id } }, o), {
        signal,
        timeoutMs: 60_000,
      }),
    [round.id, round.ran_at],
  );
  if (!data) return failure ? <Problem of={failure} onRetry={reload} focus={false} /> : <Loading />;
  const counts = new Map(emptyCodes.map((code) => [code, data.empty.filter((e) => e.reason === code).length]));
  const rows = data.empty.filter((e) => !query.why || e.reason === query.why);
  return (
    <div class="empty-beds">
      <div class="stack-tight">
        <Chips label={t('原因')}>
          {emptyCodes
            .filter((code) => counts.get(code))
            .map((code) => (
              <ToggleChip
                key={code}
                on={query.why === code}
                onChange={(on) => set({ why: on ? code : null }, { replace: true })}
              >
                {t('{name}：{value}', { name: emptyWord(code), value: number(counts.get(code)) })}
              </ToggleChip>
            ))}
        </Chips>
        <Table
          caption={t('仍空的床')}
          hideCaption
          rows={rows.slice(0, most)}
          rowKey={(row) => row.bed_id}
          empty={t('每张床都安排了人')}
          maxHeight="var(--board-max)"
          columns={[
            { key: 'facility', head: t('机构'), cell: (row) => <span class="wrap-name">{row.facility}</span> },
            { key: 'bed', head: t('房 · 床'), nowrap: true, cell: (row) => `${row.room_no} · ${row.bed_no}` },
            { key: 'why', head: t('为什么空着'), cell: (row) => emptyWord(row.reason) },
            { key: 'asked', head: t('选了这家'), end: true, cell: (row) => number(row.asked) },
            { key: 'better', head: t('已有更好'), end: true, cell: (row) => number(row.housed_better) },
            {
              key: 'hindered',
              head: t('不适合的人'),
              cell: (row) =>
                row.hindered
                  .toSorted((a, b) => b.count - a.count)
                  .map(({ code, count }) => `${hindranceWord(code)} ${number(count)}`)
                  .join(' · ') || '—',
            },
          ]}
        />
        {rows.length > most && (
          <Button look="quiet" onClick={() => setMost(most + PAGE)}>
            {t('再显示 {n} 条', { n: Math.min(PAGE, rows.length - most) })}
          </Button>
        )}
      </div>
      <OneMore of={data.one_more} />
    </div>
  );
}

/** Bars of how many more people one bed of each kind would place: each was run, not estimated. */
function OneMore({ of }: { of: Answer['one_more'] }) {
  if (of.length === 0) return <p class="muted">{t('没有人因缺床而未安排，多一张床不会改变结果。')}</p>;
  return (
    <div class="stack-tight">
      <BarPlot
        title={t('多一张床，多安排几人')}
        head={[t('多一张什么床'), t('多安排')]}
        value={(n) => t('{n} 人', { n })}
        bars={of.map((one) => ({
          id: `${one.facility_id}${one.kind}${one.sex}${one.dementia}${one.equipment.join()}`,
          label: [one.facility, word('bed', one.kind), word('sex', one.sex), one.dementia ? t('认知障碍') : '']
            .filter(Boolean)
            .join(' · '),
          value: one.placed_more,
          note: t('共 {n} 人受影响', { n: one.moved }),
        }))}
      />
      <p class="small muted">{t('每一条都是在本轮快照上加一张床和一个合同名额，实际重算得出。')}</p>
    </div>
  );
}
