import type { InferResponseType } from 'hono/client';
import { Plus } from 'lucide';
import { useState } from 'preact/hooks';
import { addDays, fromRange } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { Badge, StatusDot } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Facts, Notice } from '../ui/card.tsx';
import { Chips, ToggleChip } from '../ui/chip.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { date, money } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { CaseView, NextAction, StaffFrame } from '../ui/staff-frame.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { useQuery } from '../ui/url.ts';
import { AddRate, EndRate } from './rate-forms.tsx';
import { rateWord } from './words.ts';
import './entitlements.css';

export type Rate = InferResponseType<typeof client.api.v1.rates.$get, 200>['rates'][number];

/** What each subsidy pays, since when and by which document; the administrator adds rows and gives old ones their last day. */
export default function RatesPage() {
  return (
    <Guard roles={['administrator', 'officer', 'leader', 'treasurer', 'inspector']}>
      <Rates />
    </Guard>
  );
}

function Rates() {
  useTitle(t('补贴标准'));
  const { query, set } = useQuery();
  const [adding, setAdding] = useState(false);
  const [ending, setEnding] = useState<Rate | null>(null);
  const { data, failure, reload } = useLoad((signal) => call((o) => client.api.v1.rates.$get({}, o), { signal }), []);
  const writes = session.value?.role === 'administrator';
  const all = (data?.rates ?? []).toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
  const rows = query.past ? all : all.filter((row) => row.state !== 'past');
  const open = all.find((row) => row.id === query.sel);
  const done = () => {
    setAdding(false);
    setEnding(null);
    reload();
  };
  return (
    <StaffFrame
      title={t('补贴标准')}
      tools={
        writes && (
          <Button look="primary" icon={Plus} onClick={() => setAdding(true)}>
            {t('新增标准')}
          </Button>
        )
      }
      list={
        <div class="stack-tight">
          {failure && <Problem of={failure} onRetry={reload} focus={false} />}
          {all.some((row) => row.example && row.state !== 'past') && (
            <Notice tone="amber">
              {t('标有“示例”的不是本区核定的标准，只供演示；正式使用前请登记本区文件，并给示例行定最后一天。')}
            </Notice>
          )}
          <Chips label={t('筛选')}>
            <ToggleChip on={!!query.past} onChange={(on) => set({ past: on ? '1' : null })}>
              {t('含已失效')}
            </ToggleChip>
          </Chips>
          {!data && !failure && <Loading />}
          {data && rows.length === 0 && (
            <Empty title={t('还没有标准')}>
              <p>{t('没有标准，就不计算任何补贴。')}</p>
            </Empty>
          )}
          {rows.length > 0 && (
            <Table
              caption={t('补贴标准')}
              hideCaption
              columns={columns()}
              rows={rows}
              rowKey={(row) => row.id}
              current={open?.id ?? null}
              onOpen={(row) => set({ sel: row.id })}
              maxHeight="var(--list-max)"
            />
          )}
          {adding && <AddRate onDone={done} onClose={() => setAdding(false)} />}
          {ending && <EndRate of={ending} onDone={done} onClose={() => setEnding(null)} />}
        </div>
      }
      case={open && <One of={open} onEnd={writes && lastOf(open) === null ? () => setEnding(open) : null} />}
      onBack={() => set({ sel: null })}
    />
  );
}

const orderOf = (row: Rate) => `${row.scheme} ${row.level} ${row.effective}`;
const lastOf = (row: Rate) => {
  const { end } = fromRange(row.effective);
  return end === null ? null : addDays(end, -1);
};
const levelWord = (row: Rate) => (row.level < 0 ? t('不分等级') : t('{n} 级', { n: row.level }));

/** What the row pays, in one sentence. */
function pays(row: Rate): string {
  if (row.amount_fen !== null) return t('每月 {sum}，发给本人', { sum: money(row.amount_fen, true) });
  if (row.basis_points === null) return t('照护标准每月 {sum}，减去已领的', { sum: money(row.cap_fen, true) });
  const share = String(row.basis_points / 100);
  if (row.cap_fen === null) return t('费用的 {share}%', { share });
  return t('费用的 {share}%，每月最多 {cap}', { share, cap: money(row.cap_fen, true) });
}

function State({ of }: { of: Rate }) {
  if (of.state === 'in_force')
    return (
      <StatusDot shape="check" tone="accent">
        {t('现行')}
      </StatusDot>
    );
  return of.state === 'future' ? (
    <StatusDot shape="ring" tone="amber">
      {t('将生效')}
    </StatusDot>
  ) : (
    <StatusDot shape="dash" tone="stale">
      {t('已失效')}
    </StatusDot>
  );
}

const columns = (): Column<Rate>[] => [
  {
    key: 'scheme',
    head: t('补贴'),
    cell: (row) => (
      <span class="rate-cell">
        {rateWord(row.scheme)} {row.example && <Badge tone="amber">{t('示例')}</Badge>}
      </span>
    ),
  },
  { key: 'level', head: t('能力等级'), nowrap: true, cell: levelWord },
  { key: 'pays', head: t('标准'), cell: (row) => <span class="rate-cell">{pays(row)}</span> },
  { key: 'from', head: t('施行'), nowrap: true, cell: (row) => date(fromRange(row.effective).start) },
  {
    key: 'last',
    head: t('最后一天'),
    nowrap: true,
    cell: (row) => (lastOf(row) ? date(lastOf(row)) : t('未定')),
  },
  { key: 'doc', head: t('文号'), cell: (row) => <span class="rate-cell">{row.doc_no}</span> },
  { key: 'state', head: t('状态'), nowrap: true, cell: (row) => <State of={row} /> },
];

function One({ of, onEnd }: { of: Rate; onEnd: (() => void) | null }) {
  const last = lastOf(of);
  return (
    <CaseView
      next={
        onEnd && (
          <NextAction
            says={t('标准不改，只接续：先给这一行定最后一天，再新增下一行。')}
            verb={t('定最后一天…')}
            onAct={onEnd}
          />
        )
      }
    >
      <h2>{rateWord(of.scheme)}</h2>
      <Facts
        of={[
          [t('能力等级'), levelWord(of)],
          [t('标准'), pays(of)],
          [t('施行'), date(fromRange(of.effective).start)],
          [t('最后一天'), last ? date(last) : t('未定')],
          [t('文号'), of.doc_no],
          [t('状态'), <State of={of} />],
          [t('来源'), of.example ? t('示例，不是本区核定') : t('本区核定')],
        ]}
      />
    </CaseView>
  );
}
