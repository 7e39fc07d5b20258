import type { InferResponseType } from 'hono/client';
import { dayOf, daysBetween } from '../../server/kernel/period.ts';
import type { client } from '../api.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Loading } from '../ui/empty.tsx';
import { knownFacilities } from '../ui/facilities.ts';
import { now, number } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import type { Loaded } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import { type Column, Table } from '../ui/table.tsx';
import type { Query } from '../ui/url.ts';
import { word } from '../ui/words.ts';
import { passes } from './queue-filters.tsx';
import { trackWord } from './words.ts';
import './allocation.css';

type Answer = InferResponseType<typeof client.api.v1.queue.$get, 200>;
type Entry = Answer['entries'][number];

/** Dense list in queue order; the order is the server's and cannot be changed here. */
export function QueueTable({
  load,
  query,
  onOpen,
  current,
  onWhy,
}: {
  load: Loaded<Answer>;
  query: Query;
  onOpen: ((application: string) => void) | undefined;
  /** whose place is being explained */
  current: string | undefined;
  onWhy: (application: string) => void;
}) {
  const { data, failure, reload } = load;
  if (!data) return failure ? <Problem of={failure} onRetry={reload} /> : <Loading />;
  const rows = data.entries.filter((entry) => passes(entry, query));
  return (
    <div class="stack-tight">
      {failure && <Problem of={failure} onRetry={reload} focus={false} />}
      <p class="muted small">
        {t('按 {rule} 排序 · 显示 {n} / {total} 人', {
          rule: data.rule_version,
          n: number(rows.length),
          total: number(data.entries.length),
        })}
        <span class="keys-hint"> · {t('j、k 移动，回车打开')}</span>
      </p>
      <Table
        caption={t('轮候队列')}
        hideCaption
        columns={columns(current, onWhy)}
        current={current}
        rows={rows}
        rowKey={(row) => row.application_id}
        onOpen={onOpen && ((row) => onOpen(row.application_id))}
        empty={data.entries.length ? t('没有符合筛选的人') : t('现在没有人在轮候')}
        maxHeight="var(--list-max)"
      />
    </div>
  );
}

const columns = (current: string | undefined, onWhy: (application: string) => void): Column<Entry>[] => [
  {
    key: 'place',
    head: t('总排位'),
    nowrap: true,
    cell: (row) => (
      <>
        <span class="num">{row.place}</span>
        <span class="visually-hidden"> {row.name}</span>
      </>
    ),
  },
  {
    key: 'person',
    head: t('老人'),
    cell: (row) => (
      <span class="person-cell">
        <strong>{row.name}</strong>{' '}
        <span class="muted">{t('{sex} · {age} 岁', { sex: sexWord(row.sex), age: row.age })}</span>
      </span>
    ),
  },
  {
    key: 'why',
    head: t('依据'),
    nowrap: true,
    cell: (row) => (
      <Button look="quiet" aria-pressed={row.application_id === current} onClick={() => onWhy(row.application_id)}>
        {t('为什么')}
        <span class="visually-hidden"> {row.name}</span>
      </Button>
    ),
  },
  { key: 'track', head: t('通道'), nowrap: true, cell: (row) => trackWord(row.key.track) },
  { key: 'in_track', head: t('通道内'), end: true, cell: (row) => row.place_in_track },
  {
    key: 'level',
    head: t('等级'),
    nowrap: true,
    cell: (row) =>
      row.assessed ? (
        t('{n} 级 {word}', { n: row.key.level, word: word('level', row.key.level) })
      ) : (
        <Badge tone="amber">{t('无有效评估')}</Badge>
      ),
  },
  { key: 'points', head: t('积分'), end: true, cell: (row) => row.key.points },
  {
    key: 'waited',
    head: t('已等'),
    end: true,
    nowrap: true,
    cell: (row) => t('{n} 天', { n: number(daysBetween(dayOf(new Date(row.key.queued_at)), dayOf(now.value))) }),
  },
  { key: 'service', head: t('服务'), nowrap: true, cell: (row) => word('bed', row.service) },
  {
    key: 'choices',
    head: t('意愿'),
    cell: (row) => <Choices of={row} />,
  },
  {
    key: 'offer',
    head: t('通知'),
    nowrap: true,
    cell: (row) => (row.live_offer ? <Badge tone="amber">{t('已通知')}</Badge> : <span class="muted">{t('无')}</span>),
  },
];

export const sexWord = (sex: 'male' | 'female') => (sex === 'male' ? t('男性') : t('女性'));

/** Named facilities in their order, and whether any other will do. */
export function Choices({ of }: { of: { choices: string[]; accept_any: boolean } }) {
  const names = of.choices.map((id) => knownFacilities.value.get(id)?.name ?? '…');
  if (of.accept_any) names.push(names.length ? t('可调剂') : t('任意机构'));
  return (
    <span class="choices-cell" title={names.join(t('、'))}>
      {names.join(t('、'))}
    </span>
  );
}
