import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeXlsxStream } from 'hucre/xlsx';
import { openDb } from '../../db/client.ts';
import { startCluster } from '../../db/cluster.ts';
import { migrate } from '../../db/migrate.ts';
import { commitImport } from '../../server/imports/actions.ts';
import { previewImport } from '../../server/imports/queries.ts';
import { DISTRICT, openHome, openTestDistrict, vault, world } from '../support/district.ts';

const ROWS = 50_000;
const MANY = 1_000_000;
type Cell = string | number;
type Measured = { seconds: number; peak: number; more: number; outcome: string };

const HEAD = [
  '楼栋',
  '楼层',
  '房间号',
  '房间性别',
  '床号',
  '床位类别',
  '最低接收等级',
  '最高接收等级',
  '失智照护',
  '床位用途',
  '床位费',
  '本院编号',
];
const bed = (i: number): Cell[] => [
  `${1 + Math.floor(i / 10_000)}号楼`,
  1 + (Math.floor(i / 1000) % 10),
  String(1000 + Math.floor(i / 4)),
  '不限性别',
  String(1 + (i % 4)),
  '护理型',
  0,
  4,
  i % 10 === 0 ? '是' : '否',
  '自费',
  1500 + (i % 100),
  `B-${i}`,
];
function* list(n: number, row: (i: number) => Cell[] = bed) {
  yield HEAD;
  for (let i = 0; i < n; i += 1) yield row(i);
}
const asCsv = (rows: Iterable<Cell[]>) => [...rows].map((r) => r.join(',')).join('\r\n');
const asXlsx = async (rows: Iterable<Cell[]>) =>
  Buffer.from(await new Response(writeXlsxStream(rows, { name: '床位', inlineStrings: false })).arrayBuffer());

/**
 * A list of 50,000 beds read and judged cell by cell, as CSV and as XLSX, beside csv-parse alone; a million rows refused;
 * and the whole way into the database, preview and confirmation, beside one bare INSERT of the same rows. Each reading has
 * a process of its own; memory is the peak of that process, and how much the reading added to it.
 */
export default async function importBench(print: (line: string) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'yiwei-bench-import-'));
  const put = (name: string, content: string | Buffer) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const measure = (how: 'parse' | 'read', file: string): Measured =>
    JSON.parse(execFileSync(process.execPath, [join(import.meta.dirname, 'import-child.ts'), how, file]).toString());
  const said = (name: string, m: Measured, beside?: Measured) =>
    print(
      `${name}: ${m.seconds.toFixed(2)} s, peak ${m.peak.toFixed(0)} MB (+${m.more.toFixed(0)})${beside ? `, ${(m.seconds / beside.seconds).toFixed(1)} × csv-parse alone` : ''}; ${m.outcome}`,
    );
  try {
    const csv = put('beds.csv', asCsv(list(ROWS)));
    const xlsx = put('beds.xlsx', await asXlsx(list(ROWS)));
    const least = measure('parse', csv);
    said(`import: csv-parse alone, ${ROWS} rows of CSV`, least);
    said(`import: read and judged, ${ROWS} rows of CSV`, measure('read', csv), least);
    said(`import: read and judged, ${ROWS} rows of XLSX`, measure('read', xlsx), least);
    const narrow = (i: number): Cell[] => ['1', i % 9];
    said(`import: ${MANY} rows of CSV`, measure('read', put('many.csv', asCsv(list(MANY, narrow)))));
    said(`import: ${MANY} rows of XLSX`, measure('read', put('many.xlsx', await asXlsx(list(MANY, narrow)))));
    await throughout(readFileSync(csv), folder, print);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function throughout(bytes: Buffer, folder: string, print: (line: string) => void): Promise<void> {
  const cluster = await startCluster({ dataDir: folder });
  await migrate(cluster.ownerUrl);
  const app = openDb(cluster.appUrl, { max: 4, timeouts: { statement: 0, idle: 0 } });
  const owner = openDb(cluster.ownerUrl, { max: 2, timeouts: { statement: 0 } });
  try {
    const { ownerUrl, appUrl } = cluster;
    const w = world({ sql: app.sql, db: app.db, ownerSql: owner.sql, appUrl, ownerUrl, drop: async () => {} });
    await openTestDistrict(w);
    const { facility } = await openHome(w, { rooms: 1, bedsPerRoom: 1 });
    const ctx = w.as(await w.someone('institution', { facility }));
    const file = { kind: 'beds', mode: 'partial', fileName: 'beds.csv', bytes, mapping: {} } as const;
    const timed = async <T>(job: () => Promise<T>) => {
      const began = performance.now();
      const result = await job();
      return { seconds: (performance.now() - began) / 1000, result };
    };
    await owner.sql`create table peer_bed (district char(6), id int, building text, floor int, room_no text, bed_no text,
      kind text, level_min int, level_max int, dementia boolean, pool text, fee_fen bigint, external_id text, primary key (district, id))`;
    const peer = await timed(
      () => owner.sql`
      insert into peer_bed select ${DISTRICT}, i, (1 + i / 10000) || '号楼', 1 + i / 1000 % 10, (1000 + i / 4)::text, (1 + i % 4)::text,
        'nursing', 0, 4, i % 10 = 0, 'market', 150000 + 100 * (i % 100), 'B-' || i from generate_series(0, ${ROWS - 1}) i`,
    );
    for (const turn of ['new', 'the same again'] as const) {
      const seen = await timed(() => previewImport(ctx, vault, facility, file));
      const { sha256, digest, mapping, counts } = seen.result;
      const confirmed = { ...file, mapping, sha256, digest: digest ?? '', looked: true };
      const done = turn === 'new' ? await timed(() => commitImport(ctx, vault, facility, confirmed)) : null;
      print(
        `import: ${ROWS} beds, ${turn}: preview ${seen.seconds.toFixed(2)} s${done ? `, confirmed ${done.seconds.toFixed(2)} s; bare insert ${peer.seconds.toFixed(2)} s, ratio ${(done.seconds / peer.seconds).toFixed(1)}` : ''} ${JSON.stringify(counts)}`,
      );
    }
    print(`import: peak of the process that did all this ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`);
  } finally {
    await Promise.all([app.close(), owner.close()]);
    await cluster.stop();
  }
}
