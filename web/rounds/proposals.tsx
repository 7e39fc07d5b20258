import { useEffect, useRef, useState } from 'preact/hooks';
import { StatusDot } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { date, number } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { type Column, Table } from '../ui/table.tsx';
import type { Query } from '../ui/url.ts';
import type { Ask } from './board.tsx';
import { Occupancy } from './occupancy.tsx';
import { ProposalFilters } from './proposal-filters.tsx';
import { type Decided, decisionOf, inView, sortOf } from './view.ts';
import { type Proposal, poolWord } from './words.ts';

const PAGE = 200;
type Change = (change: Record<string, string | null>, options?: { replace?: boolean }) => void;

/** Every match of the run in its order, to be filtered, looked into and decided; the beds it would fill beside it. */
export function Proposals({
  all,
  query,
  set,
  open,
  onAsk,
}: {
  all: Proposal[];
  query: Query;
  set: Change;
  open: Proposal | undefined;
  onAsk: ((ask: Ask) => void) | undefined;
}) {
  const [ticked, setTicked] = useState<Set<string>>(new Set());
  const [most, setMost] = useState(PAGE);
  const box = useRef<HTMLDivElement>(null);
  const rows = inView(all, query);
  const shown = rows.slice(0, most);
  const chosen = all.filter((p) => ticked.has(p.id));
  const latest = useRef({ shown, chosen, onAsk });
  latest.current = { shown, chosen, onAsk };
  useEffect(() => keysFrom(box, latest), []);
  const ask = (decision: Ask['decision']) => onAsk?.({ decision, proposals: chosen });
  return (
    <div class={`proposals${open ? '' : ' proposals-beside'}`}>
      <div class="stack-tight" ref={box}>
        <div class="row screen-only">
          <ProposalFilters all={all} query={query} set={set} />
        </div>
        {onAsk && chosen.length > 0 && (
          <div class="bulk row screen-only" role="status">
            <strong>{t('已选 {n} 条', { n: number(chosen.length) })}</strong>
            {rows.length > chosen.length && (
              <Button look="quiet" onClick={() => setTicked(new Set(rows.map((p) => p.id)))}>
                {t('选中筛选出的 {n} 条', { n: number(rows.length) })}
              </Button>
            )}
            <Button onClick={() => ask('approved')}>{t('同意…')}</Button>
            <Button onClick={() => ask('struck')}>{t('不同意…')}</Button>
            <Button onClick={() => ask('undecided')}>{t('撤回审定…')}</Button>
            <Button look="quiet" onClick={() => setTicked(new Set())}>
              {t('取消选择')}
            </Button>
          </div>
        )}
        <p class="muted small">
          {t('按轮候顺序 · 显示 {n} / {total} 条', { n: number(rows.length), total: number(all.length) })}
          {onAsk && <span class="keys-hint"> · {t('j、k 移动，x 选中，a 同意，s 不同意，回车打开')}</span>}
        </p>
        <Table
          caption={t('拟分配')}
          hideCaption
          columns={columns(!!open)}
          rows={shown}
          rowKey={(row) => row.id}
          sort={sortOf(query)}
          onSort={({ key, down }) => set({ sort: `${key}${down ? '.down' : ''}` }, { replace: true })}
          ticked={onAsk && ticked}
          onTick={onAsk && setTicked}
          current={open?.id}
          onOpen={(row) => set({ sel: row.id })}
          empty={all.length ? t('没有符合筛选的拟分配') : t('本轮没有安排到任何人，看「仍空的床」和「未参加」里的原因')}
          maxHeight="var(--board-max)"
        />
        {rows.length > most && (
          <Button look="quiet" onClick={() => setMost(most + PAGE)}>
            {t('再显示 {n} 条', { n: Math.min(PAGE, rows.length - most) })}
          </Button>
        )}
      </div>
      {!open && <Occupancy all={all} query={query} set={set} />}
    </div>
  );
}

type Latest = { shown: Proposal[]; chosen: Proposal[]; onAsk: ((ask: Ask) => void) | undefined };

