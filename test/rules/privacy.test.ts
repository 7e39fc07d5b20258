import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Status, statuses } from '../../server/applications/rules.ts';
import { purposes } from '../../server/consents/rules.ts';
import { columnWords } from '../../server/privacy/mechanism/columns.ts';
import { groups, parts } from '../../server/privacy/mechanism/parts.ts';
import {
  type ConsentFacts,
  consequencesOf,
  type ErasureFacts,
  erasable,
  mayClose,
  sealOf,
  typedRight,
} from '../../server/privacy/rules.ts';

const on = '2026-11-24';
const nothing: ErasureFacts = {
  applications: [],
  stays: [],
  money: [],
  assessedOn: [],
  categories: [],
  openRequests: 0,
  loggedOn: null,
};
const draft = { status: 'draft' as const, accepted: false, endedOn: null };
const takenBack = { status: 'withdrawn' as const, accepted: false, endedOn: '2026-11-20' };

describe('what may be deleted', () => {
  test('is everything of somebody who was never more than a draft', () => {
    const found = erasable({ ...nothing, applications: [draft, takenBack], loggedOn: '2026-11-23' }, on);
    expect(found.whole).toBe(true);
    expect(found.removes).toContain('identity');
    expect(found.kept).toEqual([{ kind: 'log', rule: 'log', until: '2027-05-23' }]);
  });
  test.each([
    ['a case under way', { applications: [{ status: 'in_review', accepted: true, endedOn: null }] }, 'open_case', null],
    [
      'a case not yet accepted',
      { applications: [{ status: 'submitted', accepted: false, endedOn: null }] },
      'open_case',
      null,
    ],
    ['an accepted case ten years', { applications: [{ ...takenBack, accepted: true }] }, 'case_file', '2036-11-20'],
    ['a stay that goes on', { stays: [null] }, 'running_stay', null],
    ['a stay five years', { stays: ['2025-01-31', '2026-02-28'] }, 'stay', '2031-02-28'],
    ['money fifteen years', { money: ['2026-10-31'] }, 'money', '2041-10-31'],
    ['an assessment ten years', { assessedOn: ['2026-10-01'] }, 'case_file', '2036-10-01'],
    ['a category while the list says so', { categories: [null] }, 'register', null],
    ['a category to its last day', { categories: ['2026-12-31'] }, 'register', '2026-12-31'],
    ['a request being dealt with', { openRequests: 1 }, 'open_case', null],
  ] as [
    string,
    Partial<ErasureFacts>,
    string,
    string | null,
  ][])('keeps %s, and with it whose it is', (_, facts, rule, until) => {
    const found = erasable({ ...nothing, ...facts }, on);
    expect(found.whole).toBe(false);
    expect(found.kept[0]).toEqual({ kind: 'identity', rule, until });
    expect(found.kept.some((k) => k.rule === rule && k.until === until)).toBe(true);
    expect(found.removes).not.toContain('identity');
  });
  test('no longer keeps what its time is over for', () => {
    expect(erasable({ ...nothing, stays: ['2021-11-23'], categories: ['2026-11-23'] }, on).whole).toBe(true);
    expect(erasable({ ...nothing, stays: ['2021-11-25'] }, on).whole).toBe(false);
  });
  test('leaves the phone while somebody has to be reached, and lets it go afterwards', () => {
    expect(erasable({ ...nothing, stays: [null] }, on).removes).not.toContain('phone');
    expect(erasable({ ...nothing, stays: ['2026-01-31'] }, on).removes).toContain('phone');
  });
  test('is never both kept and removed, and everything kept has its rule; more records never let more go', () => {
    const day = fc.integer({ min: 1990, max: 2026 }).map((y) => `${y}-06-30`);
    const facts = fc.record({
      applications: fc.array(
        fc.record({ status: fc.constantFrom(...statuses), accepted: fc.boolean(), endedOn: fc.option(day) }),
        { maxLength: 3 },
      ),
      stays: fc.array(fc.option(day), { maxLength: 3 }),
      money: fc.array(day, { maxLength: 3 }),
      assessedOn: fc.array(day, { maxLength: 2 }),
      categories: fc.array(fc.option(day), { maxLength: 2 }),
      openRequests: fc.nat(2),
      loggedOn: fc.option(day),
    });
    fc.assert(
      fc.property(facts, facts, (a, b) => {
        const one = erasable(a, on);
        const both = erasable(
          {
            applications: [...a.applications, ...b.applications],
            stays: [...a.stays, ...b.stays],
            money: [...a.money, ...b.money],
            assessedOn: [...a.assessedOn, ...b.assessedOn],
            categories: [...a.categories, ...b.categories],
            openRequests: a.openRequests + b.openRequests,
            loggedOn: a.loggedOn,
          },
          on,
        );
        expect(one.whole).toBe(!one.kept.some((k) => k.kind !== 'log'));
        expect(one.removes.filter((kind) => one.kept.some((k) => k.kind === kind))).toEqual([]);
        expect(one.kept.every((k) => k.until === null || k.until > on)).toBe(true);
        if (both.whole) expect(one.whole).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

describe('taking a consent back', () => {
  const facts: ConsentFacts = {
    applications: (['draft', 'public_notice', 'queued', 'placed', 'withdrawn'] as Status[]).map((status) => ({
      id: status,
      receipt: `YW-${status}`,
      status,
    })),
    offers: [{ id: 'o', facilityId: 'home', facility: '敬老院' }],
    staysAt: [{ facilityId: 'old', facility: '旧院' }],
    bankPapers: 2,
  };
  const does = (purpose: (typeof purposes)[number], home: string | null = null) =>
    consequencesOf(purpose, home, facts).map((c) => `${c.does} ${c.name}`.trim());

  test('of handling the application gives the offer back first, then ends what is open; a stay rests on its agreement', () => {
    expect(does('apply')).toEqual([
      'offer_given_back 敬老院',
      'application_withdrawn YW-draft',
      'application_withdrawn YW-public_notice',
      'application_withdrawn YW-queued',
      'stay_goes_on 旧院',
    ]);
  });
  test('of sharing concerns that home alone', () => {
    expect(does('share_with_home', 'home')).toEqual(['offer_given_back 敬老院']);
    expect(does('share_with_home', 'old')).toEqual(['stay_goes_on 旧院']);
    expect(does('share_with_home', 'third')).toEqual(['nothing_open']);
  });
  test('of the notice ends what still needs one; in the queue the notice is over', () => {
    expect(does('publicity')).toEqual(['application_withdrawn YW-public_notice', 'notice_over YW-queued']);
  });
  test('of the account and of texts ends their use', () => {
    expect([does('bank_account'), does('messages')]).toEqual([['card_removed 2'], ['texts_off']]);
  });
  test('is confirmed as it was read: other facts are another text', () => {
    const before = sealOf(consequencesOf('apply', null, facts));
    const after = sealOf(consequencesOf('apply', null, { ...facts, offers: [] }));
    expect(before).not.toBe(after);
    expect(
      purposes.every(
        (p) => consequencesOf(p, null, { ...facts, applications: [], offers: [], staysAt: [] }).length > 0,
      ),
    ).toBe(true);
  });
});

test.each([
  ['确认删除', true],
  [' DELETE ', true],
  ['delete', false],
  ['确认', false],
])('typed: %s', (words, right) => expect(typedRight(words)).toBe(right));

test.each([
  [{ actsFor: 0, staff: false }, null],
  [{ actsFor: 1, staff: false }, 'account_acts'],
  [{ actsFor: 0, staff: true }, 'account_staff'],
] as const)('an account is closed: %j', (facts, why) => expect(mayClose(facts)).toBe(why));

test('every group of records has parts, and every part its own name', () => {
  expect(Object.keys(groups).filter((g) => !parts.some((p) => p.group === g))).toEqual([]);
  expect(new Set(parts.map((p) => p.key)).size).toBe(parts.length);
  const columns = new Set(parts.flatMap((p) => p.columns));
  expect([...columns].filter((column) => !columnWords[column])).toEqual([]);
  expect(Object.keys(columnWords).filter((column) => !columns.has(column))).toEqual([]);
});
