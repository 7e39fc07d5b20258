import { describe, expect, test } from 'vitest';
import {
  afterFailure,
  channelsFor,
  FIRST_WAIT_MS,
  facilityKinds,
  familyKinds,
  type Kind,
  LONGEST_WAIT_MS,
  linkUntil,
  MAX_TRIES,
  maskedName,
  openFrom,
  requestKinds,
  staffKinds,
  textOf,
  waitMs,
  watchKinds,
  wrongValues,
} from '../../server/notifications/rules.ts';

const values = {
  who: '欧**',
  by: '2026-11-27',
  on: '2026-11-27',
  until: '2026-11-27',
  receipt: 'YW202611240001',
  from: 12,
  to: 11,
  why: 'placed_ahead',
  step: 'check_in',
  department: 'health',
  what: 'HC20261124001',
};
const kinds: Kind[] = [...familyKinds, ...staffKinds];
const only = (kind: Kind) => {
  const wanted = wrongValues(kind, {});
  return Object.fromEntries(Object.entries(values).filter(([name]) => wanted.includes(name)));
};

describe.each(kinds)('the message %s', (kind) => {
  test('says all it has to in both languages, and nothing of health, home or full name', () => {
    for (const language of ['zh', 'en'] as const) {
      const { title, text } = textOf(language, kind, only(kind));
      expect(`${title} ${text}`).not.toMatch(/[{}]|undefined|\d{4}-\d{2}/);
      expect(text).toContain('欧**');
      expect(`${title} ${text}`).not.toMatch(
        /失能|失智|评估|护理|敬老院|养老院|等级|残疾(?!人)|病|disab(?!led persons)|dement|nursing|illness|assess|level/i,
      );
    }
  });
  test('fits one or two text messages', () => {
    expect(textOf('zh', kind, only(kind)).text.length).toBeLessThan(80);
  });
});

test.each(facilityKinds)('the message %s names the facility and no person, in one or two text messages', (kind) => {
  const place = '奇家岭街道奇西社区居家养老示范点';
  const given = { place, licence: 'licence_food', what: 'profile_fees', on: '2026-11-27', by: '2026-11-27' };
  const said = (['zh', 'en'] as const).map((language) => textOf(language, kind, given));
  for (const { title, text } of said) {
    expect(`${title} ${text}`).not.toMatch(/[{}]|undefined|licence_|profile_|\d{4}-/);
    expect(text).toContain(place);
  }
  expect(said[0]!.text.length).toBeLessThan(80);
});

test.each(requestKinds)('the message %s names the request by its number alone, in one or two text messages', (kind) => {
  const given = { receipt: 'SQ202611240001', by: '2026-11-27' };
  const said = (['zh', 'en'] as const).map((language) => textOf(language, kind, given));
  for (const { title, text } of said) {
    expect(`${title} ${text}`).not.toMatch(/[{}]|undefined|\d{4}-/);
    expect(text).toContain(given.receipt);
  }
  expect(said[0]!.text.length).toBeLessThan(80);
});

test.each(watchKinds)('the message %s names neither home nor person, in one or two text messages', (kind) => {
  const said = (['zh', 'en'] as const).map((language) => textOf(language, kind, { count: 3 }));
  for (const { title, text } of said) expect(`${title} ${text}`).not.toMatch(/[{}]|undefined|养老院|等级|\*\*/);
  expect(said[0]!.text.length).toBeLessThan(80);
  const reachable = { phone: true, email: false, smsOn: true, emailOn: false };
  expect(channelsFor(kind, reachable)).toEqual(['in_app', 'sms']);
});

test('a link to confirm is in the messages to the institution, for three days', () => {
  const at = new Date('2026-11-24T02:00:00Z');
  expect(linkUntil('figures_ageing', at)).toEqual(new Date('2026-11-27T02:00:00Z'));
  expect([linkUntil('figures_overdue', at), linkUntil('queued', at), linkUntil('unheard of', at)]).toEqual([
    null,
    null,
    null,
  ]);
});

