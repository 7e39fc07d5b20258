import { describe, expect, test } from 'vitest';
import {
  holding,
  keepUntil,
  mayTake,
  missing,
  type Paper,
  stateOf,
  supersededBy,
} from '../../server/documents/rules.ts';
import { readBeginning, readFile } from '../../server/uploads/rules.ts';
import { heic, jpg, pdf, png } from '../support/files.ts';

const ON = '2026-11-24';
let made = 0;
const paper = (extra: Partial<Paper> = {}): Paper => {
  made += 1;
  const id = String(made).padStart(4, '0');
  return { id, type: 'id_card', issuedOn: '2020-01-01', expiresOn: null, verified: true, refused: false, ...extra };
};

describe('what is missing', () => {
  test.each<[string, Paper[], boolean, object[]]>([
    ['nothing when a valid paper is there', [paper()], false, []],
    ['the paper that was never brought', [], false, [{ type: 'id_card', why: 'absent' }]],
    ['nothing on the last day a paper holds', [paper({ expiresOn: ON })], false, []],
    [
      'a paper that ran out, since the day after its last',
      [paper({ expiresOn: '2026-11-23' })],
      false,
      [{ type: 'id_card', why: 'expired', since: '2026-11-24' }],
    ],
    [
      'since the latest of several that ran out',
      [paper({ expiresOn: '2024-05-01' }), paper({ issuedOn: '2024-04-01', expiresOn: '2026-10-31' })],
      false,
      [{ type: 'id_card', why: 'expired', since: '2026-11-01' }],
    ],
    [
      'nothing when a new issue followed one that ran out',
      [paper({ expiresOn: '2024-05-01' }), paper({ issuedOn: '2024-04-01' })],
      false,
      [],
    ],
    ['a paper that was not taken', [paper({ refused: true })], false, [{ type: 'id_card', why: 'absent' }]],
    ['a paper issued only later', [paper({ issuedOn: '2026-11-25' })], false, [{ type: 'id_card', why: 'absent' }]],
    ['nothing when one nobody has checked will do', [paper({ verified: false })], false, []],
    [
      'the check, where it is asked for',
      [paper({ verified: false })],
      true,
      [{ type: 'id_card', why: 'not_verified' }],
    ],
    [
      'nothing when an older one is checked and the newer not yet',
      [paper(), paper({ issuedOn: '2026-01-01', verified: false })],
      true,
      [],
    ],
    ['another type', [paper({ type: 'photo' })], false, [{ type: 'id_card', why: 'absent' }]],
  ])('is %s', (_, papers, verified, gaps) => {
    expect(missing(['id_card', 'id_card'], papers, ON, { verified })).toEqual(gaps);
  });

  test('is said for all types at once', () => {
    const papers = [paper(), paper({ type: 'hardship_proof', expiresOn: '2026-01-31' })];
    expect(missing(['id_card', 'hardship_proof', 'medical_report'], papers, ON)).toEqual([
      { type: 'hardship_proof', why: 'expired', since: '2026-02-01' },
      { type: 'medical_report', why: 'absent' },
    ]);
  });
});

describe('a new issue', () => {
  const old = paper({ issuedOn: '2016-01-01' });
  test.each<[string, Partial<Paper>, boolean]>([
    ['takes the place of the older', { issuedOn: '2026-01-01' }, true],
    ['nobody has checked does not put aside a checked one', { issuedOn: '2026-01-01', verified: false }, false],
    ['that was not taken changes nothing', { issuedOn: '2026-01-01', refused: true }, false],
    ['of another type changes nothing', { issuedOn: '2026-01-01', type: 'photo' }, false],
    ['with an older date changes nothing', { issuedOn: '2015-01-01' }, false],
  ])('%s', (_, extra, replaced) => {
    expect(supersededBy(old, [old, paper(extra)]) !== null).toBe(replaced);
  });
  test('of a report stands beside the older', () => {
    const first = paper({ type: 'medical_report' });
    expect(supersededBy(first, [first, paper({ type: 'medical_report', issuedOn: '2026-01-01' })])).toBeNull();
  });
  test('is the one that is used', () => {
    const fresh = paper({ issuedOn: '2026-01-01' });
    expect(holding('id_card', [fresh, old], ON)).toBe(fresh);
  });
});

