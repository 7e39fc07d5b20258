import { Download, Play, Plus } from 'lucide';
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { byHand, findingCodes, statuses, terms } from '../../server/findings/rules.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { ToggleChip } from '../ui/chip.tsx';
import { csv, download } from '../ui/csv.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { knownFacilities, needFacilities } from '../ui/facilities.ts';
import { RadioGroup, Select, TextArea } from '../ui/field.tsx';
import { date, stamp } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { errorAt, Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { say } from '../ui/toast.tsx';
import { useQuery } from '../ui/url.ts';
import { useWide } from '../ui/wide.ts';
import type { Listed } from './shapes.ts';
import { Stand } from './stand.tsx';
import { codeName, dueStamp, dueWord, sourceName, standOf, statusName, termName } from './words.ts';
import './findings.css';

/** What checks, samples and visits turned up: what burns first. */
export default function FindingsPage() {
  return (
    <Guard roles={['officer', 'leader', 'inspector', 'treasurer']}>
      <Findings />
    </Guard>
  );
}

function Findings() {
  useTitle(t('核查问题'));
  const wide = useWide();
  const { query, set } = useQuery();
  const { route } = useLocation();
  useEffect(() => void needFacilities(), []);
  const status = statuses.find((s) => s === query.status);
  const filter = {
    ...(status ? { status } : { open: 'true' as const }),
    ...(query.code ? { code: query.code as (typeof findingCodes)[number] } : {}),
    ...(query.facility ? { facility: query.facility } : {}),
    ...(query.overdue ? { overdue: 'true' as const } : {}),
    ...(query.mine ? { mine: 'true' as const } : {}),
  };
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.findings.$get({ query: filter }, o), { signal }),
    [JSON.stringify(filter)],
  );
  useEvents(['findings'], reload);
  const [raising, setRaising] = useState(false);
  const run = useAction((intent) =>
    call((o) => client.api.v1.checks.runs.$post({ json: { code: null } }, o), { intent, timeoutMs: 120_000 }),
  );
  const runAll = async () => {
    const done = await run.run();
    if (!done.ok) return;
    const fresh = done.data.runs.reduce((sum, r) => sum + r.fresh, 0);
    say(fresh > 0 ? t('稽查完成，新发现 {n} 个问题', { n: fresh }) : t('稽查完成，没有新问题'));
    reload();
  };
  const role = session.value?.role;
  const may = role === 'inspector' || role === 'leader';
  const rows = data?.findings ?? [];
  const counts = data?.counts;
  const open = counts && counts.found + counts.assigned + counts.rectified + counts.checked;
  const places = [...knownFacilities.value.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return (
    <StaffFrame
      title={t('核查问题')}
      tools={
        <>
          <Button icon={Download} why={rows.length ? null : t('没有可导出的')} onClick={() => save(rows)}>
            CSV
          </Button>
          {may && (
            <>
              <Button icon={Plus} onClick={() => setRaising(true)}>
                {t('登记问题…')}
              </Button>
              <Button look="primary" icon={Play} busy={run.busy} onClick={runAll}>
                {t('现在稽查')}
              </Button>
            </>
          )}
        </>
      }
      list={
        <Tabs
          label={t('办到哪一步')}
          current={status ?? 'open'}
          onChange={(id) => set({ status: id === 'open' ? null : id, overdue: null })}
          tabs={[
            { id: 'open', label: t('未销号'), count: open },
            ...statuses.map((s) => ({ id: s, label: statusName(s), count: counts?.[s] })),
          ]}
        >
          <div class="stack-tight finding-list">
            <div class="row finding-filters screen-only">
              <Select
                label={t('问题')}
                value={query.code ?? ''}
                empty={t('全部')}
                options={findingCodes.map((code) => ({ value: code, label: codeName(code) }))}
                onInput={(code) => set({ code: code || null })}
              />
              <Select
                label={t('所在机构')}
                value={query.facility ?? ''}
                empty={t('全部')}
                options={places.map((f) => ({ value: f.id, label: f.name }))}
                onInput={(id) => set({ facility: id || null })}
              />
              <ToggleChip on={!!query.overdue} onChange={(on) => set({ overdue: on || null })}>
                {t('只看逾期')} {counts ? counts.overdue : ''}
              </ToggleChip>
              {!may && (
                <ToggleChip on={!!query.mine} onChange={(on) => set({ mine: on || null })}>
                  {t('交给我的')}
                </ToggleChip>
              )}
            </div>
            {run.failure && <Problem of={run.failure} />}
            {failure && <Problem of={failure} onRetry={reload} focus={false} />}
            {!data && !failure && <Loading />}
            {data && rows.length === 0 && (
              <Empty title={t('这里没有问题')}>
                <p>{t('每天 4 点自动稽查；督查也可以随时运行，或登记现场检查发现的问题。')}</p>
              </Empty>
            )}
            {rows.length > 0 && (
              <Table
                caption={t('核查问题')}
                hideCaption
                columns={columns(wide)}
                rows={rows}
                rowKey={(row) => row.id}
                onOpen={(row) => route(`/officer/findings/${row.id}`)}
                maxHeight="var(--list-max)"
              />
            )}
            {raising && <Raise onClose={() => setRaising(false)} onDone={(id) => route(`/officer/findings/${id}`)} />}
          </div>
        </Tabs>
      }
    />
  );
}

