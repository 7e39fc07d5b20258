import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import source from '../../seed/data/divisions.json' with { type: 'json' };
import { landmarks } from '../../seed/landmarks.ts';
import { folded, syllablesOf, withinOne } from '../../server/landmarks/mechanism/spelling.ts';
import { clean, mayStand, type Named, prepare, rank, soundsOf, understand } from '../../server/landmarks/rules.ts';
import { spell } from '../../server/platform/pinyin.ts';

const spelt = (name: string) => ({ name, ...spell(name) });
/** The district as its search line knows it: streets, communities, named places and some homes. */
const district: Named[] = [
  ...source.streets.flatMap((s): Named[] => [
    { id: s.code, kind: 'street', names: [spelt(s.name)], within: null, accuracyM: s.accuracy_m },
    ...(s.children as [string, string, string][]).map(
      ([code, name]): Named => ({
        id: code,
        kind: 'community',
        names: [spelt(name)],
        within: s.code,
        accuracyM: s.accuracy_m,
      }),
    ),
  ]),
  ...landmarks.map(
    (l): Named => ({
      id: `lm:${l.name}`,
      kind: l.kind,
      names: [l.name, ...l.aliases].map(spelt),
      within: null,
      accuracyM: l.accuracyM,
    }),
  ),
  ...['延寿敬老院', '奇家岭敬老院', '郭镇敬老院', '五里牌街道日间照料中心', '海棠社区居家养老示范点'].map(
    (name): Named => ({ id: `f:${name}`, kind: 'facility', names: [spelt(name)], within: null, accuracyM: 50 }),
  ),
];
const entries = prepare(district);
const said = soundsOf(entries);
const found = (text: string, limit = 5) => rank(entries, text, limit, said).map((hit) => hit.of.names[0]!.name);

describe('spelling', () => {
  test.each([
    ['yueyanglou', 'yyl', ['yue', 'yang', 'lou']],
    ['xian', 'x', ['xian']],
    ['xian', 'xa', ['xi', 'an']],
    ['fangan', 'fa', ['fang', 'an']],
    ['fangan', 'fg', ['fan', 'gan']],
    ['lvxianting', 'lxt', ['lv', 'xian', 'ting']],
    ['abc', 'a', null],
  ])('%s with the initials %s is %j', (pinyin, initials, parts) =>
    expect(syllablesOf(pinyin, initials)).toEqual(parts));
  test('every name of the district is taken apart', () => {
    const whole = district.flatMap((d) => d.names).filter((n) => /^\p{Script=Han}+$/u.test(n.name));
    expect(whole.filter((n) => !syllablesOf(n.pinyin, n.initials)).map((n) => n.name)).toEqual([]);
  });
  test.each([
    ['nanhu', 'lanhu'],
    ['hunan', 'fulan'],
    ['zhanqian', 'zanqian'],
    ['chenglingji', 'cenlinji'],
    ['shangshushan', 'sansusan'],
    ['fengqiaohu', 'hengqiaofu'],
    ['huaban', 'faban'],
    ['huiyuan', 'feiyuan'],
    ['lvxianting', 'luxiantin'],
    ['jinfeng', 'jinfen'],
  ])('%s is heard as %s', (right, heard) => expect(folded(heard)).toBe(folded(right)));
  test.each([
    ['abc', 'abc', true],
    ['abc', 'abd', true],
    ['abc', 'ab', true],
    ['abc', 'acb', true],
    ['abcd', 'badc', false],
    ['abc', 'xbz', false],
    ['abc', 'abcde', false],
  ])('%s and %s are one edit apart: %s', (a, b, near) => {
    expect([withinOne(a, b), withinOne(b, a)]).toEqual([near, near]);
  });
});

describe('what somebody types finds what they mean', () => {
  test.each([
    ['五里牌街道', '五里牌街道', 'the name'],
    ['五里牌', '五里牌', 'a short name that is a place of its own'],
    ['海棠', '海棠社区', 'a community without its ending'],
    ['yueyangdongzhan', '岳阳东站', 'full pinyin'],
    ['yydz', '岳阳东站', 'initials'],
    ['yue yang dong', '岳阳东站', 'pinyin with blanks'],
    ['yueyangdz', '岳阳东站', 'pinyin and initials'],
    ['岳yang东', '岳阳东站', 'characters and pinyin'],
    ['ｙｙｄｚ', '岳阳东站', 'full-width letters'],
    ['gaotiezhan', '岳阳东站', 'what people call it'],
    ['市一医院', '岳阳市中心医院', 'a former short name'],
    ['中医院', '岳阳市中医医院', 'a short name'],
    ['yonghu', '㴩湖社区', 'a rare character, by its sound'],
    ['㴩湖', '㴩湖社区', 'a rare character'],
    ['东毛岭路', '东茅岭路', 'one wrong character'],
    ['东岭路', '东茅岭路', 'a missing character'],
    ['枫桥胡', '枫桥湖路', 'one wrong at the end'],
    ['城陵几', '城陵矶街道', 'one wrong of three'],
    ['慈事塔', '慈氏塔', 'a character that sounds alike'],
    ['lanhuguangchang', '南湖广场', 'n for l'],
    ['fengqiaofu', '枫桥湖路', 'h for f'],
    ['cenglinji', '城陵矶街道', 'c for ch, -n for -ng'],
    ['yueyagdongzhan', '岳阳东站', 'a letter left out'],
    ['yueyangdnogzhan', '岳阳东站', 'two letters changed over'],
    ['yanshoujinglao', '延寿敬老院', 'a home'],
    ['奇家岭敬老元', '奇家岭敬老院', 'a home with a wrong character'],
    ['zhongxinyiyuan', '岳阳市中心医院', 'part of a name'],
  ])('%s: %s (%s)', (typed, name) => expect(found(typed)).toContain(name));
  test.each(['', '   ', '！？', '火星', 'qqqqqq', '😀', 'x'.repeat(60), '㐂㐂㐂㐂'])('%s finds nothing', (typed) =>
    expect(found(typed)).toEqual([]));
});

