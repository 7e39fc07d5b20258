import type { InferResponseType } from 'hono/client';
import { UserPlus } from 'lucide';
import { useRef, useState } from 'preact/hooks';
import { addDays, ageOn, dayOf } from '../../server/kernel/period.ts';
import { reassessOn } from '../../server/risks/rules.ts';
import { overdue } from '../../server/stays/rules.ts';
import { call, client } from '../api.ts';
import { StatusDot } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Chips, ToggleChip } from '../ui/chip.tsx';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { date, dayMonth, now, number } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useListKeys } from '../ui/list-keys.ts';
import { useLoad } from '../ui/load.ts';
import { OwnFacility } from '../ui/own-facility.tsx';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { useQuery } from '../ui/url.ts';
import { useWide } from '../ui/wide.ts';
import { AdmitPrivately } from './admit-private.tsx';
import { ResidentCase } from './resident-case.tsx';
import { awayWord, dischargeWord, fundingWord, sexWord } from './words.ts';
import './placements.css';

export type Placement = InferResponseType<typeof client.api.v1.placements.$get, 200>['placements'][number];

const today = () => dayOf(now.value);
const SOON_DAYS = 7;
const isOverdue = (p: Placement) => overdue(p.away && { since: p.away.since, keepUntil: p.away.keep_until }, today());
export const onTrial = (p: Placement) => p.trial_until !== null && p.trial_until > today();
/** Nobody has assessed the risks, or it is over a year ago. */
export const riskDue = (p: Placement) => p.assessed_on === null || reassessOn(p.assessed_on) <= today();

const filters = {
  away: (p: Placement) => p.away !== null,
  overdue: isOverdue,
  trial: (p: Placement) => onTrial(p) && (p.trial_until ?? '') <= addDays(today(), SOON_DAYS),
  risk: riskDue,
  leaving: (p: Placement) => p.leaving_on !== null,
};
type Filter = keyof typeof filters;
const filterWord: Record<Filter, () => string> = {
  away: () => t('请假/住院'),
  overdue: () => t('逾期未归'),
  trial: () => t('试住将到期'),
  risk: () => t('待评估'),
  leaving: () => t('预计离院'),
};

/** Who lives here, what is due for whom, and who has left. */
export default function ResidentsPage() {
  useTitle(t('在住老人'));
  return <OwnFacility title={t('在住老人')}>{(facility) => <Residents facility={facility} />}</OwnFacility>;
}

function Residents({ facility }: { facility: string }) {
  const { query, set } = useQuery();
  const left = query.show === 'left';
  const box = useRef<HTMLDivElement>(null);
  const wide = useWide();
  useListKeys(box);
  const { data, failure, reload } = useLoad(
    (signal) =>
      call(
        (o) =>
          client.api.v1.placements.$get(
            { query: { facility, limit: '1000', ...(left ? { left: 'true' as const } : {}) } },
            o,
          ),
        { signal },
      ),
    [facility, left],
  );
  useEvents([`facility:${facility}`], reload);
  const [admitting, setAdmitting] = useState(false);
  const all = data?.placements ?? [];
  const shown = all.filter((p) => left === (p.discharged_on !== null));
  const filter = query.show && query.show in filters ? (query.show as Filter) : null;
  const text = query.q?.trim() ?? '';
  const rows = shown
    .filter((p) => !filter || filters[filter](p))
    .filter((p) => !text || p.name.includes(text) || p.room_no.includes(text))
    // Whose bed should have been given back stands first, everybody else as they came.
    .sort((a, b) => Number(isOverdue(b)) - Number(isOverdue(a)));
  const open = shown.find((p) => p.id === query.sel);
  const admit = admitting || query.admit !== undefined;
  return (
    <>
      <StaffFrame
        title={t('在住老人')}
        tools={
          <>
            <label class="quick" data-search>
              <span class="visually-hidden">{t('按姓名或房号查找')}</span>
              <input
                class="input"
                type="search"
                list={undefined}
                placeholder={t('姓名或房号')}
                value={query.q ?? ''}
                onInput={(event) => set({ q: event.currentTarget.value || null }, { replace: true })}
              />
            </label>
            <Button look="primary" icon={UserPlus} onClick={() => setAdmitting(true)}>
              {t('自费入住')}
            </Button>
          </>
        }
        list={
          <div class="stack-tight" ref={box}>
            {failure && <Problem of={failure} onRetry={reload} focus={false} />}
            {!data && !failure && <Loading />}
            {data && (
              <>
                <Filters
                  all={left ? [] : shown}
                  chosen={left ? 'left' : filter}
                  onChoose={(show) => set({ show, sel: null }, { replace: true })}
                />
                <p class="muted small">
                  {left
                    ? t('已退住 {n} 人 · 最近离开的在前', { n: number(rows.length) })
                    : t('在住 {n} 人 · 最近入住的在前', { n: number(rows.length) })}
                </p>
                <Table
                  caption={t('在住老人')}
                  hideCaption
                  columns={columns(!!open || !wide, left)}
                  rows={rows}
                  rowKey={(row) => row.id}
                  current={open?.id}
                  onOpen={(row) => set({ sel: row.id, do: null })}
                  empty={text ? t('没有找到这个人') : t('没有符合条件的老人')}
                  maxHeight="var(--list-max)"
                />
              </>
            )}
          </div>
        }
        case={open ? <ResidentCase key={open.id} of={open} onDone={reload} /> : null}
        onBack={() => set({ sel: null, do: null })}
      />
      {admit && (
        <AdmitPrivately
          facility={facility}
          bed={query.admit ?? null}
          onClose={() => {
            setAdmitting(false);
            if (query.admit) set({ admit: null }, { replace: true });
          }}
          onDone={reload}
        />
      )}
    </>
  );
}