const columns = (wide: boolean): Column<Listed>[] => [
  {
    key: 'what',
    head: t('问题'),
    cell: (row) => (
      <span class="finding-what">
        {codeName(row.code)}
        <span class="small muted num">{row.finding_no}</span>
        {!wide && <span class="small">{row.facility ?? row.street ?? ''}</span>}
      </span>
    ),
  },
  { key: 'status', head: t('状态'), nowrap: true, cell: (row) => <Stand of={row} /> },
  ...(wide
    ? [
        {
          key: 'where',
          head: t('机构或街道'),
          cell: (row: Listed) => row.facility ?? row.street ?? '—',
        },
      ]
    : []),
  { key: 'due', head: t('整改到'), nowrap: true, cell: dueWord },
  { key: 'who', head: t('责任人'), cell: (row) => (row.due_at ? (row.assignee ?? t('机构')) : '—') },
  { key: 'term', head: t('限期'), nowrap: true, cell: (row) => termName(row.term) },
  { key: 'source', head: t('来源'), nowrap: true, cell: (row) => sourceName(row.source) },
  { key: 'found', head: t('发现'), nowrap: true, cell: (row) => date(row.found_at) },
];

function save(rows: readonly Listed[]) {
  const head = [
    t('编号'),
    t('问题'),
    t('状态'),
    t('所在机构'),
    t('街道'),
    t('限期'),
    t('整改到'),
    t('来源'),
    t('发现'),
  ];
  const lines = rows.map((r) => [
    r.finding_no,
    codeName(r.code),
    standOf(r).says,
    r.facility ?? '',
    r.street ?? '',
    termName(r.term),
    r.due_at ? dueStamp(r) : '',
    sourceName(r.source),
    stamp(r.found_at),
  ]);
  download(`findings-${rows.length}.csv`, csv([head, ...lines]));
}

/** What a visit or a report turned up, without any check. */
function Raise({ onClose, onDone }: { onClose: () => void; onDone: (id: string) => void }) {
  const [facility, setFacility] = useState('');
  const [code, setCode] = useState<(typeof byHand)[number]>('safety');
  const [source, setSource] = useState<'visit' | 'report'>('visit');
  const [term, setTerm] = useState<(typeof terms)[number]>('3d');
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);
  const places = [...knownFacilities.value.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const raise = useAction((intent) =>
    call((o) => client.api.v1.findings.$post({ json: { facility_id: facility, code, source, term, note } }, o), {
      intent,
    }),
  );
  const send = async () => {
    setTried(true);
    if (!facility || !note.trim()) return;
    const done = await raise.run();
    if (!done.ok) return;
    say(t('已登记'));
    onDone(done.data.id);
  };
  return (
    <Dialog
      open
      title={t('登记问题')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={raise.busy} onClick={send}>
            {t('登记')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {raise.failure && <Problem of={raise.failure} />}
        <Select
          label={t('所在机构')}
          pointer="/facility_id"
          value={facility}
          onInput={setFacility}
          empty={t('请选择')}
          error={tried && !facility ? t('请选择机构') : null}
          options={places.map((f) => ({ value: f.id, label: f.name }))}
        />
        <RadioGroup
          label={t('来源')}
          value={source}
          onChange={(value) => setSource(value === 'report' ? 'report' : 'visit')}
          options={(['visit', 'report'] as const).map((s) => ({ value: s, label: sourceName(s) }))}
          row
        />
        <Select
          label={t('问题')}
          value={code}
          onInput={(value) => setCode(byHand.find((one) => one === value) ?? code)}
          options={byHand.map((one) => ({ value: one, label: codeName(one) }))}
        />
        <RadioGroup
          label={t('整改限期')}
          value={term}
          onChange={(value) => setTerm(terms.find((one) => one === value) ?? term)}
          options={terms.map((one) => ({ value: one, label: termName(one) }))}
          row
        />
        <TextArea
          label={t('发现了什么')}
          pointer="/note"
          error={errorAt(raise.failure, '/note') ?? (tried && !note.trim() ? t('请写明') : null)}
          value={note}
          onInput={setNote}
          rows={3}
          maxLength={500}
        />
      </div>
    </Dialog>
  );
}
