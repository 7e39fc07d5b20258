import type { InferResponseType } from 'hono/client';
import { ageOn, dayOf } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { Badge, StatusDot } from '../ui/badge.tsx';
import { Chips, FilterChip } from '../ui/chip.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { RadioGroup } from '../ui/field.tsx';
import { date, now, unfiled } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { type Query, useQuery } from '../ui/url.ts';
import { codes, word } from '../ui/words.ts';
import { EntitledCase } from './entitled-case.tsx';
import { outcomeWord, outcomeWords } from './words.ts';
import './categories.css';

type Answer = InferResponseType<typeof client.api.v1.entitled.$get, 200>;
export type Entitled = Answer['people'][number];
type Wanted = NonNullable<Parameters<typeof client.api.v1.entitled.$get>[0]>['query'];

/** People with a category who have not asked for anything: the office goes to them (政策找人). */
export default function EntitledPage() {
  return (
    <Guard roles={['officer', 'desk', 'leader']}>
      <Worklist />
    </Guard>
  );
}

export const keyOf = (one: Entitled) => one.applicant_id ?? one.entry_id ?? '';

function Worklist() {
  useTitle(t('政策找人'));
  const { query, set } = useQuery();
  const wanted = {
    ...(query.kind ? { kind: query.kind } : {}),
    ...(query.street ? { street: query.street } : {}),
    ...(query.outcome ? { outcome: query.outcome } : {}),
  } as Wanted;
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.entitled.$get({ query: wanted }, o), { signal }),
    [JSON.stringify(wanted)],
  );
  useEvents(['applications', 'queue'], reload);
  const rows = data?.people ?? [];
  const open = rows.find((row) => keyOf(row) === query.sel);
  return (
    <StaffFrame
      title={t('政策找人')}
      tools={<Filters query={query} set={set} veryOldFrom={data?.very_old_from ?? null} />}
      list={
        <div class="stack-tight">
          {failure && <Problem of={failure} onRetry={reload} focus={false} />}
          {!data && !failure && <Loading />}
          {data && (
            <p class="muted small">
              {data.total > rows.length
                ? t('共 {n} 人，列出最久没有联系的 {shown} 人', { n: data.total, shown: rows.length })
                : t('{n} 人有保障类别，没有在办申请，也没有入住', { n: data.total })}
            </p>
          )}
          {data && rows.length === 0 && (
            <Empty title={t('没有要找的人')}>
              <p>{t('导入各部门名单后，符合条件却没有申请的人会列在这里。')}</p>
            </Empty>
          )}
          {rows.length > 0 && (
            <Table
              caption={t('政策找人')}
              hideCaption
              columns={columns(!!open)}
              rows={rows}
              rowKey={keyOf}
              current={open && keyOf(open)}
              onOpen={(row) => set({ sel: keyOf(row) })}
              maxHeight="var(--list-max)"
            />
          )}
        </div>
      }
      case={open ? <EntitledCase key={keyOf(open)} of={open} onDone={reload} /> : null}
      onBack={() => set({ sel: null })}
    />
  );
}

function columns(narrow: boolean): Column<Entitled>[] {
  const today = dayOf(now.value);
  const all: (Column<Entitled> | false)[] = [
    { key: 'name', head: t('姓名'), nowrap: true, cell: (row) => row.name },
    { key: 'age', head: t('年龄'), end: true, cell: (row) => ageOn(row.born_on, today) },
    { key: 'kinds', head: t('类别'), cell: (row) => <Kinds of={row} /> },
    !narrow && {
      key: 'where',
      head: t('社区'),
      nowrap: true,
      cell: (row) => row.community ?? row.street ?? unfiled(),
    },
    !narrow && {
      key: 'known',
      head: t('登记'),
      nowrap: true,
      cell: (row) => (row.applicant_id ? t('已登记') : <Badge tone="amber">{t('只在名单上')}</Badge>),
    },
    { key: 'last', head: t('上次联系'), nowrap: true, cell: (row) => <Last of={row} /> },
  ];
  return all.filter((column) => column !== false);
}

export function Kinds({ of }: { of: Entitled }) {
  if (of.kinds.length === 0) return <span class="muted">{t('高龄')}</span>;
  return (
    <span class="row kinds">
      {of.kinds.map((kind) => (
        <Badge key={kind} tone="accent">
          {word('category', kind)}
        </Badge>
      ))}
    </span>
  );
}

function Last({ of }: { of: Entitled }) {
  if (!of.outcome)
    return (
      <StatusDot shape="ring" tone="amber">
        {t('还没有')}
      </StatusDot>
    );
  return (
    <StatusDot shape={of.outcome === 'contacted' ? 'half' : 'check'} tone="plain">
      {outcomeWord(of.outcome)} <span class="muted">{date(of.contacted_on)}</span>
    </StatusDot>
  );
}

function Filters({
  query,
  set,
  veryOldFrom,
}: {
  query: Query;
  set: (change: Record<string, string | null>) => void;
  veryOldFrom: number | null;
}) {
  const { data } = useLoad((signal) => call((o) => client.api.v1.divisions.$get({}, o), { signal }), []);
  const streets = (data?.divisions ?? []).filter((d) => d.level === 'street');
  const own = session.value?.role === 'desk';
  const veryOld = veryOldFrom === null ? t('高龄') : t('高龄（{n} 岁以上）', { n: veryOldFrom });
  const kinds = [...codes('category').map((value) => ({ value, label: word('category', value) }))];
  const old = { value: 'very_old', label: veryOld, hint: t('由年龄算出，不分类别') };
  const choose = (key: string) => (value: string) => set({ [key]: value || null, sel: null });
  return (
    <Chips label={t('筛选')}>
      <FilterChip
        label={t('类别')}
        summary={query.kind ? (query.kind === 'very_old' ? t('高龄') : word('category', query.kind)) : null}
        onClear={() => set({ kind: null })}
      >
        <RadioGroup
          label={t('类别')}
          value={query.kind ?? ''}
          onChange={choose('kind')}
          options={[{ value: '', label: t('任何类别') }, ...kinds, old]}
        />
      </FilterChip>
      {!own && (
        <FilterChip
          label={t('街道')}
          summary={query.street ? (streets.find((s) => s.code === query.street)?.name ?? query.street) : null}
          onClear={() => set({ street: null })}
        >
          <RadioGroup
            label={t('街道')}
            value={query.street ?? ''}
            onChange={choose('street')}
            options={[{ value: '', label: t('全区') }, ...streets.map((s) => ({ value: s.code, label: s.name }))]}
          />
        </FilterChip>
      )}
      <FilterChip
        label={t('联系情况')}
        summary={query.outcome ? outcomeWord(query.outcome) : null}
        onClear={() => set({ outcome: null })}
      >
        <RadioGroup
          label={t('联系情况')}
          value={query.outcome ?? ''}
          onChange={choose('outcome')}
          options={[
            { value: '', label: t('待办：没有联系过，或联系过还没办') },
            ...outcomeWords().map(([value, label]) => ({ value, label })),
            { value: 'all', label: t('全部') },
          ]}
        />
      </FilterChip>
    </Chips>
  );
}
