import { expect, test } from 'vitest';
import { byDay, mayConfirm, stageOf } from '../../server/freshness/rules.ts';
import { linkToken, readLink } from '../../server/platform/links.ts';
import { createVault } from '../../server/platform/vault.ts';

const now = new Date('2026-11-24T10:00:00+08:00');
const before = (hours: number, ms = 0) => new Date(now.getTime() - hours * 3_600_000 - ms);

test.each([
  ['just confirmed', before(0), null],
  ['24 hours old to the second', before(24), null],
  ['older than 24 hours', before(24, 1), 'amber'],
  ['72 hours old to the second', before(72), 'amber'],
  ['older than 72 hours', before(72, 1), 'grey'],
  ['7 days old to the second', before(168), 'grey'],
  ['older than 7 days', before(168, 1), 'bureau'],
  ['a year old', before(8760), 'bureau'],
])('figures %s', (_, since, stage) => {
  expect(stageOf(since, now)).toBe(stage);
});

test.each([
  ['a minute before seven', '2026-11-24T06:59:59+08:00', false],
  ['at seven', '2026-11-24T07:00:00+08:00', true],
  ['a minute before nine in the evening', '2026-11-24T20:59:59+08:00', true],
  ['at nine in the evening', '2026-11-24T21:00:00+08:00', false],
  ['at midnight', '2026-11-24T00:00:00+08:00', false],
])('nobody is told at night: %s', (_, at, told) => {
  expect(byDay(new Date(at))).toBe(told);
});

test.each([
  ['is good', null, before(-1), []],
  ['is good in its last second', null, now, []],
  ['has expired', null, before(0, 1), ['link_expired']],
  ['is for a facility that closed today', '2026-11-24', before(-1), ['facility_closed']],
  ['is for a facility that closes tomorrow', '2026-11-25', before(-1), []],
  ['has expired and the facility closed', '2026-01-01', before(1), ['link_expired', 'facility_closed']],
] as const)('a link that %s', (_, closedOn, until, codes) => {
  const said = mayConfirm({ closedOn }, until, now, '2026-11-24');
  expect(said.ok ? [] : said.reasons.map((r) => r.code)).toEqual(codes);
});

test('a link is good for what it was made for, where it was made, and unchanged; 48 characters', () => {
  const vault = createVault(new Uint8Array(32).fill(7));
  const id = '019315ab-2c3d-7e4f-8a9b-0c1d2e3f4a5b';
  const bound = { purpose: 'confirm figures', district: '430602' };
  const token = linkToken(vault, { ...bound, id, until: now });
  expect(token).toMatch(/^[\w-]{48}$/);
  expect(readLink(vault, bound, token)).toEqual({ id, until: now });
  const forged = [
    readLink(vault, { ...bound, purpose: 'answer an offer' }, token),
    readLink(vault, { ...bound, district: '430603' }, token),
    readLink(createVault(new Uint8Array(32).fill(8)), bound, token),
    ...[...token].map((c, i) =>
      readLink(vault, bound, token.slice(0, i) + (c === 'A' ? 'B' : 'A') + token.slice(i + 1)),
    ),
    ...['', token.slice(0, 47), `${token}A`, ` ${token}`, `${token}=`, '<script>'].map((t) =>
      readLink(vault, bound, t),
    ),
  ];
  expect(forged.filter((one) => one !== null)).toEqual([]);
});
