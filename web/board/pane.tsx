import { Undo2 } from 'lucide';
import { useEffect, useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { BedShape } from '../ui/badge.tsx';
import { equipmentWord, poolWord, roomWord, weekdayWord } from '../ui/bed-words.ts';
import { Button } from '../ui/button.tsx';
import { Facts, Notice } from '../ui/card.tsx';
import { Loading } from '../ui/empty.tsx';
import { date, dayMonth, moment } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import { CaseView } from '../ui/staff-frame.tsx';
import { word } from '../ui/words.ts';
import type { Board, Expected, Place } from './data.ts';
import { closureWord, eventWord, expectedWord } from './words.ts';

const weekdays = (days: readonly number[]) => days.map(weekdayWord).join(t('、'));

/** One bed: what takes it and until when, what it is, and everything that happened to it. */
export function BedPane({
  board,
  place,
  expected,
  mayUndo,
  own,
  onUndo,
}: {
  board: Board;
  place: Place;
  expected: readonly Expected[];
  mayUndo: boolean;
  /** the nurse's own place */
  own: boolean;
  onUndo: (batch: string) => Promise<void>;
}) {
  const { bed, room, floor, name } = place;
  const sort = board.sorts[bed.sort]!;
  const about: [string, string | null | undefined][] = [
    [bed.state === 'locked' || bed.state === 'reserved' ? t('为谁保留') : t('在住老人'), bed.name],
    [t('照护等级'), bed.level === undefined ? null : t('{n} 级', { n: bed.level })],
    [t('停用原因'), bed.state === 'out_of_service' ? closureWord(bed.reason) : null],
    [bed.state === 'away' ? t('离开') : t('开始'), bed.since && date(bed.since)],
    [t('床位保留到'), bed.keep_until && date(bed.keep_until)],
    [t('到期'), bed.until && date(bed.until)],
    [t('已有安排'), bed.next && t('{day} 起', { day: date(bed.next) })],
    ...expected.map((e): [string, string] => [
      e.firm ? t('预计空') : t('可能空'),
      `${date(e.on)} · ${expectedWord(e.kind)}`,
    ]),
    ...(bed.week ?? []).map((w): [string, string] => [weekdays(w.days), w.name ?? '']),
  ];
  const is: [string, string][] = [
    [t('位置'), t('{building} {n} 层 · {sex}', { building: floor.building, n: floor.floor, sex: roomWord(room.sex) })],
    [t('类型'), `${word('bed', sort.kind)} · ${poolWord(sort.pool)}`],
    [t('接收等级'), t('{min}–{max} 级', { min: sort.level_min, max: sort.level_max })],
    [t('失智照护'), sort.dementia ? t('是') : t('否')],
    [t('设备'), sort.equipment.length ? sort.equipment.map(equipmentWord).join(t('、')) : t('无')],
  ];
  return (
    <CaseView>
      <div class="row-between">
        <h2>{name}</h2>
        <BedShape state={bed.state} named />
      </div>
      {bed.overdue && (
        <Notice tone="amber">{t('约定保留到 {day}，还没有登记返回。', { day: date(bed.keep_until) })}</Notice>
      )}
      <Facts of={[...about.filter((one): one is [string, string] => !!one[1]), ...is]} />
      <History
        facility={board.facility.id}
        bed={bed.id}
        version={bed.version}
        mayUndo={mayUndo}
        own={own}
        onUndo={onUndo}
      />
    </CaseView>
  );
}

/** Taken back from here while nothing came after it; what happened to a stay only by its own home. */
const onBeds = ['closed', 'reopened'];
const onStays = ['away', 'returned', 'moved_in', 'leaving', 'discharged'];

function History({
  facility,
  bed,
  version,
  mayUndo,
  own,
  onUndo,
}: {
  facility: string;
  bed: string;
  version: number;
  mayUndo: boolean;
  /** the nurse's own place */
  own: boolean;
  onUndo: (batch: string) => Promise<void>;
}) {
  const [before, setBefore] = useState<string | undefined>();
  const [earlier, setEarlier] = useState<Events>([]);
  const [busy, setBusy] = useState<string | null>(null);
  useEffect(() => {
    setBefore(undefined);
    setEarlier([]);
  }, [bed, version]);
  const { data, failure, reload } = useLoad(
    (signal) =>
      call(
        (o) =>
          client.api.v1.facilities[':id']['bed-events'].$get({ param: { id: facility }, query: { bed, before } }, o),
        {
          signal,
        },
      ),
    [facility, bed, version, before],
  );
  const events = [...earlier, ...(data?.events ?? [])].filter(
    (e, i, list) => list.findIndex((x) => x.id === e.id) === i,
  );
  return (
    <section class="stack-tight" aria-label={t('床位记录')}>
      <h3>{t('床位记录')}</h3>
      {failure && <Problem of={failure} onRetry={reload} focus={false} />}
      {!data && !failure && <Loading />}
      {data && events.length === 0 && <p class="muted">{t('还没有记录')}</p>}
      <ol class="bedlog">
        {events.map((e) => (
          <li key={e.id} class={e.undone ? 'bedlog-undone' : undefined}>
            <div class="row-between">
              <span>
                {eventWord(e.kind, e.reason)}
                {e.person && ` · ${e.person}`}
                {e.until && ` · ${t('到 {date}', { date: dayMonth(e.until) })}`}
                {e.undone && <span class="muted"> {t('（已撤销）')}</span>}
              </span>
              {mayUndo && e.last && !e.undone && (onBeds.includes(e.kind) || (own && onStays.includes(e.kind))) && (
                <Button
                  look="quiet"
                  icon={Undo2}
                  busy={busy === e.batch_id}
                  onClick={async () => {
                    setBusy(e.batch_id);
                    await onUndo(e.batch_id);
                    setBusy(null);
                  }}
                >
                  {e.beds > 1 ? t('撤销 {n} 床', { n: e.beds }) : t('撤销')}
                </Button>
              )}
            </div>
            <span class="muted small">
              {moment(e.at)} · {e.by ?? t('系统')}
              {e.note && ` · ${e.note}`}
            </span>
          </li>
        ))}
      </ol>
      {data?.next && (
        <Button
          look="quiet"
          onClick={() => {
            setEarlier(events);
            setBefore(data.next ?? undefined);
          }}
        >
          {t('更早的记录')}
        </Button>
      )}
    </section>
  );
}
type Events = {
  id: string;
  batch_id: string;
  kind: string;
  at: string;
  by: string | null;
  person: string | null;
  reason: string | null;
  note: string | null;
  until: string | null;
  beds: number;
  undone: boolean;
  last: boolean;
}[];
