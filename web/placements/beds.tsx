import type { InferResponseType } from 'hono/client';
import { CheckCheck } from 'lucide';
import { call, client } from '../api.ts';
import { BedShape, type BedState } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { ToggleChip } from '../ui/chip.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { number } from '../ui/format.ts';
import { FreshnessTag } from '../ui/freshness.tsx';
import { t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { OwnFacility } from '../ui/own-facility.tsx';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { say } from '../ui/toast.tsx';
import { useQuery } from '../ui/url.ts';
import { BedCase } from './bed-case.tsx';
import { closureWord, roomWord } from './words.ts';
import './placements.css';

export type Board = InferResponseType<(typeof client.api.v1.facilities)[':id']['beds']['$get'], 200>;
export type Room = Board['rooms'][number];
export type Bed = Room['beds'][number];

export const stateOf = (bed: Bed): BedState =>
  bed.state === 'closed' && bed.reason === 'cleaning' ? 'cleaning' : bed.state;
const states: Bed['state'][] = ['free', 'held', 'occupied', 'closed'];

/** Every bed by building and room, and the one tap that says the figures still hold. */
export default function BedsPage() {
  useTitle(t('床位'));
  return <OwnFacility title={t('床位')}>{(facility) => <Beds facility={facility} />}</OwnFacility>;
}

function Beds({ facility }: { facility: string }) {
  const { query, set } = useQuery();
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.facilities[':id'].beds.$get({ param: { id: facility } }, o), { signal }),
    [facility],
  );
  useEvents([`facility:${facility}`, 'vacancies'], reload);
  const all = data?.rooms.flatMap((room) => room.beds) ?? [];
  const room = data?.rooms.find((one) => one.beds.some((bed) => bed.id === query.sel));
  const bed = room?.beds.find((one) => one.id === query.sel);
  const shown = (one: Bed) => !query.state || one.state === query.state;
  return (
    <StaffFrame
      title={t('床位')}
      tools={data && <ConfirmVacancy facility={facility} confirmedAt={data.confirmed_at} onDone={reload} />}
      list={
        <div class="stack">
          {failure && <Problem of={failure} onRetry={reload} focus={false} />}
          {!data && !failure && <Loading />}
          {data && (
            // biome-ignore lint/a11y/useSemanticElements: a row of chips, not a form
            <div class="chips" role="group" aria-label={t('按状态查看')}>
              {states.map((state) => (
                <ToggleChip
                  key={state}
                  on={query.state === state}
                  onChange={(on) => set({ state: on ? state : null }, { replace: true })}
                >
                  <BedShape state={state} named />{' '}
                  <strong class="num">{number(all.filter((b) => b.state === state).length)}</strong>
                </ToggleChip>
              ))}
              <span class="muted">{t('共 {n} 床', { n: number(all.length) })}</span>
            </div>
          )}
          {data && all.filter(shown).length === 0 && <Empty title={t('没有这种状态的床位')} />}
          {data &&
            buildings(data.rooms).map(([name, rooms]) => (
              <Building
                key={name}
                name={name}
                rooms={rooms}
                shown={shown}
                chosen={bed?.id ?? null}
                onChoose={(sel) => set({ sel }, { replace: true })}
              />
            ))}
        </div>
      }
      case={bed && room ? <BedCase key={bed.id + bed.version} room={room} bed={bed} onDone={reload} /> : null}
      onBack={() => set({ sel: null }, { replace: true })}
    />
  );
}

function buildings(rooms: Room[]): [string, Room[]][] {
  const found = new Map<string, Room[]>();
  for (const room of rooms) found.set(room.building, [...(found.get(room.building) ?? []), room]);
  return [...found];
}

function Building({
  name,
  rooms,
  shown,
  chosen,
  onChoose,
}: {
  name: string;
  rooms: Room[];
  shown: (bed: Bed) => boolean;
  chosen: string | null;
  onChoose: (bed: string) => void;
}) {
  const left = rooms.filter((room) => room.beds.some(shown));
  if (left.length === 0) return null;
  const free = rooms.flatMap((room) => room.beds).filter((bed) => bed.state === 'free').length;
  return (
    <section class="stack-tight" aria-label={name}>
      <div class="row-between">
        <h2>{name}</h2>
        <span class="muted">{t('空 {n} 床', { n: free })}</span>
      </div>
      <ul class="rooms">
        {left.map((room) => (
          <li key={room.id} class="room">
            <h3>
              {t('{room} 室', { room: room.room_no })} <span class="muted small">{roomWord(room.sex)}</span>
            </h3>
            <ul class="bedlist">
              {room.beds.filter(shown).map((bed) => (
                <li key={bed.id}>
                  <button
                    type="button"
                    class={`bedtile bedtile-${bed.state}`}
                    aria-pressed={chosen === bed.id}
                    onClick={() => onChoose(bed.id)}
                  >
                    <span class="num bedtile-no">{bed.bed_no}</span>
                    <BedShape state={stateOf(bed)} named />
                    <span class="bedtile-who">
                      {bed.person?.name ?? (bed.reason && bed.reason !== 'cleaning' ? closureWord(bed.reason) : '')}
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** 「无变化，一键确认」: the figures get today's age without anything else being touched. */
function ConfirmVacancy({
  facility,
  confirmedAt,
  onDone,
}: {
  facility: string;
  confirmedAt: string | null;
  onDone: () => void;
}) {
  const { run, busy } = useAction((intent) =>
    call((o) => client.api.v1.facilities[':id'].confirm.$post({ param: { id: facility } }, o), { intent }),
  );
  const confirm = async () => {
    const done = await run();
    if (done.ok) {
      say(t('已确认，公众看到的空床时间已更新'));
      onDone();
    } else say(done.failure.title, { error: true });
  };
  return (
    <>
      <FreshnessTag confirmedAt={confirmedAt} short />
      <Button look="primary" icon={CheckCheck} busy={busy} onClick={confirm}>
        {t('无变化，一键确认')}
      </Button>
    </>
  );
}
