import type { RefObject } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { BoardState } from '../../server/board/rules.ts';
import { BedShape, bedWord } from '../ui/badge.tsx';
import { roomWord } from '../ui/bed-words.ts';
import { lang, t } from '../ui/i18n.ts';
import type { Bed, Expected, Floor, Place } from './data.ts';

export type Look = {
  chosen: ReadonlySet<string>;
  /** the bed the keyboard stands on */
  current: string | null;
  ticking: boolean;
  waiting: ReadonlyMap<string, BoardState>;
  expected: ReadonlyMap<string, Expected>;
  shown: (bed: Bed) => boolean;
};

/** Floors, rooms and beds. One listener for all of them: a bed is found by `data-bed`. */
export function Floors({
  floors,
  places,
  look,
  gridRef,
  onPick,
  onHold,
}: {
  floors: Floor[];
  places: ReadonlyMap<string, Place>;
  look: Look;
  gridRef: RefObject<HTMLDivElement>;
  onPick: (bed: string, how: { shift: boolean; more: boolean }) => void;
  onHold: (bed: string) => void;
}) {
  const hold = useHold(onHold);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears its buttons
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard is heard by the page
    <div
      class="floors"
      ref={gridRef}
      {...hold.on}
      onClick={(event) => {
        const bed = bedAt(event.target);
        if (!bed || hold.taken()) return;
        onPick(bed, { shift: event.shiftKey, more: event.ctrlKey || event.metaKey });
      }}
    >
      {floors.map((floor) => {
        const rooms = floor.rooms.filter((room) => room.beds.some(look.shown));
        if (rooms.length === 0) return null;
        const beds = floor.rooms.flatMap((room) => room.beds);
        const name = t('{building} {n} 层', { building: floor.building, n: floor.floor });
        return (
          <section key={`${floor.building} ${floor.floor}`} class="floor" aria-label={name} data-floor>
            <div class="floor-head">
              <h2>{name}</h2>
              <span class="muted">
                {t('空 {free} / 共 {n} 床', { free: beds.filter((b) => b.state === 'free').length, n: beds.length })}
              </span>
            </div>
            <ul class="rooms">
              {rooms.map((room) => (
                <li key={room.id} class={`room room-${Math.min(6, room.beds.filter(look.shown).length)}`}>
                  <h3>
                    {room.no} <span class="muted small">{roomWord(room.sex)}</span>
                  </h3>
                  <div class="roombeds">
                    {room.beds.filter(look.shown).map((bed) => (
                      <Tile
                        key={bed.id}
                        bed={bed}
                        name={places.get(bed.id)!.name}
                        chosen={look.chosen.has(bed.id)}
                        stop={look.current === bed.id}
                        ticking={look.ticking}
                        waiting={look.waiting.get(bed.id)}
                        expected={look.expected.get(bed.id)}
                      />
                    ))}
                  </div>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}

type TileProps = {
  bed: Bed;
  name: string;
  chosen: boolean;
  stop: boolean;
  ticking: boolean;
  waiting: BoardState | undefined;
  expected: Expected | undefined;
};

/** Drawn again only when something of it has changed: 480 of them stay quick on an old machine. */
function Tile(props: TileProps) {
  const { bed, name, chosen, stop, ticking, waiting, expected } = props;
  return useMemo(() => drawTile(props), [bed, name, chosen, stop, ticking, waiting, expected, lang.value]);
}

function drawTile({ bed, name, chosen, stop, ticking, waiting, expected }: TileProps) {
  const state = waiting ?? bed.state;
  const more = [
    waiting && t('待发送'),
    expected && (expected.firm ? t('预计空') : t('可能空')),
    bed.overdue && t('逾期未返'),
    bed.week && bed.week.length > 0 && t('每周 {n} 天有人', { n: bed.week.reduce((n, w) => n + w.days.length, 0) }),
  ].filter(Boolean);
  const who = bed.name ?? bed.week?.map((w) => w.name ?? '').join(' ');
  const spoken = [name, bedWord(state), bed.name, ...more].filter(Boolean).join(t('，'));
  const looks = `bedtile bedtile-${state}${waiting ? ' bedtile-waiting' : ''}${
    expected ? (expected.firm ? ' bedtile-firm' : ' bedtile-maybe') : ''
  }`;
  return (
    <button
      type="button"
      class={looks}
      data-bed={bed.id}
      tabIndex={stop ? 0 : -1}
      aria-pressed={chosen}
      aria-label={spoken}
    >
      <span class="bedtile-top">
        <span class="bedtile-no num">{bed.no}</span>
        {ticking ? <span class={`bedtile-tick${chosen ? ' bedtile-ticked' : ''}`} /> : null}
        <BedShape state={state} />
      </span>
      <span class="bedtile-word">{more.length ? more[0] : bedWord(state)}</span>
      <span class="bedtile-who">{who}</span>
    </button>
  );
}

const bedAt = (target: EventTarget | null) =>
  (target as HTMLElement | null)?.closest<HTMLElement>('[data-bed]')?.dataset.bed ?? null;

const HOLD_MS = 450;

/** A finger that rests on a bed begins to choose several; the tap that ends it is not another one. */
function useHold(onHold: (bed: string) => void) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const held = useRef(false);
  useEffect(() => () => clearTimeout(timer.current), []);
  const stop = () => clearTimeout(timer.current);
  return {
    taken: () => {
      const was = held.current;
      held.current = false;
      return was;
    },
    on: {
      onPointerDown: (event: PointerEvent) => {
        held.current = false;
        const bed = event.pointerType === 'touch' ? bedAt(event.target) : null;
        stop();
        if (bed)
          timer.current = setTimeout(() => {
            held.current = true;
            onHold(bed);
          }, HOLD_MS);
      },
      onPointerUp: stop,
      onPointerCancel: stop,
      onContextMenu: (event: Event) => {
        if (bedAt(event.target) && matchMedia('(pointer: coarse)').matches) event.preventDefault();
      },
    },
  };
}

type Step = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown' | 'Home' | 'End' | 'PageUp' | 'PageDown';
export const steps: readonly string[] = [
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'ArrowDown',
  'Home',
  'End',
  'PageUp',
  'PageDown',
];

/** The bed a key leads to from another, as the eye sees them: the nearest in the row above or below. */
export function stepFrom(grid: HTMLElement, from: string | null, key: Step): string | null {
  const tiles = [...grid.querySelectorAll<HTMLElement>('[data-bed]')];
  const at = tiles.findIndex((tile) => tile.dataset.bed === from);
  const here = tiles[at];
  if (!here) return tiles[0]?.dataset.bed ?? null;
  if (key === 'ArrowLeft') return tiles[Math.max(0, at - 1)]?.dataset.bed ?? null;
  if (key === 'ArrowRight') return tiles[Math.min(tiles.length - 1, at + 1)]?.dataset.bed ?? null;
  if (key === 'Home' || key === 'End') {
    const floor = [...(here.closest('[data-floor]')?.querySelectorAll<HTMLElement>('[data-bed]') ?? [])];
    return floor.at(key === 'Home' ? 0 : -1)?.dataset.bed ?? null;
  }
  if (key === 'PageUp' || key === 'PageDown') {
    const floors = [...grid.querySelectorAll('[data-floor]')];
    const next = floors[floors.indexOf(here.closest('[data-floor]')!) + (key === 'PageUp' ? -1 : 1)];
    return next?.querySelector<HTMLElement>('[data-bed]')?.dataset.bed ?? from;
  }
  const box = here.getBoundingClientRect();
  const middle = box.left + box.width / 2;
  const down = key === 'ArrowDown';
  let best: { tile: HTMLElement; row: number; off: number } | null = null;
  for (let i = at + (down ? 1 : -1); i >= 0 && i < tiles.length; i += down ? 1 : -1) {
    const other = tiles[i]!.getBoundingClientRect();
    const row = down ? other.top : -other.bottom;
    if (row < (down ? box.bottom : -box.top) - 2) continue;
    if (best && row > best.row + other.height / 2) break;
    const off = Math.abs(other.left + other.width / 2 - middle);
    if (!best || off < best.off) best = { tile: tiles[i]!, row: best ? Math.min(best.row, row) : row, off };
  }
  return best?.tile.dataset.bed ?? from;
}
