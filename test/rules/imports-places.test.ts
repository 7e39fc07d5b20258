import { describe, expect, test } from 'vitest';
import { diffFacilities, type FacilityLine, type KnownFacility } from '../../server/imports/rules.ts';
import { toWgs84 } from '../../server/platform/coordinates.ts';

describe('a point of another system is turned into WGS84', () => {
  // Pairs as the library publishes them, and the same point of Beijing as its two neighbours give it.
  test.each([
    ['gcj02', [123, 45], [122.99395597, 44.99804071]],
    ['bd09', [116.41661560068297, 39.92196580126834], [116.403988, 39.914266]],
    ['wgs84', [113.1, 29.37], [113.1, 29.37]],
    ['cgcs2000', [113.1, 29.37], [113.1, 29.37]],
  ] as const)('%s %j', (system, [lng, lat], [x, y]) => {
    const [a, b] = toWgs84(system, lng, lat);
    expect(Math.abs(a - x)).toBeLessThan(2e-5);
    expect(Math.abs(b - y)).toBeLessThan(2e-5);
  });
});

const line = (extra: Partial<FacilityLine> = {}): FacilityLine => ({
  line: 2,
  name: '延寿敬老院',
  kind: 'nursing_home',
  community: '郭亮社区',
  lng: 113.1,
  lat: 29.37,
  ...extra,
});
const row = {
  name: '延寿敬老院',
  streetCode: '430602001',
  communityCode: '430602001001',
  lng: 113.1,
  lat: 29.37,
  accuracyM: 50,
  phone: '0730-1',
};
const known = (extra: Partial<KnownFacility> = {}): KnownFacility => ({
  id: 'k',
  name: '延寿敬老院',
  kind: 'nursing_home',
  streetCode: '430602001',
  external: null,
  row: row as unknown as KnownFacility['row'],
  ...extra,
});
const judge = (lines: FacilityLine[], there: KnownFacility[] = [], swapped = false) =>
  diffFacilities(lines, {
    communities: [
      { code: '430602001001', names: ['郭亮社区', '郭亮'], street: '430602001', streetNames: ['岳阳楼街道'] },
      { code: '430602001002', names: ['同名社区'], street: '430602001', streetNames: ['岳阳楼街道'] },
      { code: '430602002001', names: ['同名社区'], street: '430602002', streetNames: ['三眼桥街道'] },
    ],
    box: { west: 112.9, east: 113.3, south: 29.2, north: 29.6 },
    known: there,
    accuracyM: 50,
    swapped,
    toWgs84: (lng, lat) => [lng, lat],
  });
const codes = (lines: FacilityLine[], there?: KnownFacility[]) =>
  judge(lines, there).refused.map((r) => [r.line, r.column, r.code]);
const CODE = '91430602MA4L000X1A';

describe('a list of facilities', () => {
  test.each<[string, Partial<FacilityLine>, unknown[]]>([
    ['whole', {}, []],
    ['a community by its code', { community: '430602001001' }, []],
    ['a community of another district', { community: '别处社区' }, [['community', 'import_community']]],
    ['two communities of one name', { community: '同名社区' }, [['community', 'import_community']]],
    ['two of one name, told apart by the street', { community: '同名社区', street: '三眼桥街道' }, []],
    ['another street than the community’s', { street: '三眼桥街道' }, [['street', 'import_street']]],
    ['longitude and latitude the wrong way round', { lng: 29.37, lat: 113.1 }, [['lng', 'import_swapped']]],
    ['a point in another province', { lng: 116.4, lat: 39.9 }, [['lng', 'import_outside']]],
    ['no point at all', { lng: 0, lat: 0 }, [['lng', 'import_outside']]],
    ['more residents than beds', { beds: 10, residents: 11 }, [['residents', 'import_over_capacity']]],
    ['as many residents as beds', { beds: 10, residents: 10 }, []],
    ['stars without a source', { stars: 3, stars_source: null }, [['stars', 'import_stars']]],
    ['six stars', { stars: 6, stars_source: '民政局' }, [['stars', 'import_stars']]],
    ['a credit code that is cut', { credit_code: '9143' }, [['credit_code', 'import_credit_code']]],
    ['a credit code', { credit_code: CODE }, []],
  ])('%s', (_, extra, expected) =>
    expect(judge([line(extra)]).refused.map((r) => [r.column, r.code])).toEqual(expected));

  test('the whole file the wrong way round is read so where the mapping says it', () =>
    expect(judge([line({ lng: 29.37, lat: 113.1 })], [], true).targets[0]!.set).toMatchObject({
      lng: 113.1,
      lat: 29.37,
    }));

  test('one facility is there once, by number or by name', () => {
    expect(codes([line(), line({ line: 3 })])).toEqual([[3, 'name', 'import_facility_twice']]);
    expect(codes([line({ credit_code: CODE }), line({ line: 3, name: '另名', credit_code: CODE })])).toEqual([
      [3, 'name', 'import_facility_twice'],
    ]);
  });

  test('what is on record is found by its number, else by its name in its street; what the list leaves out stays', () => {
    const same = judge([line()], [known()]).targets[0]!;
    expect([same.id, same.changes]).toEqual(['k', []]);
    const moved = judge([line({ lng: 113.2, phone: null })], [known()]).targets[0]!;
    expect(moved.changes).toEqual([
      { field: 'lng', from: 113.1, to: 113.2 },
      { field: 'phone', from: '0730-1', to: null },
    ]);
    const renamed = judge([line({ name: '新名敬老院', credit_code: CODE })], [known({ external: CODE })]).targets[0]!;
    expect([renamed.id, renamed.changes.map((c) => c.field)]).toEqual(['k', ['name']]);
    expect(judge([line({ name: '新名敬老院' })], [known()]).targets[0]!.id).toBeNull();
    expect(codes([line({ kind: 'day_care' })], [known()])).toEqual([[2, 'kind', 'import_kind_fixed']]);
  });
});
