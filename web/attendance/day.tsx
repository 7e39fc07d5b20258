import type { InferResponseType } from 'hono/client';
import { CheckCheck, ChevronLeft, ChevronRight } from 'lucide';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Mark, partOf, SHEET_DAYS, sheetCounts, stillOpen } from '../../server/attendance/rules.ts';
import { addDays, isDay, weekdayOf } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { weekdayWord } from '../ui/bed-words.ts';
import { Button } from '../ui/button.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { dayMonth, number } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useQueued } from '../ui/outbox.tsx';
import { OwnFacility } from '../ui/own-facility.tsx';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { say } from '../ui/toast.tsx';
import { useQuery } from '../ui/url.ts';
import { type Door, DropIn, place, SheetList } from './sheet.tsx';
import { Week } from './week.tsx';
import { markWords } from './words.ts';
import './attendance.css';

export type Sheet = InferResponseType<(typeof client.api.v1.facilities)[':id']['attendance']['$get'], 200>;
export type Person = Sheet['people'][number];
/** `queued`: the key under which it waits for the network. */
type Tap = { mark: Mark; seen: string | null; queued?: string | undefined };

/** How far ahead one may look at who will come. */
const AHEAD = 14;

/** The door of the day centre in the morning: who is due, one tap a person; and the week below. */
export default function DayPage() {
  useTitle(t('日托'));
  return <OwnFacility title={t('日托')}>{(facility) => <Day facility={facility} />}</OwnFacility>;
}

function Day({ facility }: { facility: string }) {
  const { query, set } = useQuery();
  const asked = query.on && isDay(query.on) ? query.on : undefined;
  const { data, failure, reload } = useLoad(
    (signal) =>
      call(
        (o) => client.api.v1.facilities[':id'].attendance.$get({ param: { id: facility }, query: { on: asked } }, o),
        { signal },
      ),
    [facility, asked],
  );
  useEvents([`care:${facility}`, `facility:${facility}`], reload);
  const known = data && (data.places.some((p) => p.filed > 0) || data.people.length > 0);
  return (
    <StaffFrame
      title={t('日托')}
      tools={data && known && <Days of={data} onGo={(on) => set({ on: on === data.today ? null : on })} />}
      list={
        <div class="stack daycare">
          {failure && <Problem of={failure} onRetry={reload} focus={false} />}
          {!data && !failure && <Loading />}
          {data && !known && (
            <Empty title={t('本机构没有日托床位')}>
              <p>{t('有了日托床位和日托老人，每天谁该来、谁到了会列在这里。')}</p>
            </Empty>
          )}
          {data && known && (
            <>
              <Today key={data.on} facility={facility} of={data} onDone={reload} />
              <Week of={data} />
            </>
          )}
        </div>
      }
    />
  );
}

/** One day back or on; a sheet can be filled in for the last week, and looked at two weeks ahead. */
function Days({ of, onGo }: { of: Sheet; onGo: (on: string) => void }) {
  const first = addDays(of.today, -SHEET_DAYS);
  const last = addDays(of.today, AHEAD);
  const name = `${dayMonth(of.on)} ${weekdayWord(weekdayOf(of.on))}`;
  return (
    <nav class="row day-nav" aria-label={t('选择日期')}>
      <Button
        look="quiet"
        icon={ChevronLeft}
        aria-label={t('前一天')}
        why={of.on <= first ? t('只能看最近 {n} 天', { n: SHEET_DAYS }) : null}
        onClick={() => onGo(addDays(of.on, -1))}
      />
      <strong class="day-name" aria-live="polite">
        {of.on === of.today ? t('今天 {day}', { day: name }) : name}
      </strong>
      <Button
        look="quiet"
        icon={ChevronRight}
        aria-label={t('后一天')}
        why={of.on >= last ? t('只能看以后 {n} 天', { n: AHEAD }) : null}
        onClick={() => onGo(addDays(of.on, 1))}
      />
      {of.on !== of.today && <Button onClick={() => onGo(of.today)}>{t('回到今天')}</Button>}
    </nav>
  );
}

