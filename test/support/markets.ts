import {
  FORMAT,
  type Market,
  type MarketApplicant,
  type MarketBed,
  type MarketNeed,
  type MarketRoom,
} from '../../server/rounds/mechanism/market.ts';

/** Numbers from 0 to below n, the same for the same seed. */
export function dice(seed: number): (n: number) => number {
  let state = (seed % 2_147_483_646) + 1;
  const next = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  next();
  next();
  return (n) => Math.floor(next() * n);
}

export type Shape = {
  people: number;
  facilities: number;
  /** rooms a facility has at most */
  rooms: number;
  /** leave these out of the market */
  without?: readonly ('undecided' | 'couples' | 'days' | 'lots' | 'shared' | 'present' | 'key_at')[];
};

/** A small market of everything at once: all attributes, rooms of every kind, lots of every reach, days, couples, transfers. */
export function randomMarket(seed: number, { people, facilities, rooms, without = [] }: Shape): Market {
  const d = dice(seed);
  const has = (what: NonNullable<Shape['without']>[number]) => !without.includes(what) && d(3) > 0;
  const chance = (one: number) => d(one) === 0;
  const [undecided, couples, days, present, terms] = [
    has('undecided'),
    has('couples'),
    has('days'),
    has('present'),
    has('key_at'),
  ];
  const ids = Array.from({ length: facilities }, (_, i) => `F${i}`);
  const subset = <T>(list: readonly T[], one: number) => list.filter(() => chance(one));
  const bed = (id: string): MarketBed => ({
    id,
    ...(days && chance(3)
      ? { kind: 'day' as const, ...(chance(2) ? { days: [1, 2, 3, 4, 5].filter(() => d(4) > 0) } : {}) }
      : { kind: chance(4) ? ('nursing' as const) : ('residential' as const) }),
    ...(chance(3) ? { level_max: d(5) } : {}),
    ...(chance(4) ? { dementia: true } : {}),
    ...(chance(6) ? { isolation: true } : {}),
    ...(chance(4) ? { equipment: ['oxygen', ...(chance(2) ? ['lift'] : [])] } : {}),
    ...(chance(5) ? { pool: 'reserve' as const } : {}),
  });
  const room = (id: string): MarketRoom => {
    const sex = (
      undecided
        ? (['female', 'male', 'mixed', 'single_sex', 'single_sex'] as const)
        : (['female', 'male', 'mixed'] as const)
    )[d(undecided ? 5 : 3)]!;
    const whole = couples && sex === 'mixed' && chance(2);
    const beds = Array.from({ length: whole ? 2 : 1 + d(3) }, (_, i) => bed(`${id}.${i}`));
    if (whole) for (const b of beds) Object.assign(b, { kind: 'residential', days: undefined });
    return {
      id,
      sex,
      beds,
      ...(whole ? { whole } : {}),
      ...(sex === 'single_sex' && chance(4) ? { taken: chance(2) ? ('male' as const) : ('female' as const) } : {}),
    };
  };
  const places = ids.map((id) => ({
    id,
    rooms: Array.from({ length: 1 + d(rooms) }, (_, i) => room(`${id}r${i}`)),
    at: { lng: 113 + d(10) / 100, lat: 29 + d(10) / 100 },
  }));
  const free = places.flatMap((f) =>
    f.rooms.filter((r) => !r.whole).flatMap((r) => r.beds.map((b) => ({ facility: f.id, room: r, bed: b }))),
  );
  const need = (): MarketNeed => ({
    sex: chance(2) ? 'male' : 'female',
    ...(chance(2) ? { level: d(5) } : {}),
    ...(chance(6) ? { dementia: true } : {}),
    ...(chance(9) ? { isolation: true } : {}),
    ...(chance(6) ? { equipment: ['oxygen'] } : {}),
    ...(chance(5) ? { guaranteed: true } : {}),
    ...(days && chance(3)
      ? { kinds: ['day'] as const, days: [1, 2, 3, 4, 5].filter(() => chance(2)) }
      : chance(3)
        ? { kinds: ['residential', 'nursing'] as const }
        : {}),
  });
  const applicants = Array.from({ length: people }, (_, i): MarketApplicant => {
    const wishes = subset(ids, 2);
    for (let k = wishes.length - 1; k > 0; k -= 1) {
      const j = d(k + 1);
      [wishes[k], wishes[j]] = [wishes[j]!, wishes[k]!];
    }
    const key = [d(3), i];
    const base = { id: `p${i}`, key, choices: wishes };
    const n = need();
    if (n.days?.length === 0) delete n.days;
    const term = terms && chance(4) ? { key_at: Object.fromEntries(subset(ids, 2).map((f) => [f, [-1, ...key]])) } : {};
    const any = chance(6) ? { accept_any: true, home: { lng: 113, lat: 29 }, radius_km: 6 } : {};
    if (couples && chance(6))
      return {
        ...base,
        ...any,
        ...term,
        couple: [need(), need()].map(({ days: _, kinds: __, ...rest }) => rest) as [MarketNeed, MarketNeed],
      };
    const at = present && chance(4) && free.length > 0 ? free.splice(d(free.length), 1)[0] : undefined;
    if (at) {
      if (at.room.sex === 'female' || at.room.sex === 'male') n.sex = at.room.sex;
      // Alone in a single-sex room nobody else has decided; otherwise whoever lies there has.
      if (at.room.sex === 'single_sex' && at.room.taken) n.sex = at.room.taken;
      else if (at.room.sex === 'single_sex' && at.room.beds.length > 1) at.room.taken = n.sex;
      if (at.bed.kind === 'day') n.kinds = ['day'];
      return { ...base, ...any, ...term, need: n, present: { facility: at.facility, bed: at.bed.id } };
    }
    return { ...base, ...any, ...term, need: n };
  });
  const lots = has('lots')
    ? {
        lots: [
          ...ids.map((f) => ({ id: `own ${f}`, left: d(4), facilities: [f] })),
          ...(has('shared')
            ? [
                { id: `nursing ${ids[0]}`, left: d(3), facilities: [ids[0]!], kinds: ['nursing' as const] },
                { id: 'shared', left: d(4), facilities: ids },
                { id: 'some', left: d(3), facilities: ids.slice(1), kinds: ['residential' as const] },
              ]
            : []),
        ].filter(() => d(4) > 0),
      }
    : {};
  return { format: FORMAT, applicants, facilities: places, ...lots };
}
