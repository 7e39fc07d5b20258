import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { sayAction, saySubject, unworded } from '../../server/kernel/audit-words.ts';
import { permissions } from '../../server/kernel/permissions.ts';
import {
  type Anchor,
  contentsDigest,
  DELETED,
  FORMAT,
  linkDigest,
  ORIGIN,
  readAnchor,
} from '../../server/supervision/mechanism/chain.ts';
import { createVerifier } from '../../server/supervision/mechanism/verify.ts';
import { anchorDue, worthSealing } from '../../server/supervision/rules.ts';

const sha = (text: string) => createHash('sha256').update(text).digest('hex');
type Line = Record<string, unknown> & { seq: number; digest: string; contents: string };
const uuid = (n: number) => `019315ab-2c3d-7e4f-8a9b-${n.toString(16).padStart(12, '0')}`;

/** An export as the product writes it, from `first` on. */
function exported(
  rows: number,
  { full = true, first = 1, word = 'level' } = {},
): { lines: string[]; digests: string[] } {
  const lines: Line[] = [];
  const digests: string[] = [];
  let digest = ORIGIN;
  for (let seq = 1; seq < first + rows; seq += 1) {
    const contents = { before: null, after: `{"${word}":${seq % 5}}`, reason: null, request_id: uuid(seq + 9000) };
    const outline = {
      id: uuid(seq),
      at: new Date(1_764_000_000_000 + seq * 1000).toISOString(),
      account_id: seq % 3 ? uuid(seq + 500) : null,
      role: seq % 3 ? 'officer' : 'system',
      action: 'applicants.read',
      subject_type: 'applicant',
      subject_id: uuid(seq + 700),
    };
    const row = { ...outline, contents: contentsDigest(sha, contents) };
    digest = linkDigest(sha, digest, '430602', seq, row);
    digests.push(digest);
    lines.push({ seq, ...row, ...(full ? contents : {}), digest });
  }
  const header = {
    format: FORMAT,
    district: '430602',
    first_seq: first,
    last_seq: first + rows - 1,
    previous: digests[first - 2] ?? ORIGIN,
    contents: full,
    made_at: '2026-11-26T00:00:00.000Z',
  };
  return { lines: [header, ...lines.slice(first - 1)].map((line) => JSON.stringify(line)), digests };
}

function verify(lines: readonly string[], anchors: readonly Anchor[] = []) {
  const verifier = createVerifier(sha, anchors);
  for (const line of lines) verifier.line(line);
  return verifier.end();
}
const edited = (lines: readonly string[], line: number, change: (row: Line) => object) =>
  lines.map((text, i) =>
    i === line - 1 ? JSON.stringify({ ...(JSON.parse(text) as Line), ...change(JSON.parse(text)) }) : text,
  );
const swapped = (lines: readonly string[], a: number, b: number) =>
  lines.map((text, i) => (i === a - 1 ? lines[b - 1]! : i === b - 1 ? lines[a - 1]! : text));

const { lines, digests } = exported(12);
const bare = exported(12, { full: false }).lines;
const shorter = (last: number) => edited(lines, 1, () => ({ last_seq: last })).slice(0, last + 1);

describe('a whole export', () => {
  test.each([
    ['with contents', lines, 1, 12],
    ['without contents, for somebody else', bare, 1, 12],
    ['of some days in the middle', exported(5, { first: 8 }).lines, 8, 12],
  ])('%s is said to be whole, with its first and last row', (_, given, first, last) => {
    expect(verify(given)).toMatchObject({ ok: true, first: { seq: first }, last: { seq: last }, digest: digests[11] });
  });

  test('says of how many rows the reason was deleted with a person’s data', () => {
    expect(verify(lines)).toMatchObject({ ok: true, erased: 0 });
    const gone = edited(lines, 6, () => ({ reason: DELETED, request_id: DELETED, erased: true }));
    expect(verify(gone)).toMatchObject({ ok: true, erased: 1, digest: digests[11] });
  });

  test('agrees with an anchor by its digest, by its place, and with those of a list that are of its own rows', () => {
    expect(verify(lines, [{ seq: null, digest: digests[4]! }])).toMatchObject({ ok: true, vouched: 5 });
    expect(verify(lines, [{ seq: 5, digest: digests[4]! }])).toMatchObject({ ok: true, vouched: 5 });
    const later: Anchor = { seq: 900, digest: 'a'.repeat(64), within: true };
    expect(verify(lines, [{ seq: 5, digest: digests[4]!, within: true }, later])).toMatchObject({
      ok: true,
      vouched: 5,
    });
  });
});