test.each([
  ['a value is missing', 'offer_due', { who: '张**', by: '2026-11-27' }, ['step']],
  ['a value is not of this kind', 'queued', { who: '张**', place: 3 }, ['place']],
  ['an ID number', 'application_accepted', { who: '张**', receipt: '999999194005060027' }, ['receipt']],
  ['an ID number that ends in X', 'application_accepted', { who: '张**', receipt: '99999919400506002X' }, ['receipt']],
  ['a phone number', 'application_accepted', { who: '张**', receipt: '电话13812345678' }, ['receipt']],
  ['somebody wrote a sentence', 'application_accepted', { who: '张**', receipt: '说'.repeat(41) }, ['receipt']],
  ['all is well', 'application_accepted', { who: '张**', receipt: 'YW202611240001' }, []],
] as const)('a message is not made when %s', (_, kind, given, wrong) => {
  expect(wrongValues(kind, given)).toEqual(wrong);
});

test('days and words are spoken in the reader’s language', () => {
  expect(textOf('zh', 'place_moved', only('place_moved')).text).toBe(
    '欧**的轮候位次由第 12 位变为第 11 位：前面有人入住。',
  );
  expect(textOf('en', 'offer_due', only('offer_due')).text).toMatch(/please come and check in by 27 Nov;/);
  expect(maskedName('欧阳明')).toBe('欧**');
});

test.each([
  ['a family with phone and e-mail', 'queued', {}, ['in_app', 'sms', 'email']],
  ['a family that wants no texts', 'queued', { smsOn: false }, ['in_app', 'email']],
  ['a family without an e-mail', 'queued', { email: false }, ['in_app', 'sms']],
  ['a family that wants neither', 'queued', { smsOn: false, emailOn: false }, ['in_app']],
  ['staff, who get no texts', 'opinion_asked', {}, ['in_app', 'email']],
  ['an institution whose figures age', 'figures_ageing', {}, ['in_app', 'sms', 'email']],
  ['the bureau', 'figures_overdue', {}, ['in_app', 'email']],
] as const)('%s is told by these channels', (_, kind, to, expected) => {
  expect(channelsFor(kind, { phone: true, email: true, smsOn: true, emailOn: true, ...to })).toEqual(expected);
});

test('the waits double from two minutes to four hours, spread by a fifth either way', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 8, 20].map((tries) => waitMs(tries, 0.5) / 60_000)).toEqual([
    2, 4, 8, 16, 32, 64, 128, 240, 240,
  ]);
  expect([waitMs(1, 0), waitMs(1, 1)]).toEqual([FIRST_WAIT_MS * 0.8, FIRST_WAIT_MS * 1.2]);
  expect(waitMs(30, 1)).toBe(LONGEST_WAIT_MS * 1.2);
});

test.each([
  ['no answer', 1, 'no_answer', 'again'],
  ['the gateway is in trouble', MAX_TRIES - 1, 'http_503', 'again'],
  ['the gateway is in trouble for too long', MAX_TRIES, 'http_503', 'dead'],
  ['our token is wrong, which can be mended', 1, 'http_401', 'again'],
  ['the number is wrong', 1, 'http_422', 'dead'],
  ['there is no address any more', 1, 'no_address', 'dead'],
] as const)('after a try: %s', (_, tries, error, expected) => {
  expect(afterFailure(tries, error)).toBe(expected);
});

test.each([
  ['by day at once', 'sms', '2026-11-24T10:00:00+08:00', '2026-11-24T10:00:00+08:00'],
  ['late in the evening the next morning', 'sms', '2026-11-24T21:00:00+08:00', '2026-11-25T08:00:00+08:00'],
  ['at night the same morning', 'sms', '2026-11-25T03:20:00+08:00', '2026-11-25T08:00:00+08:00'],
  ['an e-mail wakes nobody', 'email', '2026-11-25T03:20:00+08:00', '2026-11-25T03:20:00+08:00'],
] as const)('a text leaves by day: %s', (_, channel, at, expected) => {
  expect(openFrom(channel, new Date(at))).toEqual(new Date(expected));
});
