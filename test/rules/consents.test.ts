import { describe, expect, test } from 'vitest';
import {
  checkConsents,
  fields,
  mayPublish,
  mayText,
  missingConsents,
  type Pair,
  purposes,
  wordingOf,
  wordingOn,
  wordings,
} from '../../server/consents/rules.ts';

const self = { relation: 'self', authorisedBy: null } as const;
const child = { relation: 'child', authorisedBy: 'screen' } as const;
const guardian = { relation: 'guardian', authorisedBy: 'paper' } as const;
const on = '2026-11-24';
const wording = wordings[0]!.version;
const asked = (purpose: (typeof purposes)[number], facility_id: string | null = null) => ({ purpose, facility_id });

describe('the words', () => {
  test('say of every purpose what the law wants said, in both languages', () => {
    for (const w of wordings)
      for (const terms of purposes.map((p) => w.terms[p])) {
        const { fields: named, ...said } = terms;
        for (const pair of Object.values(said) as Pair[])
          expect(pair.map((s) => s.trim().length > 1)).toEqual([true, true]);
        expect(named.length).toBeGreaterThan(0);
        expect(named.every((f) => f in fields)).toBe(true);
      }
  });
  test('are in force from their day on, and readable by their version for good', () => {
    expect(wordingOn('2026-10-31')).toBeNull();
    expect(wordingOn('2026-11-01')?.version).toBe(wording);
    expect(wordingOf(wording)?.terms.apply.title[0]).toBe('办理申请和能力评估');
    expect(wordingOf('1999')).toBeNull();
    expect(new Set(wordings.map((w) => w.version)).size).toBe(wordings.length);
  });
});

test.each([
  ['a person for themselves', self, 'publicity', null],
  ['a guardian whose paper was seen', guardian, 'bank_account', null],
  ['a child the application', child, 'apply', null],
  ['a child the notice', child, 'publicity', 'helper_may_not'],
  ['a child the account', child, 'bank_account', 'helper_may_not'],
  ['a guardian without a paper', { relation: 'guardian', authorisedBy: null }, 'publicity', 'helper_may_not'],
] as const)('agrees: %s', (_, hand, purpose, code) => {
  const found = checkConsents({ wording, list: [asked(purpose)] }, { hand, on });
  expect(found.map((r) => r.code)).toEqual(code ? [code] : []);
});

test('a home is named where data goes to a home, and nowhere else; old words are not agreed to', () => {
  const at = { hand: self, on };
  expect(checkConsents({ wording, list: [asked('share_with_home')] }, at)[0]).toMatchObject({
    code: 'consent_which_home',
    pointer: '/consents/list/0/facility_id',
  });
  expect(checkConsents({ wording, list: [asked('share_with_home', 'x')] }, at)).toEqual([]);
  expect(checkConsents({ wording, list: [asked('apply', 'x')] }, at)[0]?.code).toBe('consent_which_home');
  expect(checkConsents({ wording: '2025-01', list: [] }, at)[0]?.code).toBe('consent_words_old');
});

test('an application from the page lacks what was neither given before nor with it; the counter has its papers', () => {
  const online = { hand: self, channel: 'online', on } as const;
  expect(missingConsents([], [], online).map((r) => r.values?.purpose)).toEqual(['apply', 'publicity']);
  expect(missingConsents(['publicity'], [asked('apply')], online)).toEqual([]);
  expect(missingConsents([], [asked('apply')], { ...online, hand: child })).toEqual([]);
  expect(missingConsents([], [], { ...online, channel: 'paper' })).toEqual([]);
  expect(missingConsents([], [], { ...online, on: '2026-10-01' })).toEqual([]);
});

test('a notice goes up with consent; without, only from the counter or from before there were words', () => {
  const one = { channel: 'online', on, agreed: false, takenBack: false } as const;
  expect(mayPublish(one)).toBe(false);
  expect(mayPublish({ ...one, agreed: true })).toBe(true);
  expect(mayPublish({ ...one, channel: 'desk' })).toBe(true);
  expect(mayPublish({ ...one, on: '2026-10-01' })).toBe(true);
  expect(mayPublish({ ...one, channel: 'desk', takenBack: true })).toBe(false);
});

test('texts go out as before where nobody was asked, else only while agreed to', () => {
  expect([mayText({ asked: false, agreed: false }), mayText({ asked: true, agreed: false })]).toEqual([true, false]);
  expect(mayText({ asked: true, agreed: true })).toBe(true);
});