describe('a tampered export is caught at the right row', () => {
  const forged = { ...(JSON.parse(lines[6]!) as Line), id: uuid(4242) };
  test.each<[string, string[], Anchor[], string, number | null, number | null]>([
    ['another person put into a row', edited(lines, 6, () => ({ account_id: uuid(1) })), [], 'changed', 6, 5],
    ['another time', edited(bare, 6, () => ({ at: '2026-01-01T00:00:00.000Z' })), [], 'changed', 6, 5],
    ['a digest changed', edited(lines, 6, () => ({ digest: 'b'.repeat(64) })), [], 'changed', 6, 5],
    [
      'a field written twice, the false one first',
      lines.map((text, i) => (i === 5 ? text.replace('"role":"', '"role":"leader","role":"') : text)),
      [],
      'unreadable',
      6,
      5,
    ],
    [
      'the district of the header written twice',
      lines.map((text, i) => (i === 0 ? text.replace('"district":', '"district":"430603","district":') : text)),
      [],
      'header',
      1,
      null,
    ],
    ['contents changed', edited(lines, 6, () => ({ after: '{"level":4}' })), [], 'contents', 6, 5],
    ['a reason put in', edited(lines, 6, () => ({ reason: 'as agreed' })), [], 'contents', 6, 5],
    [
      'contents changed, and said to be a row whose reason was deleted',
      edited(lines, 6, () => ({ after: '{"level":4}', reason: 'as agreed', erased: true })),
      [],
      'contents',
      6,
      5,
    ],
    [
      'contents changed and their digest with them',
      edited(lines, 6, (r) => {
        const after = '{"level":4}';
        return {
          after,
          contents: contentsDigest(sha, { ...(r as never as Parameters<typeof contentsDigest>[1]), after }),
        };
      }),
      [],
      'changed',
      6,
      5,
    ],
    ['a row taken out', lines.toSpliced(5, 1), [], 'missing', 6, 5],
    ['the first row taken out', lines.toSpliced(1, 1), [], 'missing', 2, 1],
    ['two rows that changed places', swapped(lines, 6, 7), [], 'order', 6, 6],
    ['a row put in', lines.toSpliced(6, 0, JSON.stringify(forged)), [], 'changed', 7, 6],
    ['a row told twice', lines.toSpliced(6, 0, lines[5]!), [], 'repeated', 7, 5],
    ['a field nothing covers', edited(lines, 6, () => ({ remark: 'approved' })), [], 'unreadable', 6, 5],
    [
      'half a line, as a download that broke off',
      [...lines.slice(0, 5), lines[5]!.slice(0, 40)],
      [],
      'unreadable',
      6,
      5,
    ],
    ['the last rows cut off', lines.slice(0, 10), [], 'missing', 11, 10],
    [
      'cut off with the header mended, the anchor known',
      shorter(9),
      [{ seq: 12, digest: digests[11]! }],
      'missing',
      11,
      10,
    ],
    [
      'cut off with the header mended, only the digest known',
      shorter(9),
      [{ seq: null, digest: digests[11]! }],
      'anchor',
      null,
      null,
    ],
    [
      'the whole chain computed anew from a changed row',
      exported(12, { word: 'grade' }).lines,
      [{ seq: 5, digest: digests[4]!, within: true }],
      'anchor',
      6,
      5,
    ],
    ['no header', lines.slice(1), [], 'header', 1, null],
    ['a header with another beginning', edited(lines, 1, () => ({ previous: 'c'.repeat(64) })), [], 'header', 1, null],
    ['nothing at all', [], [], 'header', 1, null],
  ])('%s', (_, given, anchors, what, line, seq) => {
    expect(verify(given, anchors)).toMatchObject({ ok: false, broken: { what, line, seq } });
  });

  test('any one character changed anywhere, any row gone, doubled or moved: never passes, and nothing before it is blamed', () => {
    const whole = exported(30);
    const anchor = { seq: 30, digest: whole.digests[29]! };
    const tampering = fc.oneof(
      fc.record({ how: fc.constant('char' as const), line: fc.integer({ min: 1, max: 30 }), at: fc.nat(2000) }),
      fc.record({
        how: fc.constantFrom('gone', 'doubled') as fc.Arbitrary<'gone' | 'doubled'>,
        line: fc.integer({ min: 1, max: 30 }),
        at: fc.nat(1),
      }),
      fc.record({
        how: fc.constant('moved' as const),
        line: fc.integer({ min: 1, max: 29 }),
        at: fc.integer({ min: 1, max: 28 }),
      }),
      fc.record({ how: fc.constant('cut' as const), line: fc.integer({ min: 1, max: 30 }), at: fc.nat(1) }),
    );
    fc.assert(
      fc.property(tampering, ({ how, line, at }) => {
        const given = [...whole.lines];
        if (how === 'char') {
          const text = given[line]!;
          const i = at % text.length;
          const other = text[i] === '7' ? '8' : '7';
          given[line] = text.slice(0, i) + other + text.slice(i + 1);
        } else if (how === 'gone') given.splice(line, 1);
        else if (how === 'doubled') given.splice(line, 0, given[line]!);
        else if (how === 'cut') given.splice(line);
        else given.splice(Math.min(30, line + at), 0, ...given.splice(line, 1));
        const verdict = verify(given, [anchor]);
        const first = how === 'doubled' ? line + 2 : line + 1;
        expect(verdict).toMatchObject({ ok: false, broken: { line: first } });
      }),
      { numRuns: 300 },
    );
  });
});