test.each<[string, Partial<Paper>]>([
  ['valid', {}],
  ['valid', { expiresOn: '2026-12-24' }],
  ['expiring', { expiresOn: '2026-12-23' }],
  ['expiring', { expiresOn: ON }],
  ['expired', { expiresOn: '2026-11-23' }],
  ['expired', { expiresOn: '2026-11-23', verified: false }],
  ['unverified', { verified: false }],
  ['refused', { refused: true, expiresOn: '2026-11-23' }],
])('a paper is %s with %j', (state, extra) => {
  const one = paper(extra);
  expect(stateOf(one, [one], ON, 30)).toBe(state);
});

test('without a rule nothing is said to run out soon, and what has been replaced says so', () => {
  const soon = paper({ expiresOn: '2026-11-30' });
  expect(stateOf(soon, [soon], ON, null)).toBe('valid');
  expect(stateOf(soon, [soon, paper({ issuedOn: '2026-10-01' })], ON, 30)).toBe('superseded');
});

test.each<[string[], Partial<Parameters<typeof mayTake>[0]>]>([
  [[], {}],
  [[], { expiresOn: ON }],
  [['document_expired'], { expiresOn: '2026-11-23' }],
  [['date_in_future'], { issuedOn: '2026-11-25' }],
  [['document_ends_before'], { expiresOn: '2019-12-31' }],
  [['document_title_needed'], { type: 'other', title: ' ' }],
  [[], { type: 'other', title: '村委会说明' }],
  [
    ['document_title_needed', 'date_in_future', 'document_ends_before'],
    { type: 'other', issuedOn: '2027-01-01', expiresOn: '2026-01-01' },
  ],
])('taking a paper is refused for %j with %j', (codes, extra) => {
  const verdict = mayTake({ type: 'id_card', title: null, issuedOn: '2020-01-01', expiresOn: null, ...extra }, ON);
  expect(verdict.ok ? [] : verdict.reasons.map((r) => r.code)).toEqual(codes);
});

test.each<[string, Uint8Array, 'id_card' | 'photo', string]>([
  ['a scan', pdf('a'), 'id_card', 'pdf'],
  ['a picture', jpg('a'), 'id_card', 'jpg'],
  ['a drawing', png('a'), 'photo', 'png'],
  ['a picture with what a phone writes behind it', Buffer.concat([jpg('a'), Buffer.alloc(5000, 1)]), 'photo', 'jpg'],
  ['a scan as a photo', pdf('a'), 'photo', 'photo_not_image'],
  ['a text as a photo', Buffer.from('not a photo at all'), 'photo', 'photo_not_image'],
  ['a text', Buffer.from('<html>%PDF-1.4 %%EOF'), 'id_card', 'file_kind'],
  ['a picture of a phone that keeps its own format', heic(), 'id_card', 'file_heic'],
  ['half a picture', jpg('a').subarray(0, 60), 'id_card', 'file_damaged'],
  ['half a photo', png('a').subarray(0, 60), 'photo', 'photo_damaged'],
  ['a scan that was cut off', pdf('a').subarray(0, 20), 'id_card', 'file_damaged'],
  ['only the beginning of a picture', Buffer.from([0xff, 0xd8, 0xff]), 'id_card', 'file_damaged'],
  ['a picture without size', Buffer.from(png('a').map((b, i) => (i === 19 ? 0 : b))), 'id_card', 'file_damaged'],
  ['nothing', Buffer.alloc(0), 'id_card', 'file_kind'],
])('by its content %s is judged, not by its name', (_, bytes, type, said) => {
  const found = readFile(bytes, type);
  expect(found.ok ? found.kind : found.reasons[0]?.code).toBe(said);
});

test('the first piece tells the kind before the rest has come', () => {
  expect(readBeginning(png('a').subarray(0, 20), 'photo')).toMatchObject({ ok: true, kind: 'png' });
  expect(readBeginning(Buffer.from('PK\x03\x04'), 'id_card')).toMatchObject({ ok: false });
});

test.each<[string | null, Partial<Paper> & { refusedOn?: string | null }]>([
  [null, {}],
  [null, { expiresOn: ON }],
  ['2027-05-23', { expiresOn: '2026-11-23' }],
  ['2027-03-01', { refused: true, refusedOn: '2026-09-01' }],
])('an image is kept until %s with %j', (until, extra) => {
  const one = { ...paper(extra), refusedOn: extra.refusedOn ?? null };
  expect(keepUntil(one, [one], ON, 6)).toBe(until);
});
