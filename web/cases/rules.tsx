import type { InferResponseType } from 'hono/client';
import { Plus } from 'lucide';
import { call, client } from '../api.ts';
import { StatusDot } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Loading } from '../ui/empty.tsx';
import { date } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { CaseView, NextAction, StaffFrame } from '../ui/staff-frame.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { useQuery } from '../ui/url.ts';
import { RulesForm } from './rules-form.tsx';
import { RulesView } from './rules-view.tsx';
import './cases.css';

export type RuleSet = InferResponseType<(typeof client.api.v1)['case-rules']['$get'], 200>['rule_sets'][number];

/** By which deadlines, departments and papers cases are handled, since when; the administrator writes the next version. */
export default function CaseRulesPage() {
  return (
    <Guard roles={['administrator', 'officer', 'leader', 'inspector']}>
      <Rules />
    </Guard>
  );
}

function Rules() {
  useTitle(t('办件规则'));
  const { query, set } = useQuery();
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1['case-rules'].$get({}, o), { signal }),
    [],
  );
  const writes = session.value?.role === 'administrator';
  const rows = data?.rule_sets ?? [];
  const open = rows.find((one) => one.version === query.sel) ?? rows.find((one) => one.state === 'in_force');
  // The next version ends the last one, so that is what it starts from.
  const base = writes && query.edit === 'new' ? rows[0] : undefined;
  return (
    <StaffFrame
      title={t('办件规则')}
      tools={
        writes &&
        data &&
        !base && (
          <Button look="primary" icon={Plus} onClick={() => set({ edit: 'new', sel: null })}>
            {t('新增一版')}
          </Button>
        )
      }
      list={
        base ? (
          <RulesForm
            of={base}
            onClose={() => set({ edit: null })}
            onSaved={(sel) => {
              reload();
              set({ edit: null, sel });
            }}
          />
        ) : (
          <div class="stack-tight">
            {failure && <Problem of={failure} onRetry={reload} focus={false} />}
            {!data && !failure && <Loading />}
            {data && (
              <Table
                caption={t('办件规则')}
                hideCaption
                columns={columns()}
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
        !base && open && (query.sel || matchMedia('(min-width: 1024px)').matches) ? (
          <CaseView
            next={
              writes && (
                <NextAction
                  says={t('新的一版从将来的某天起施行；已在办的件按原来的时限办完。')}
                  verb={t('新增一版')}
                  onAct={() => set({ edit: 'new', sel: null })}
                />
              )
            }
          >
            <RulesView of={open} />
          </CaseView>
        ) : null
      }
      onBack={() => set({ sel: null })}
    />
  );
}

const states: Record<RuleSet['state'], () => preact.ComponentChildren> = {
  in_force: () => (
    <StatusDot shape="check" tone="accent">
      {t('现行')}
    </StatusDot>
  ),
  future: () => (
    <StatusDot shape="ring" tone="amber">
      {t('将生效')}
    </StatusDot>
  ),
  past: () => (
    <StatusDot shape="dash" tone="stale">
      {t('已失效')}
    </StatusDot>
  ),
};

const columns = (): Column<RuleSet>[] => [
  { key: 'version', head: t('版本号'), nowrap: true, cell: (row) => row.version },
  { key: 'state', head: t('状态'), nowrap: true, cell: (row) => states[row.state]() },
  { key: 'from', head: t('生效'), nowrap: true, cell: (row) => date(row.from) },
  { key: 'until', head: t('失效'), nowrap: true, cell: (row) => (row.until ? date(row.until) : t('未定')) },
];
