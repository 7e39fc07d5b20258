import { describe, expect, test } from 'vitest';
import { check } from '../../server/rounds/mechanism/check.ts';
import { FORMAT, type Market, type MarketApplicant } from '../../server/rounds/mechanism/market.ts';
import { type Outcome, type Placement, runMarket } from '../../server/rounds/mechanism/outcome.ts';

const sex = (id: string) => ({ sex: id.startsWith('m') ? ('male' as const) : ('female' as const) });
const person = (
  id: string,
  place: number,
  choices: string[],
  more: Partial<MarketApplicant> = {},
): MarketApplicant => ({
  id,
  key: [place],
  choices,
  ...more,
  need: { ...sex(id), ...more.need },
});
const market: Market = {
  format: FORMAT,
  applicants: [
    person('w1', 1, ['G', 'H'], { need: { level: 3 } }),
    person('w2', 2, ['G', 'H']),
    person('m3', 6, ['H']),
    person('w4', 4, ['G'], { present: { facility: 'H', bed: 'own' } }),
    { id: 'pair', key: [5], choices: ['H'], couple: [{ sex: 'male' }, { sex: 'female' }] },
  ],
  facilities: [
    { id: 'G', rooms: [{ id: 'g', sex: 'female', beds: [{ id: 'g1' }] }] },
    {
      id: 'H',
      rooms: [
        { id: 'open', sex: 'single_sex', beds: [{ id: 'o1', level_max: 2 }, { id: 'o2' }] },
        { id: 'hers', sex: 'female', beds: [{ id: 'own' }] },
        { id: 'two', sex: 'mixed', whole: true, beds: [{ id: 't1' }, { id: 't2' }] },
      ],
    },
  ],
  lots: [
    { id: 'G lot', left: 1, facilities: ['G'] },
    { id: 'H lot', left: 4, facilities: ['H'] },
  ],
};
const right = runMarket(market);
const wrong = (change: (placements: Map<string, Placement>, o: Outcome) => void) => {
  const copy = structuredClone(right);
  const placements = new Map(copy.placements.map((p) => [p.applicant, p]));
  change(placements, copy);
  const kept = [...placements.values()];
  return check(market, { ...copy, placements: kept }).findings.map((f) => f.code);
};
const gone = (o: Outcome, placements: Map<string, Placement>, id: string) => {
  placements.delete(id);
  o.unplaced.push(id);
};

describe('the checker', () => {
  test('finds nothing in what the engine made', () => {
    expect(check(market, right).findings).toEqual([]);
    expect(right.placements.map((p) => [p.applicant, p.beds.join('+'), p.lots.join()])).toEqual([
      ['w1', 'g1', 'G lot'],
      ['w2', 'o1', 'H lot'],
      ['w4', 'own', ''],
      ['pair', 't1+t2', 'H lot,H lot'],
    ]);
  });

  test.each<[string, string, Parameters<typeof wrong>[0]]>([
    [
      'somebody unknown',
      'check_unknown',
      (p) => p.set('x', { applicant: 'x', facility: 'G', beds: [], choice: 1, lots: [] }),
    ],
    ['a bed of another house', 'check_unknown', (p) => (p.get('w2')!.beds = ['g1'])],
    ['somebody placed twice', 'check_person_twice', (p) => p.set('again', p.get('w2')!)],
    ['a house nobody asked for', 'check_not_asked', (p) => (p.get('w2')!.choice = 1)],
    ['somebody left out', 'check_missing', (_, o) => o.unplaced.pop()],
    ['one bed for two', 'check_bed_twice', (p) => (p.get('w2')!.beds = ['own'])],
    ['two beds for one', 'check_beds_many', (p) => (p.get('w2')!.beds = ['o1', 'o2'])],
    [
      'a bed that does not take the level',
      'check_not_fitting',
      (p) => {
        Object.assign(p.get('w1')!, { facility: 'H', beds: ['o1'], choice: 2, lots: ['H lot'] });
        p.get('w2')!.beds = ['o2'];
      },
    ],
    [
      'a man and a woman in one room',
      'check_sexes_mixed',
      (p) => p.set('m3', { applicant: 'm3', facility: 'H', beds: ['o2'], choice: 1, lots: ['H lot'] }),
    ],
    ['a couple in half a room', 'check_couple_split', (p) => (p.get('pair')!.beds = ['t1', 'o2'])],
    ['a room opened that was decided', 'check_not_open', (_, o) => (o.openings[0]!.id = 'hers')],
    ['a bed without a lot', 'check_lot_wrong', (p) => (p.get('w2')!.lots = [])],
    ['a lot that covers another house', 'check_lot_wrong', (p) => (p.get('w2')!.lots = ['G lot'])],
    ['more than a lot has left', 'check_lot_overrun', (p) => (p.get('w2')!.lots = ['G lot'])],
    ['a transfer that loses the bed', 'check_worse_than_present', (p, o) => gone(o, p, 'w4')],
    ['a transfer moved within the house', 'check_worse_than_present', (p) => (p.get('w4')!.beds = ['o2'])],
    ['a bed free for somebody', 'check_waste', (p, o) => gone(o, p, 'w2')],
    [
      'somebody later in the bed of somebody earlier',
      'check_envy',
      (p) => {
        Object.assign(p.get('w2')!, { facility: 'G', beds: ['g1'], choice: 1, lots: ['G lot'] });
        Object.assign(p.get('w1')!, { facility: 'H', beds: ['o2'], choice: 2, lots: ['H lot'] });
      },
    ],
  ])('finds %s', (_, code, change) => expect(wrong(change)).toContain(code));
});

