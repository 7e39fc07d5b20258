import type { Registration } from '../server/facilities/actions.ts';
import { type Day, startOfDay } from '../server/kernel/period.ts';
import type { Random } from './random.ts';

export type NewRoom = Registration['rooms'][number];
export type NewBed = Registration['beds'][number];
export type Pool = NewBed['pool'];

/** A wing of a facility: how many beds of which sort, in rooms of which size and sex. */
export type Wing = {
  building: string;
  kind: NewBed['kind'];
  beds: number;
  levels: [min: number, max: number];
  dementia: boolean;
  /** Weights of room sizes and sexes; a couple's room is a mixed room of two. */
  sizes: Readonly<Record<string, number>>;
  sexes: Readonly<Record<NewRoom['sex'], number>>;
  pools: Readonly<Record<Pool, number>>;
  equipment: Readonly<Record<string, number>>;
  /** A month's bed fee in fen, lowest and highest; null when the facility has not filed prices. */
  fee: [number, number] | null;
};

const ROOMS_A_FLOOR = 24;

/** Rooms of one to six beds until the wing's beds are all placed; beds of a room share pool, equipment and fee. */
export function makeWing(r: Random, wing: Wing, openedOn: Day): { rooms: NewRoom[]; beds: NewBed[] } {
  const opened = startOfDay(openedOn);
  const rooms: NewRoom[] = [];
  const beds: NewBed[] = [];
  while (beds.length < wing.beds) {
    const sex = r.weighted(wing.sexes);
    const couple = sex === 'mixed' && (wing.kind === 'residential' || wing.kind === 'nursing');
    const wanted = couple ? 2 : Number(r.weighted(wing.sizes));
    const size = Math.min(wanted, wing.beds - beds.length);
    const floor = 1 + Math.floor(rooms.length / ROOMS_A_FLOOR);
    const onFloor = (rooms.length % ROOMS_A_FLOOR) + 1;
    const home = wing.kind === 'home';
    const roomNo = home
      ? `J${String(rooms.length + 1).padStart(2, '0')}`
      : `${floor}${String(onFloor).padStart(2, '0')}`;
    const room: NewRoom = {
      id: r.id(opened),
      building: wing.building,
      floor: home ? 1 : floor,
      roomNo,
      sex: couple && size < 2 ? 'single_sex' : sex,
    };
    const pool = r.weighted(wing.pools);
    const equipment = Object.keys(wing.equipment).filter((e) => r.chance(wing.equipment[e] ?? 0));
    const [low, high] = wing.fee ?? [0, 0];
    // A bed in a smaller room costs more; fees come in steps of 10 yuan.
    const feeFen = wing.fee ? Math.round((low + ((high - low) * (6 - size)) / 5) / 1000) * 1000 : null;
    rooms.push(room);
    for (let n = 1; n <= size; n += 1) {
      beds.push({
        id: r.id(opened),
        roomId: room.id,
        bedNo: String(n),
        kind: wing.kind,
        levelMin: wing.levels[0],
        levelMax: wing.levels[1],
        dementia: wing.dementia,
        equipment,
        pool,
        feeFen,
        openedOn,
        retiredOn: null,
      });
    }
  }
  return { rooms, beds };
}
