import { Combine, FileDown } from 'lucide';
import { useState } from 'preact/hooks';
import { dayOf } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/card.tsx';
import { csv, download } from '../ui/csv.ts';
import { Loading } from '../ui/empty.tsx';
import { DateInput, Select, TextInput } from '../ui/field.tsx';
import { date, now, number, unfiled } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { useQuery } from '../ui/url.ts';
import { Children } from './children.tsx';
import { Imports } from './imports.tsx';
import { MergeForm } from './merge-form.tsx';
import { OutlineMap } from './outline-map.tsx';
import { Versions } from './versions.tsx';
import type { Listed } from './words.ts';
import './divisions.css';

/** The tree of divisions on any day, what was changed last, and the files its outlines and grids come from. */
export default function DivisionsPage() {
  return (
    <Guard roles={['administrator', 'officer', 'leader', 'inspector']}>
      <Divisions />
    </Guard>
  );
}

function Divisions() {
  useTitle(t('区划和网格'));
  const { query, set } = useQuery();
  const writes = session.value?.role === 'administrator';
  const tabs = [
    { id: 'tree', label: t('区划') },
    { id: 'changes', label: t('变动') },
    ...(writes ? [{ id: 'import', label: t('导入') }] : []),
  ];
  const tab = tabs.some((one) => one.id === query.tab) ? (query.tab as string) : 'tree';
  return (
    <StaffFrame
      title={t('区划和网格')}
      list={
        <div class="divisions">
          <Tabs
            label={t('区划和网格')}
            tabs={tabs}
            current={tab}
            onChange={(id) => set({ tab: id === 'tree' ? null : id })}
          >
            {tab === 'tree' && <Tree writes={writes} />}
            {tab === 'changes' && <Changes />}
            {tab === 'import' && <Imports />}
          </Tabs>
        </div>
      }
    />
  );
}

function Changes() {
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.divisions.changes.$get({}, o), { signal }),
    [],
  );
  return (
    <div class="stack">
      {failure && <Problem of={failure} onRetry={reload} focus={false} />}
      {!data && !failure && <Loading />}
      {data && <Versions rows={data.changes} caption={t('最近的变动')} linked />}
    </div>
  );
}

function Tree({ writes }: { writes: boolean }) {
  const { query, set } = useQuery();
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [merging, setMerging] = useState(false);
  const today = dayOf(now.value);
  const on = query.on && query.on !== today ? query.on : undefined;
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.divisions.register.$get({ query: on ? { on } : {} }, o), { signal }),
    [on],
  );
  const all = data?.divisions ?? [];
  const streets = all.filter((d) => d.level === 'street');
  const text = (query.q ?? '').trim();
  const rows = all.filter(
    (d) =>
      (!query.street || d.code.startsWith(query.street)) && (!text || d.name.includes(text) || d.code.startsWith(text)),
  );
  const parts = all.filter((d) => ticked.has(d.code));
  const save = () =>
    download(
      `${t('区划和网格')}-${data?.on ?? today}.csv`,
      csv([
        [t('编码'), t('名称'), t('类别'), t('管理'), t('网格'), t('老人')],
        ...rows.map((d) => [d.code, d.name, d.kind, d.run_by, d.grids, d.seniors]),
      ]),
    );
  return (
    <div class="stack">
      <div class="division-filters">
        <DateInput
          label={t('哪一天')}
          value={query.on ?? today}
          onInput={(day) => set({ on: day && day !== today ? day : null }, { replace: true })}
        />
        <Select
          label={t('街道')}
          value={query.street ?? ''}
          onInput={(street) => set({ street: street || null })}
          empty={t('全部街道')}
          options={streets.map((s) => ({ value: s.code, label: s.name }))}
        />
        <TextInput
          label={t('名称或编码')}
          value={query.q ?? ''}
          onInput={(q) => set({ q: q || null }, { replace: true })}
        />
      </div>
      {failure && <Problem of={failure} onRetry={reload} focus={false} />}
      {!data && !failure && <Loading />}
      {data && (
        <>
          <p class="division-sum">
            {t('{day}：{communities} 个社区和村，{grids} 个网格，{seniors} 名老人', {
              day: date(data.on),
              communities: number(data.communities),
              grids: number(data.grids),
              seniors: data.seniors === null ? unfiled() : number(data.seniors),
            })}
          </p>
          {on && <Notice>{t('显示的是那一天的区划；名称和合计都按当天。')}</Notice>}
          <OutlineMap of={query.street ?? ''} rows={rows} on={on} />
          <div class="row screen-only">
            {writes && !on && (
              <Button
                icon={Combine}
                why={parts.length < 2 ? t('请先勾选两个以上') : null}
                onClick={() => setMerging(true)}
              >
                {t('合并勾选的 {n} 个', { n: parts.length })}
              </Button>
            )}
            <Button icon={FileDown} look="quiet" onClick={save}>
              {t('导出 CSV')}
            </Button>
          </div>
          <Children
            caption={t('街道、社区和村')}
            hideCaption
            rows={rows}
            on={on}
            ticked={writes && !on ? ticked : undefined}
            onTick={setTicked}
          />
        </>
      )}
      {merging && (
        <MergeForm
          parts={parts as Listed[]}
          onDone={() => {
            setMerging(false);
            setTicked(new Set());
            reload();
          }}
          onClose={() => setMerging(false)}
        />
      )}
    </div>
  );
}