describe('cases worked by hand', () => {
  const beds = (m: Market) => Object.fromEntries(runMarket(m).placements.map((p) => [p.applicant, p.beds.join('+')]));
  const home = { lng: 113, lat: 29 };
  test.each<[string, Pick<Market, 'applicants' | 'facilities'> & Partial<Market>, Record<string, string>]>([
    [
      'level: the bed for light care is left to light care',
      {
        applicants: [person('w1', 1, ['H']), person('w2', 2, ['H'], { need: { level: 4 } })],
        facilities: [
          { id: 'H', rooms: [{ id: 'r', sex: 'female', beds: [{ id: 'any' }, { id: 'light', level_max: 1 }] }] },
        ],
      },
      { w1: 'light', w2: 'any' },
    ],
    [
      'dementia and isolation: only in beds that have them',
      {
        applicants: [
          person('w1', 1, ['H'], { need: { dementia: true } }),
          person('w2', 2, ['H'], { need: { isolation: true } }),
          person('w3', 3, ['H'], { need: { dementia: true } }),
        ],
        facilities: [
          {
            id: 'H',
            rooms: [
              {
                id: 'r',
                sex: 'female',
                beds: [{ id: 'd', dementia: true }, { id: 'i', isolation: true }, { id: 'n' }],
              },
            ],
          },
        ],
      },
      { w1: 'd', w2: 'i' },
    ],
    [
      'radius: after the named house the nearest, and none beyond',
      {
        applicants: [
          person('w1', 1, ['far'], { accept_any: true, radius_km: 5, home }),
          person('w2', 2, [], { accept_any: true, radius_km: 5, home, exited: ['near'] }),
        ],
        facilities: [
          { id: 'far', at: { lng: 114, lat: 29 }, capacity: 0 },
          { id: 'near', at: { lng: 113.01, lat: 29 }, capacity: 2 },
          { id: 'out', at: { lng: 113.2, lat: 29 }, capacity: 2 },
        ],
      },
      { w1: 'near#1' },
    ],
    [
      'a couple takes two places of a contract or none',
      {
        applicants: [{ id: 'pair', key: [1], choices: ['H'], couple: [{}, {}] }, person('w2', 2, ['H'])],
        facilities: [{ id: 'H', rooms: [{ id: 't', sex: 'mixed', whole: true, beds: [{ id: 't1' }, { id: 't2' }] }] }],
        lots: [{ id: 'L', left: 1, facilities: ['H'] }],
      },
      { w2: 't1' },
    ],
    [
      'a quota and a room are opened together',
      {
        applicants: [person('m1', 1, ['H']), person('m2', 2, ['G'])],
        facilities: ['G', 'H'].map((id) => ({
          id,
          rooms: [{ id: `${id}r`, sex: 'single_sex' as const, beds: [{ id: `${id}1` }] }],
        })),
        lots: [{ id: 'both', left: 1, facilities: ['G', 'H'] }],
      },
      { m1: 'H1' },
    ],
    [
      'transfers in a ring: each passes the bed on',
      {
        applicants: ['A', 'B', 'C'].map((f, i) =>
          person(`w${f}`, i, [['B', 'C', 'A'][i]!], { present: { facility: f, bed: `${f}1` } }),
        ),
        facilities: ['A', 'B', 'C'].map((id) => ({
          id,
          rooms: [{ id: `${id}r`, sex: 'female' as const, beds: [{ id: `${id}1` }] }],
        })),
      },
      { wA: 'B1', wB: 'C1', wC: 'A1' },
    ],
    [
      'transfers in a chain that begins at a free bed',
      {
        applicants: [
          person('w1', 1, ['A']),
          person('wA', 2, ['B'], { present: { facility: 'A', bed: 'A1' } }),
          person('wB', 3, ['C'], { present: { facility: 'B', bed: 'B1' } }),
        ],
        facilities: ['A', 'B', 'C'].map((id) => ({
          id,
          rooms: [{ id: `${id}r`, sex: 'female' as const, beds: [{ id: `${id}1` }] }],
        })),
      },
      { w1: 'A1', wA: 'B1', wB: 'C1' },
    ],
    [
      'lots that overlap are not counted twice',
      {
        applicants: [
          person('w1', 1, ['H'], { need: { kinds: ['nursing'] } }),
          person('w2', 2, ['H'], { need: { kinds: ['nursing'] } }),
          person('w3', 3, ['H'], { need: { kinds: ['residential'] } }),
        ],
        facilities: [
          {
            id: 'H',
            rooms: [
              {
                id: 'r',
                sex: 'female',
                beds: [
                  { id: 'n1', kind: 'nursing' },
                  { id: 'n2', kind: 'nursing' },
                  { id: 'r1', kind: 'residential' },
                ],
              },
            ],
          },
        ],
        lots: [
          { id: 'all', left: 1, facilities: ['H'] },
          { id: 'nursing', left: 1, facilities: ['H'], kinds: ['nursing'] },
        ],
      },
      { w1: 'n1', w2: 'n2' },
    ],
  ])('%s', (_, m, expected) => {
    const whole: Market = { format: FORMAT, ...m };
    expect(beds(whole)).toEqual(expected);
    expect(check(whole, runMarket(whole)).findings).toEqual([]);
  });

  test('forty signatures of bed in one house are no limit', () => {
    const kit = Array.from({ length: 40 }, (_, i) => `kit ${i}`);
    const m: Market = {
      format: FORMAT,
      applicants: kit.map((k, i) => person(`w${i}`, i, ['H'], { need: { equipment: [k] } })),
      facilities: [
        { id: 'H', rooms: [{ id: 'r', sex: 'female', beds: kit.map((k, i) => ({ id: `b${i}`, equipment: [k] })) }] },
      ],
    };
    expect(beds(m)).toEqual(Object.fromEntries(kit.map((_, i) => [`w${i}`, `b${i}`])));
  });
});