describe('always', () => {
  const names = district.flatMap((d) => d.names);
  test('an exact name, a whole spelling and initials come first', () => {
    for (const { name, pinyin, initials } of names) {
      const first = (text: string) => rank(entries, text, 1, said)[0];
      expect(first(name)?.by, name).toBe(clean(name));
      expect(first(name)?.way).toBe('exact');
      const sounds = first(pinyin);
      expect(
        sounds?.of.names.concat(spelt(sounds.by)).some((n) => n.pinyin === pinyin),
        pinyin,
      ).toBe(true);
      if (initials.length > 1) expect(first(initials)?.way, initials).toBe('exact');
    }
  });
  test('a spelling of four letters or more with one left out is still among the first five', () => {
    const lost: string[] = [];
    for (const d of district.filter((_, i) => i % 4 === 0))
      for (const { pinyin } of d.names.slice(0, 2))
        for (let i = 0; pinyin.length >= 4 && i < pinyin.length; i += 1) {
          const typed = pinyin.slice(0, i) + pinyin.slice(i + 1);
          const hits = rank(entries, typed, 5, said);
          if (!hits.some((hit) => hit.of.names.some((n) => n.pinyin === pinyin))) lost.push(`${pinyin} ${typed}`);
        }
    expect(lost).toEqual([]);
  });
  test('the same question has the same answer, in whatever order the names came', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(entries, { minLength: entries.length }),
        fc.oneof(
          fc.constantFrom(...names.map((n) => n.name.slice(0, 2)), ...names.map((n) => n.pinyin.slice(0, 5))),
          fc.string({ maxLength: 12 }),
        ),
        (shuffled, text) => {
          expect(rank(shuffled, text, 8, said)).toEqual(rank(entries, text, 8, said));
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('an address is read as far as it is known', () => {
  test.each([
    ['岳阳楼区五里牌街道金鹗中路123号', '五里牌街道', '123号'],
    ['湖南省岳阳市岳阳楼区五里牌街道花板桥社区3栋2单元', '花板桥社区', '3栋2单元'],
    ['岳阳楼区花板桥路5号', null, null],
    ['岳阳市岳阳楼区东茅岭路39号', '岳阳市中心医院', ''],
    ['岳阳楼区东茅岭路12号', '东茅岭路', '12号'],
    ['王家河街道岳阳大道大桥湖社区旁边', '大桥湖社区', '旁边'],
    ['阁子市社区6组', '阁子市社区', '6组'],
    ['南湖大道88号', '南湖大道', '88号'],
    ['南湖社区南湖大道88号', '南湖社区', '88号'],
    ['海棠社区', null, null],
    ['天安门广场1号', null, null],
  ])('%s: %s, not understood: %s', (address, name, rest) => {
    const read = understand(entries, clean(address));
    expect(read && [read.of.names[0]!.name, read.rest]).toEqual(name === null ? null : [name, rest]);
  });
});

describe('a named place', () => {
  const one = { name: '南湖广场', aliases: ['广场'], lng: 113.1165, lat: 29.3555 };
  test.each([
    ['stands', one, []],
    ['has its point in China', { ...one, lng: 29.3555, lat: 113.1165 }, ['coordinates_swapped']],
    ['has its point in China', { ...one, lng: 0, lat: 0 }, ['outside_china']],
    ['is not named twice', { ...one, aliases: ['广场', '广场'] }, ['landmark_name_twice']],
    ['is not called like another', { ...one, aliases: ['岳阳楼'] }, ['landmark_alias_taken']],
  ])('%s', (_, draft, codes) => {
    const judged = mayStand(draft, [{ name: '岳阳楼' }, { name: '南湖广场' }]);
    expect(judged.ok ? [] : judged.reasons.map((r) => r.code)).toEqual(codes);
  });
});
