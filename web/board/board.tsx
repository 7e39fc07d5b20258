import { Keyboard, ListChecks } from 'lucide';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { type Day, isDay } from '../../server/kernel/period.ts';
import type { Role } from '../../server/kernel/permissions.ts';
import { call, client, type Failure } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { ToggleChip } from '../ui/chip.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { t } from '../ui/i18n.ts';
import { Icon } from '../ui/icon.tsx';
import { useLoad } from '../ui/load.ts';
import { useQueued } from '../ui/outbox.tsx';
import { Problem } from '../ui/problem.tsx';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { say } from '../ui/toast.tsx';
import { useQuery } from '../ui/url.ts';
import { useWide } from '../ui/wide.ts';
import { ActionBar, type More } from './bar.tsx';
import { useChoice } from './choice.ts';
import { ConfirmVacancy } from './confirm.tsx';
import {
  type ActBody,
  type Bed,
  type Board,
  expectedBy,
  keepSame,
  type Place,
  type Preview,
  placesOf,
  previewOf,
  type Verb,
  withWaiting,
} from './data.ts';
import { Floors } from './grid.tsx';
import { KeysHelp, useBoardKeys } from './keys.tsx';
import { Legend } from './legend.tsx';
import { BedPane } from './pane.tsx';
import { DaySlider, dayWord } from './slider.tsx';
import { ExpectedList, Today } from './today.tsx';
import { verbWord } from './words.ts';

