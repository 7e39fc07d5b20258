import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDb } from '../../db/client.ts';
import { startCluster } from '../../db/cluster.ts';
import { migrate } from '../../db/migrate.ts';
import { folderStorage } from '../../server/platform/storage.ts';
import { checkChain, sealAll, takeAudit } from '../../server/supervision/actions.ts';
import { createVerifier } from '../../server/supervision/mechanism/verify.ts';
import { DISTRICT, openTestDistrict, world } from '../support/district.ts';

const ROWS = 200_000;
const sha = (text: string) => createHash('sha256').update(text).digest('hex');

/**
 * A log of 200,000 rows: sealed for the first time, walked over the database, exported with and without contents, and
 * the exports verified; beside the least that could look at every byte, SHA-256 of the same lines one by one.
 */
export default async function audit(print: (line: string) => void): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'yiwei-bench-'));
  const cluster = await startCluster({ dataDir });
  await migrate(cluster.ownerUrl);
  const app = openDb(cluster.appUrl, { max: 4 });
  const owner = openDb(cluster.ownerUrl, { max: 2, timeouts: { statement: 0 } });
  const line = (what: string, figure: string) => print(`${what.padEnd(44)} ${figure}`);
  const rate = (rows: number, began: number) => (rows / (performance.now() - began)) * 1000;
  const perSecond = (n: number) => `${Math.round(n).toLocaleString('en')} rows/s`;
  try {
    const w = world({ ...app, ...cluster, ownerSql: owner.sql, drop: async () => {} });
    await openTestDistrict(w);
    await owner.sql`
      insert into audit (district, id, at, role, action, subject_type, subject_id, before, after, reason, request_id)
      select ${DISTRICT}, (lpad(to_hex(1764000000000 + i), 12, '0') || '7000' || '8000' || substr(md5(i::text), 1, 12))::uuid,
             to_timestamp(1764000000 + i), 'officer', 'applicants.read', 'applicant', gen_random_uuid(),
             '{"status":"accepted","version":3}', '{"status":"in_review","version":4,"note":"材料齐全"}', null, gen_random_uuid()::text
        from generate_series(1, ${ROWS}) i`;
    let began = performance.now();
    const sealed = await sealAll(w.system);
    line('sealed for the first time', perSecond(rate(sealed, began)));
    const inspector = w.as(await w.someone('inspector'));
    began = performance.now();
    let checked = 0;
    for await (const step of checkChain(inspector, folderStorage(join(dataDir, 'files')))) checked = step.done;
    line('walked over the database', perSecond(rate(checked, began)));
    for (const contents of [false, true]) {
      began = performance.now();
      const parts: string[] = [];
      const { lines } = await takeAudit(inspector, { from: null, to: null, contents });
      for await (const part of lines) parts.push(part);
      const text = parts.join('').split('\n');
      const kind = contents ? 'with contents' : 'without contents';
      line(
        `exported ${kind}`,
        `${perSecond(rate(text.length, began))}, ${(parts.join('').length / text.length) | 0} B a row`,
      );
      const peers: number[] = [];
      const own: number[] = [];
      for (let turn = 0; turn < 3; turn += 1) {
        began = performance.now();
        for (const one of text) sha(one);
        peers.push(rate(text.length, began));
        began = performance.now();
        const verifier = createVerifier(sha);
        for (const one of text) verifier.line(one);
        if (!verifier.end().ok) throw new Error('the export of an untouched log does not verify');
        own.push(rate(text.length, began));
      }
      const [peer, verified] = [peers, own].map((turns) => turns.sort((a, b) => a - b)[1] as number) as [
        number,
        number,
      ];
      line(`verified ${kind}`, perSecond(verified));
      line('  SHA-256 of the same lines', `${perSecond(peer)}, ratio ${(peer / verified).toFixed(1)}`);
    }
  } finally {
    await app.close();
    await owner.close();
    await cluster.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