/** j and k start in the list from anywhere that takes no text; a and s decide what is ticked, or the row in hand. */
function keysFrom(box: { current: HTMLElement | null }, latest: { current: Latest }) {
  const hear = (event: KeyboardEvent) => {
    const on = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey || on.closest('select, textarea, dialog, .leaflet-container'))
      return;
    if (on instanceof HTMLInputElement && on.type !== 'checkbox') return;
    const { shown, chosen, onAsk } = latest.current;
    if ((event.key === 'j' || event.key === 'k') && !on.closest('tbody')) {
      event.preventDefault();
      box.current?.querySelector<HTMLElement>('.tbl-open')?.focus();
    } else if (event.key === 'a' || event.key === 's') {
      const row = on.closest<HTMLTableRowElement>('tbody tr');
      const here = row && box.current?.contains(row) ? shown[row.sectionRowIndex] : undefined;
      const proposals = chosen.length > 0 ? chosen : here ? [here] : [];
      if (!onAsk || proposals.length === 0) return;
      event.preventDefault();
      onAsk({ decision: event.key === 'a' ? 'approved' : 'struck', proposals });
    }
  };
  document.addEventListener('keydown', hear);
  return () => document.removeEventListener('keydown', hear);
}

const looks: Record<
  Decided,
  [shape: 'ring' | 'check' | 'cross' | 'triangle', tone: 'amber' | 'accent' | 'stale' | 'red']
> = {
  undecided: ['ring', 'amber'],
  approved: ['check', 'accent'],
  struck: ['cross', 'stale'],
  problem: ['triangle', 'red'],
};
export const decisionWord = (decided: Decided) =>
  ({ undecided: t('待审定'), approved: t('同意'), struck: t('不同意'), problem: t('未发出') })[decided];

export function Decision({ of }: { of: Proposal }) {
  const decided = decisionOf(of);
  const [shape, tone] = looks[decided];
  return (
    <StatusDot shape={shape} tone={tone}>
      {of.offer_id ? t('已通知') : decisionWord(decided)}
    </StatusDot>
  );
}

function columns(narrow: boolean): Column<Proposal>[] {
  const all: (Column<Proposal> | false)[] = [
    {
      key: 'turn',
      head: t('序'),
      sortable: true,
      nowrap: true,
      cell: (row) => (
        <>
          <span class="num">{row.turn}</span>
          <span class="visually-hidden"> {row.name}</span>
        </>
      ),
    },
    {
      key: 'name',
      head: t('老人'),
      nowrap: true,
      cell: (row) => (
        <>
          <strong>{row.name}</strong>
          {row.couple && <span class="muted"> {t('夫妻')}</span>}
        </>
      ),
    },
    { key: 'track', head: t('通道'), nowrap: true, sortable: true, cell: (row) => row.key?.track ?? '—' },
    !narrow && {
      key: 'level',
      head: t('等级'),
      end: true,
      nowrap: true,
      sortable: true,
      cell: (row) => (row.key ? t('{n} 级', { n: row.key.level }) : '—'),
    },
    {
      key: 'facility',
      head: t('机构'),
      sortable: true,
      cell: (row) => <span class="wrap-name">{row.facility}</span>,
    },
    {
      key: 'bed',
      head: t('房 · 床'),
      nowrap: true,
      cell: (row) => (
        <>
          {row.room_no} · {row.bed_no}
          {row.pool === 'reserve' && <span class="muted"> {poolWord(row.pool)}</span>}
          {row.free_on && <span class="muted"> {t('{date}空出', { date: date(row.free_on) })}</span>}
        </>
      ),
    },
    { key: 'choice', head: t('意愿'), end: true, nowrap: true, sortable: true, cell: (row) => row.choice },
    {
      key: 'distance',
      head: t('约（公里）'),
      end: true,
      sortable: true,
      cell: (row) => (row.distance_km === null ? '—' : number(row.distance_km, 1)),
    },
    { key: 'decision', head: t('审定'), nowrap: true, sortable: true, cell: (row) => <Decision of={row} /> },
  ];
  return all.filter((column) => column !== false);
}
