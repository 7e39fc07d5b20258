import { Plus } from 'lucide';
import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Loading } from '../ui/empty.tsx';
import { date } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import type { RuleSet } from '../ui/queue-words.ts';
import { session } from '../ui/session.ts';
import { CaseView, NextAction, StaffFrame } from '../ui/staff-frame.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { useQuery } from '../ui/url.ts';
import { type Preview, PreviewView } from './preview.tsx';
import { RuleSetView, RuleState } from './rule-set.tsx';
import { RulesForm } from './rules-form.tsx';
import './queue.css';

/** By which rules the queue is ordered, since when and by which document; the administrator writes the next ones. */
export default function QueueRulesPage() {
  return (
    <Guard roles={['administrator', 'officer', 'leader', 'inspector']}>
      <Rules />
    </Guard>
  );
}

function Rules() {
  useTitle(t('轮候规则'));
  const { query, set } = useQuery();
  const [preview, setPreview] = useState<Preview | null>(null);
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1['queue-rules'].$get({}, o), { signal }),
    [],
  );
  const writes = session.value?.role === 'administrator';
  const rows = data?.rule_sets ?? [];
  const open = rows.find((one) => one.version === query.sel);
  const base = rows.find((one) => one.version === query.base) ?? rows[0];
  const editing =
    writes && base && query.edit === 'new'
      ? { of: base, fresh: true }
      : writes && open?.state === 'future' && query.edit === 'change'
        ? { of: open, fresh: false }
        : null;
  const leave = (sel: string | null) => {
    setPreview(null);
    set({ edit: null, base: null, sel });
  };
  return (
    <StaffFrame
      title={t('轮候规则')}
      tools={
        writes &&
        base &&
        !editing && (
          <Button look="primary" icon={Plus} onClick={() => set({ edit: 'new', base: base.version, sel: null })}>
            {t('新增一版')}
          </Button>
        )
      }
      list={
        editing ? (
          <RulesForm
            key={`${editing.of.version} ${editing.fresh}`}
            editing={editing}
            onPreview={setPreview}
            onClose={() => leave(query.sel ?? null)}
            onSaved={(version) => {
              reload();
              leave(version);
            }}
          />
        ) : (
          <div class="stack-tight">
            {failure && <Problem of={failure} onRetry={reload} focus={false} />}
            {!data && !failure && <Loading />}
            {data && (
              <Table
                caption={t('轮候规则')}
                hideCaption
                columns={columns(!!open)}
                rows={rows}
                rowKey={(row) => row.version}
                current={open?.version}
                onOpen={(row) => set({ sel: row.version })}
                maxHeight="var(--list-max)"
              />
            )}
          </div>
        )
      }
      case={
        editing ? (
          preview && (
            <CaseView>
              <PreviewView of={preview} />
            </CaseView>
          )
        ) : open ? (
          <CaseView next={writes && <Next of={open} set={set} />}>
            <RuleSetView of={open} />
          </CaseView>
        ) : null
      }
      onBack={() => (editing ? setPreview(null) : set({ sel: null }))}
    />
  );
}

function Next({ of, set }: { of: RuleSet; set: ReturnType<typeof useQuery>['set'] }) {
  return of.state === 'future' ? (
    <NextAction
      says={t('还没有生效，可以修改；生效后只能新增一版。')}
      verb={t('修改这一版')}
      onAct={() => set({ edit: 'change' })}
    />
  ) : (
    <NextAction
      says={t('已经生效的规则不能改；以它为底稿写下一版。')}
      verb={t('以此为底稿新增一版')}
      onAct={() => set({ edit: 'new', base: of.version, sel: null })}
    />
  );
}

const columns = (narrow: boolean): Column<RuleSet>[] => [
  { key: 'version', head: t('版本号'), nowrap: true, cell: (row) => row.version },
  { key: 'state', head: t('状态'), nowrap: true, cell: (row) => <RuleState of={row} /> },
  { key: 'from', head: t('生效'), nowrap: true, cell: (row) => date(row.from) },
  ...(narrow
    ? []
    : [
        {
          key: 'until',
          head: t('失效'),
          nowrap: true,
          cell: (row: RuleSet) => (row.until ? date(row.until) : t('未定')),
        },
        { key: 'doc', head: t('文号'), cell: (row: RuleSet) => row.doc_no },
      ]),
];