/** All beds of a facility on a day: seen at a glance, one or many acted upon, every tap taken back while nothing depends on it. */
export function BedBoard({ facility, role }: { facility: string; role: Role }) {
  const { query, set } = useQuery();
  const wide = useWide();
  const asked = query.on && isDay(query.on) ? query.on : undefined;
  const { data, failure, reload } = useLoad(
    (signal) =>
      call((o) => client.api.v1.facilities[':id'].beds.$get({ param: { id: facility }, query: { on: asked } }, o), {
        signal,
      }),
    [facility, asked],
  );
  const { send, waiting, drop } = useQueued(facility);
  useEvents([`facility:${facility}`], reload);
  // what waited has been answered: the board may have changed without an event reaching this page
  const waited = useRef(waiting.length);
  useEffect(() => {
    if (waiting.length < waited.current) reload();
    waited.current = waiting.length;
  }, [waiting.length]);
  const last = useRef<Board | undefined>(undefined);
  const board = useMemo(() => {
    if (data) last.current = keepSame(last.current, data);
    return last.current;
  }, [data]);
  const places = useMemo(() => (board ? placesOf(board) : new Map<string, Place>()), [board]);
  const shown = (bed: Bed) => !query.state || bed.state === query.state;
  const grid = useRef<HTMLDivElement>(null!);
  const choice = useChoice(grid, places);
  const [armed, setArmed] = useState<Verb | null>(null);
  const [more, setMore] = useState<More>({ until: null, note: '' });
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Failure>();
  const [keys, setKeys] = useState(false);
  const left = useRef(0);
  const lastBatch = useRef<string | undefined>(undefined);

  const today = board?.today ?? '';
  const on = board?.on ?? today;
  const present = board !== undefined && on === today;
  const mayAct = present && (role === 'institution' || role === 'officer');
  const ahead = useMemo(() => (board && on > today ? expectedBy(board.expected, on) : new Map()), [board, on, today]);
  const optimistic = useMemo(
    () => (present ? withWaiting(waiting) : new Map()),
    [present, waiting.map((q) => q.key).join()],
  );
  const open = query.sel ? places.get(query.sel) : undefined;
  const chosen = choice.chosen;

  const clear = () => {
    setArmed(null);
    setRefusal(undefined);
    choice.clear();
    if (query.sel) set({ sel: null }, { replace: true });
  };
  // where there is room for one only, the bed takes the place of the board, which is found again as it was left
  const openOne = (place: Place) => {
    left.current = scrollY;
    set({ sel: place.bed.id });
    requestAnimationFrame(() => scrollTo(0, 0));
  };
  const back = () => {
    set({ sel: null }, { replace: true });
    requestAnimationFrame(() => requestAnimationFrame(() => scrollTo(0, left.current)));
  };
  const toDay = (day: Day) => {
    setArmed(null);
    set({ on: day === today ? null : day }, { replace: true });
  };
  const settle = () => {
    setArmed(null);
    setRefusal(undefined);
    setMore({ until: null, note: '' });
    choice.settle();
    reload();
  };
  const undo = async (batch: string) => {
    const param = { id: facility, batch };
    const done = await call((o) => client.api.v1.facilities[':id']['bed-batches'][':batch'].undo.$post({ param }, o));
    if (done.ok) say(t('已撤销，{n} 床恢复原样', { n: done.data.beds }));
    else setRefusal(done.failure);
    if (done.ok && lastBatch.current === batch) lastBatch.current = undefined;
    reload();
  };
  const run = async (preview: Preview) => {
    const { verb, can } = preview;
    const queuedOn = new Set(waiting.flatMap((q) => q.marks));
    const ids = can.map((p) => p.bed.id);
    const what: ActBody =
      verb === 'reopen'
        ? { action: 'reopen', bed_ids: ids }
        : { action: 'close', bed_ids: ids, reason: verb, until: more.until };
    const note = more.note.trim();
    // behind something that still waits the bed will have another version by then
    const seen = can.filter((p) => !queuedOn.has(p.bed.id)).map((p) => [p.bed.id, p.bed.version] as const);
    const body: ActBody = { ...what, ...(note ? { note } : {}), versions: Object.fromEntries(seen) };
    const names =
      can.length > 2 ? t('{bed}等 {n} 床', { bed: can[0]!.name, n: can.length }) : can.map((p) => p.name).join(t('、'));
    const label = `${names} ${verbWord(preview)}`;
    setArmed(verb);
    setBusy(true);
    const path = `/api/v1/facilities/${facility}/beds/actions` as const;
    const done = await send({ path, body, again: what, label, marks: ids }, { keep: !note });
    setBusy(false);
    if (done.ok) {
      const { batch_id: batch } = done.data as { batch_id: string };
      lastBatch.current = batch;
      say(label, { undo: () => void undo(batch) });
      settle();
    } else if ('queued' in done) {
      say(t('没有网络，已记下：{what}', { what: label }), { undo: () => drop(done.queued.key) });
      settle();
    } else {
      setArmed(null);
      setRefusal(done.failure);
      reload();
    }
  };
  const pick = (bed: string, how: { shift: boolean; more: boolean }) => {
    setArmed(null);
    setRefusal(undefined);
    choice.pick(bed, how);
    const single = !how.shift && !how.more && !choice.ticking;
    if (wide) set({ sel: single ? bed : null }, { replace: true });
  };
  const letter = (verb: Verb) => {
    const preview = previewOf(verb, chosen, today, more.until);
    if (!mayAct || busy || preview.can.length === 0) return;
    if (preview.cannot.length === 0 || armed === verb) void run(preview);
    else setArmed(verb);
  };
  useBoardKeys({
    grid,
    choice,
    chosen,
    onVerb: letter,
    onPick: pick,
    onEscape: () => (armed ? setArmed(null) : clear()),
    onUndo: () => lastBatch.current && void undo(lastBatch.current),
    onHelp: () => setKeys(true),
    links: mayAct && role === 'institution',
  });

  const case_ = !board ? null : open ? (
    <BedPane
      board={board}
      place={open}
      expected={board.expected.filter((e) => e.bed === open.bed.id)}
      mayUndo={mayAct}
      own={role === 'institution'}
      onUndo={undo}
    />
  ) : wide ? (
    <Today
      places={places}
      present={present}
      expected={board.expected}
      onOpen={(bed) => {
        pick(bed, { shift: false, more: false });
        choice.focus(bed);
      }}
      onDay={toDay}
    />
  ) : null;
  return (
    <StaffFrame
      title={role === 'institution' || !board ? t('床位') : t('床位 · {name}', { name: board.facility.name })}
      tools={
        board && role === 'institution' ? (
          <ConfirmVacancy facility={facility} confirmedAt={board.confirmed_at} onDone={reload} />
        ) : null
      }
      list={
        <div class="board" data-when={!board || present ? 'today' : on < today ? 'past' : 'future'}>
          {failure && <Problem of={failure} onRetry={reload} focus={false} />}
          {!board && !failure && <Loading />}
          {board && (
            <>
              <Legend
                counts={board.counts}
                state={query.state}
                onState={(state) => set({ state }, { replace: true })}
              />
              <DaySlider on={asked ?? today} today={today} onChange={toDay} />
              {!present && (
                <p class="board-when" role="status">
                  {on < today
                    ? t('这是 {day} 当天结束时的情况，只能看。', { day: dayWord(on) })
                    : t('{day}：按今天已知的安排推算，只能看。虚线框是预计空床，办好退住、清洁之后才真正空出来。', {
                        day: dayWord(on),
                      })}
                </p>
              )}
              {!wide && (
                <details class="board-ahead">
                  <summary>{t('今后 60 天预计空 {n} 床', { n: board.expected.filter((e) => e.firm).length })}</summary>
                  <div class="stack">
                    <ExpectedList places={places} expected={board.expected} onDay={toDay} />
                  </div>
                </details>
              )}
              {mayAct && (
                <div class="row board-tools">
                  <ToggleChip on={choice.ticking} onChange={choice.setTicking}>
                    <span class="row">
                      <Icon of={ListChecks} />
                      {t('多选')}
                    </span>
                  </ToggleChip>
                  <Button look="quiet" icon={Keyboard} class="board-keys" onClick={() => setKeys(true)}>
                    {t('快捷键')} <kbd>?</kbd>
                  </Button>
                </div>
              )}
              {[...places.values()].some((p) => shown(p.bed)) ? (
                <Floors
                  floors={board.floors}
                  places={places}
                  gridRef={grid}
                  look={{
                    chosen: choice.ids,
                    current: choice.current ?? [...places.values()].find((p) => shown(p.bed))?.bed.id ?? null,
                    ticking: choice.ticking,
                    waiting: optimistic,
                    expected: ahead,
                    shown,
                  }}
                  onPick={pick}
                  onHold={(bed) => mayAct && choice.hold(bed)}
                />
              ) : (
                <Empty title={t('没有这种状态的床位')} />
              )}
              {(refusal || (mayAct && chosen.length > 0)) && (
                <div class="actions">
                  {refusal && <Problem of={refusal} />}
                  {mayAct && chosen.length > 0 && (
                    <ActionBar
                      chosen={chosen}
                      today={today}
                      own={role === 'institution'}
                      armed={armed}
                      onArm={setArmed}
                      more={more}
                      onMore={setMore}
                      busy={busy}
                      onDo={run}
                      onClear={clear}
                      onOpen={wide || chosen.length !== 1 ? undefined : () => openOne(chosen[0]!)}
                    />
                  )}
                </div>
              )}
              {keys && <KeysHelp onClose={() => setKeys(false)} />}
            </>
          )}
        </div>
      }
      case={case_}
      onBack={back}
    />
  );
}