test('without its contents an export says nothing that could be found by trying: the request’s number is in the digest', () => {
  const contents = { before: null, after: null, reason: 'moved in', request_id: uuid(1) };
  expect(contentsDigest(sha, contents)).not.toBe(contentsDigest(sha, { ...contents, request_id: uuid(2) }));
  expect(bare.join('')).not.toContain('request_id');
});

test('a log in which only the sealing wrote is left in peace, and a day is anchored once', () => {
  expect(worthSealing([{ action: 'supervision.seal' }, { action: 'supervision.seal' }])).toBe(false);
  expect(worthSealing([])).toBe(false);
  expect(worthSealing([{ action: 'supervision.seal' }, { action: 'applicants.read' }])).toBe(true);
  expect([
    anchorDue('2026-11-25', null),
    anchorDue('2026-11-25', '2026-11-24'),
    anchorDue('2026-11-25', '2026-11-25'),
  ]).toEqual([true, true, false]);
  expect([readAnchor(`12:${'A'.repeat(64)}`), readAnchor('12:abc')]).toEqual([
    { seq: 12, digest: 'a'.repeat(64) },
    null,
  ]);
});

test('every action somebody can be held to reads in words, in both languages', () => {
  const audited = Object.entries(permissions).filter(([, { may }]) => may !== 'public');
  expect(unworded(audited.map(([action]) => action))).toEqual([]);
  expect(sayAction('zh', 'applicants.unmask')).toBe('老人档案 · 查看完整号码');
  expect(sayAction('en', 'unheard.of_thing')).toBe('unheard · of thing');
  expect([saySubject('en', 'offer'), saySubject('zh', 'unheard_of')]).toEqual(['offer', null]);
});

test('everything an action is about reads in words', () => {
  const server = join(import.meta.dirname, '../../server');
  const types = readdirSync(server, { recursive: true, encoding: 'utf8' })
    .filter((file) => /(actions|queries)\.ts$/.test(file))
    .flatMap((file) => [...readFileSync(join(server, file), 'utf8').matchAll(/\btype: '([a-z_]+)'/g)])
    .map(([, type]) => type!);
  expect(types.length).toBeGreaterThan(100);
  expect([...new Set(types)].filter((type) => saySubject('zh', type) === null)).toEqual([]);
});

describe('the command on its own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'audit-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const run = (given: readonly string[], ...args: string[]) => {
    const file = join(folder, 'export.ndjson');
    writeFileSync(file, `${given.join('\n')}\n`);
    const command = [join(import.meta.dirname, '../../server/audit-verify.ts'), file, ...args];
    return spawnSync(process.execPath, command, { encoding: 'utf8', env: { LANG: 'en_GB.UTF-8' } });
  };

  test('prints rows, first, last and digest of a whole one, and the first broken row of another with exit code 1', () => {
    const anchors = join(folder, 'anchors.json');
    writeFileSync(anchors, JSON.stringify({ anchors: [{ on: '2026-11-25', seq: 7, digest: digests[6] }] }));
    const good = run(lines, '--anchor', `12:${digests[11]}`, '--anchors', anchors);
    expect(good.status).toBe(0);
    expect(good.stderr).toContain('Whole: 12 rows');
    expect(JSON.parse(good.stdout)).toMatchObject({
      rows: 12,
      first: { seq: 1 },
      last: { seq: 12 },
      digest: digests[11],
    });
    expect(good.stderr).toContain('agrees with published anchors up to row 12');
    expect(run(lines).stderr).toContain('compared with no published anchor');
    const bad = run(edited(lines, 6, () => ({ role: 'leader' })));
    expect(bad.status).toBe(1);
    expect(bad.stderr).toContain(`row 5 (${uuid(5)})`);
    expect(run(lines, '--anchor', 'nonsense').status).toBe(2);
  });

  test('takes a text with the line ends of a word processor in it for one line', () => {
    const pasted = exported(3, { word: 'a\u2028b\u2029c\u0085d' });
    const { status, stderr } = run(pasted.lines);
    expect([status, stderr]).toEqual([0, expect.stringContaining('Whole: 3 rows')]);
  });
});
