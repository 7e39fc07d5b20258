import type { InferResponseType } from 'hono/client';
import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/card.tsx';
import { RadioGroup, Select, TextInput } from '../ui/field.tsx';
import { number, percent } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { type Column, Table } from '../ui/table.tsx';
import { type Round, trackCodes, trackWord } from './words.ts';

type Answer = InferResponseType<(typeof client.api.v1.rounds)[':id']['compare']['$post'], 200>;
type Other = { rule_version?: string; radius_km?: number; reserve?: 'kept' | 'released' };
type Move = Answer['moves'][number];

/** The same people and beds under another rule: both side by side and who would end elsewhere. Nothing is kept or sent. */
export function Compare({ round, versions }: { round: Round; versions: string[] }) {
  const [radius, setRadius] = useState('');
  const [reserve, setReserve] = useState<string>(round.parameters.reserve);
  const [version, setVersion] = useState(round.rule_version);
  const [data, setData] = useState<Answer>();
  const { run, busy, failure } = useAction((intent, json: Other) =>
    call((o) => client.api.v1.rounds[':id'].compare.$post({ param: { id: round.id }, json }, o), {
      intent,
      timeoutMs: 60_000,
    }),
  );
  if (session.value?.role === 'inspector')
    return <Notice>{t('试算由经办和分管领导做；督查可下载快照，用公开的程序自己算。')}</Notice>;
  const go = async () => {
    const done = await run({
      ...(radius ? { radius_km: Number(radius) } : {}),
      ...(reserve === round.parameters.reserve ? {} : { reserve: reserve as 'kept' | 'released' }),
      ...(version === round.rule_version ? {} : { rule_version: version }),
    });
    if (done.ok) setData(done.data);
  };
  const released = round.parameters.reserve === 'released';
  return (
    <div class="compare">
      <form
        class="compare-form stack-tight"
        onSubmit={(event) => {
          event.preventDefault();
          void go();
        }}
      >
        <p class="muted small">{t('用本轮同一份快照重算，只在这里看，不保存，不通知任何人。')}</p>
        {failure && <Problem of={failure} />}
        <TextInput
          label={t('最远距离（公里）')}
          hint={t('空着 = 按每人申请所填')}
          optional
          pointer="/radius_km"
          type="number"
          min="1"
          max="100"
          value={radius}
          onInput={setRadius}
          error={errorAt(failure, '/radius_km')}
        />
        {!released && (
          <RadioGroup
            label={t('兜底床位')}
            value={reserve}
            onChange={setReserve}
            options={[
              { value: 'kept', label: t('保留给特困等兜底对象') },
              { value: 'released', label: t('放开给所有人') },
            ]}
          />
        )}
        {versions.length > 1 && (
          <Select
            label={t('轮候规则')}
            pointer="/rule_version"
            value={version}
            onInput={setVersion}
            options={versions.map((value) => ({ value, label: value }))}
            error={errorAt(failure, '/rule_version')}
          />
        )}
        <Button look="primary" type="submit" busy={busy}>
          {t('试算')}
        </Button>
      </form>
      <div class="stack-tight" aria-live="polite">
        {data ? <Result of={data} /> : <p class="muted">{t('改一项条件再试算，两种结果并排显示，逐人列出谁会变。')}</p>}
      </div>
    </div>
  );
}

function Result({ of }: { of: Answer }) {
  const { before, after } = of;
  const km = (value: number | null) => (value === null ? t('无数据') : t('{km} 公里', { km: number(value, 2) }));
  const share = (side: Answer['before']) =>
    side.placed === 0 ? t('无数据') : percent(side.first_choice / side.placed, 1);
  const lines = [
    { id: 'placed', name: t('拟安排'), before: number(before.placed), after: number(after.placed) },
    { id: 'first', name: t('第一意愿'), before: share(before), after: share(after) },
    { id: 'km', name: t('平均距离'), before: km(before.mean_km), after: km(after.mean_km) },
    ...trackCodes.map((track) => ({
      id: track,
      name: trackWord(track),
      before: number(before.by_track[track].placed),
      after: number(after.by_track[track].placed),
    })),
  ];
  return (
    <>
      <Table
        caption={t('两种结果并排')}
        hideCaption
        rows={lines}
        rowKey={(row) => row.id}
        columns={[
          { key: 'name', head: t('指标'), cell: (row) => row.name },
          { key: 'before', head: t('本轮'), end: true, cell: (row) => row.before },
          {
            key: 'after',
            head: t('试算'),
            end: true,
            cell: (row) => (row.before === row.after ? row.after : <strong>{row.after}</strong>),
          },
        ]}
      />
      <h2>
        {of.moved === 0
          ? t('没有一家受影响')
          : t('{n} 家受影响：{gained} 家新得床，{lost} 家失去床', {
              n: number(of.moved),
              gained: number(of.gained),
              lost: number(of.lost),
            })}
      </h2>
      {of.moved > 0 && (
        <Table
          caption={t('谁会变')}
          hideCaption
          rows={of.moves}
          rowKey={(row) => row.people.map((p) => p.application_id).join()}
          columns={moveColumns()}
          maxHeight="var(--board-max)"
        />
      )}
      {of.moves.length < of.moved && <p class="muted small">{t('只列前 {n} 家。', { n: number(of.moves.length) })}</p>}
    </>
  );
}

const moveColumns = (): Column<Move>[] => [
  { key: 'who', head: t('老人'), nowrap: true, cell: (row) => row.people.map((p) => p.name).join(t('、')) },
  { key: 'track', head: t('通道'), cell: (row) => row.people[0]?.track ?? '—' },
  { key: 'from', head: t('本轮'), cell: (row) => <End of={row.from} /> },
  { key: 'to', head: t('试算'), cell: (row) => <End of={row.to} /> },
  {
    key: 'km',
    head: t('远近变化'),
    end: true,
    nowrap: true,
    cell: (row) => {
      const [a, b] = [row.from?.distance_km ?? null, row.to?.distance_km ?? null];
      if (a === null || b === null) return '—';
      return t('{km} 公里', { km: `${b >= a ? '+' : '−'}${number(Math.abs(b - a), 1)}` });
    },
  },
];

function End({ of }: { of: Move['from'] }) {
  if (!of) return <span class="muted">{t('没有床')}</span>;
  return (
    <span class="wrap-name">
      {of.facility} <span class="muted small">{t('第 {n} 意愿', { n: of.choice })}</span>
    </span>
  );
}