function Today({ facility, of, onDone }: { facility: string; of: Sheet; onDone: () => void }) {
  const { send, waiting } = useQueued(facility);
  const held = useRef(waiting.length);
  useEffect(() => {
    // Something that waited has gone out or was given up: what stands now is on the server.
    if (waiting.length < held.current) onDone();
    held.current = waiting.length;
  }, [waiting.length]);
  // A tap is shown at once: until the server tells of a newer mark, or what waited for the network was refused.
  const [taps, setTaps] = useState<Record<string, Tap>>({});
  const stands = (tap: Tap, person: Person) =>
    tap.seen === person.marked_at && (!tap.queued || waiting.some((q) => q.key === tap.queued));
  const people = of.people.map((person) => {
    const tap = taps[person.placement_id];
    return tap && stands(tap, person) ? { ...person, mark: tap.mark } : person;
  });
  const due = people.filter((p) => partOf(p) === 'due');
  const dropIns = people.filter((p) => partOf(p) === 'drop_in');
  const others = people.filter((p) => partOf(p) === 'other' && p.here);
  const open = people.filter(stillOpen);
  const counts = sheetCounts(people);
  const future = of.on > of.today;
  const show = (whom: Person[], mark: Mark | null, queued?: string) =>
    setTaps((before) => {
      const after = { ...before };
      for (const { placement_id, marked_at } of whom)
        if (mark) after[placement_id] = { mark, seen: marked_at, queued };
        else delete after[placement_id];
      return after;
    });
  /** Writes the same mark for these people, now or once there is a network. */
  const mark = async (whom: Person[], what: Mark, label: string, onlyUnmarked = false) => {
    show(whom, what);
    const ids = whom.map((p) => p.placement_id);
    const done = await send({
      path: `/api/v1/facilities/${facility}/attendance`,
      body: {
        on: of.on,
        marks: ids.map((placement_id) => ({ placement_id, mark: what })),
        only_unmarked: onlyUnmarked,
      },
      label,
      marks: ids,
    });
    if (done.ok) return true;
    if ('queued' in done) {
      show(whom, what, done.queued.key);
      return false;
    }
    show(whom, null);
    say(t('{what}没有登记上：{why}', { what: label, why: done.failure.title }), { error: true });
    return false;
  };
  const door: Door = {
    facility,
    on: of.on,
    waits: (id) => waiting.some((q) => q.marks.includes(id)),
    mark: (person, what) => mark([person], what, `${place(person)} ${t(markWords[what].word)}`),
    onDone,
  };
  const all = async () => {
    const n = open.length;
    if (await mark(open, 'present', t('其余 {n} 人全部到', { n }), true)) say(t('已登记 {n} 人到场', { n }));
  };
  return (
    <section class="stack" aria-label={t('到场登记')}>
      <div class="row-between day-sum">
        <p class="day-counts" role="status">
          {future
            ? t('预计来 {n} 人', { n: counts.due })
            : t('应到 {due} · 已到 {present} · 未到 {absent} · 请假 {leave} · 未登记 {unmarked}', counts)}
          {counts.drop_in > 0 && t(' · 临时来 {n}', { n: counts.drop_in })}
        </p>
        {!future && open.length > 0 && (
          <Button look="primary" icon={CheckCheck} onClick={all}>
            {t('其余 {n} 人全部到', { n: number(open.length) })}
          </Button>
        )}
      </div>
      {due.length === 0 && <p class="muted">{t('这一天没有人安排日托。')}</p>}
      <SheetList people={due} future={future} door={door} />
      {dropIns.length > 0 && (
        <div class="stack-tight">
          <h2>{t('临时来')}</h2>
          <SheetList people={dropIns} future={future} door={door} />
        </div>
      )}
      {!future && others.length > 0 && <DropIn people={others} door={door} />}
    </section>
  );
}