function Filters({
  all,
  chosen,
  onChoose,
}: {
  all: Placement[];
  chosen: Filter | 'left' | null;
  onChoose: (filter: Filter | 'left' | null) => void;
}) {
  return (
    <Chips label={t('按情况查看')}>
      {(Object.keys(filters) as Filter[]).map((one) => (
        <ToggleChip key={one} on={chosen === one} onChange={(on) => onChoose(on ? one : null)}>
          {filterWord[one]()}{' '}
          {chosen !== 'left' && <strong class="num">{number(all.filter(filters[one]).length)}</strong>}
        </ToggleChip>
      ))}
      <ToggleChip on={chosen === 'left'} onChange={(on) => onChoose(on ? 'left' : null)}>
        {t('已退住')}
      </ToggleChip>
    </Chips>
  );
}

/** How the resident is just now: in the house, away, or away longer than agreed. */
export function Whereabouts({ of, short }: { of: Placement; short?: boolean }) {
  if (of.discharged_on !== null)
    return (
      <StatusDot shape="dash" tone="plain">
        {of.discharge_kind === 'error' ? t('登记错误') : dischargeWord(of.discharge_kind ?? '')}
      </StatusDot>
    );
  if (!of.away)
    return (
      <StatusDot shape="dot" tone="accent">
        {t('在院')}
      </StatusDot>
    );
  const what = awayWord(of.away.kind);
  return isOverdue(of) ? (
    <StatusDot shape="triangle" tone="amber">
      {short
        ? t('{what}，已逾期', { what })
        : t('{what}，应于 {day} 返回', { what, day: dayMonth(of.away.keep_until) })}
    </StatusDot>
  ) : (
    <StatusDot shape="half" tone="plain">
      {short ? what : t('{what}，保留到 {day}', { what, day: dayMonth(of.away.keep_until) })}
    </StatusDot>
  );
}

/** Beside an open case and on a phone: who, where and in which bed; the rest stands in the case. */
function columns(narrow: boolean, left: boolean): Column<Placement>[] {
  const all: (Column<Placement> | false)[] = [
    { key: 'name', head: t('老人'), nowrap: true, cell: (row) => row.name },
    !narrow && {
      key: 'about',
      head: t('性别年龄'),
      nowrap: true,
      cell: (row) => t('{sex} · {age} 岁', { sex: sexWord(row.sex), age: ageOn(row.born_on, today()) }),
    },
    {
      key: 'bed',
      head: t('床位号'),
      nowrap: true,
      cell: (row) =>
        narrow ? `${row.room_no}-${row.bed_no}` : t('{room} 室 {bed} 床', { room: row.room_no, bed: row.bed_no }),
    },
    { key: 'where', head: t('状态'), cell: (row) => <Whereabouts of={row} short={narrow} /> },
    !narrow && { key: 'admitted', head: t('入住'), nowrap: true, cell: (row) => date(row.admitted_on) },
    !narrow && { key: 'funding', head: t('费用来源'), nowrap: true, cell: (row) => fundingWord(row.funding) },
    left
      ? { key: 'left', head: t('退住'), nowrap: true, cell: (row) => date(row.discharged_on) }
      : !narrow && {
          key: 'due',
          head: t('近期事项'),
          cell: (row) => due(row).join(t('；')) || <span class="muted">{t('无')}</span>,
        },
  ];
  return all.filter((column) => column !== false);
}

/** What is coming up for a resident, in words. */
export const due = (p: Placement): string[] =>
  [
    p.leaving_on && t('{day} 预计离院', { day: dayMonth(p.leaving_on) }),
    p.until && t('应急安置到 {day}', { day: dayMonth(p.until) }),
    onTrial(p) && t('试住到 {day}', { day: dayMonth(p.trial_until ?? '') }),
    riskDue(p) && (p.assessed_on ? t('风险评估已满一年') : t('未做风险评估')),
  ].filter((text): text is string => !!text);
