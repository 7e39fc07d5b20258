import { sql } from 'drizzle-orm';
import { divisionShapes } from '../../db/schema/divisions.ts';
import { keep, lockTree, project } from '../divisions/actions.ts';
import { changedFrom, type Facts, type Turn } from '../divisions/mechanism/timeline.ts';
import { differences } from '../divisions/rules.ts';
import { Refusal } from '../kernel/errors.ts';
import { act, type Context } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import { digestOf, type FileAsked, geometryOf, judgeFile, judgeList } from './queries.ts';

export type FileTaken = FileAsked & { fileName: string; sha256: string; source: string };

function asSeen({ bytes, sha256 }: FileTaken) {
  if (digestOf(bytes) !== sha256) throw new Refusal('conflict', 'outline_changed');
}
function sound(errors: readonly unknown[]) {
  if (errors.length > 0)
    throw new Refusal('invalid', [{ code: 'outline_errors', values: { n: errors.length }, pointer: '/file' }]);
}

/** Takes over a file of outlines from a day on, all of it or nothing; the ones before end the day before. */
export function importOutlines(ctx: Context, taken: FileTaken): Promise<{ outlines: number }> {
  const { district } = ctx;
  asSeen(taken);
  return act(
    ctx,
    'outlines.import',
    (tx) => lockTree(tx, district),
    async (tx) => {
      const { outlines, errors } = await judgeFile(tx, district, taken);
      sound(errors);
      const codes = sql.param(outlines.map((o) => o.code));
      const [later] = await tx.execute<{ code: string; day: string }>(sql`
        select code, lower(effective)::text as day from division_shapes where district = ${district}
           and code = any(${codes}::text[]) and lower(effective) > ${taken.from}::date limit 1`);
      if (later) throw new Refusal('conflict', [{ code: 'outline_later', values: later, pointer: '/from' }]);
      await tx.execute(sql`update division_shapes
        set effective = case when lower(effective) = ${taken.from}::date then 'empty'::daterange
                             else daterange(lower(effective), ${taken.from}::date) end
        where district = ${district} and code = any(${codes}::text[]) and effective @> ${taken.from}::date`);
      for (let i = 0; i < outlines.length; i += 200)
        await tx.insert(divisionShapes).values(
          outlines.slice(i, i + 200).map((o) => ({
            district,
            id: newId(),
            code: o.code,
            effective: `[${taken.from},)`,
            geometry: geometryOf(o.area),
            source: taken.source,
            sha256: taken.sha256,
            addedBy: ctx.actor?.account ?? null,
            addedAt: ctx.clock(),
          })),
        );
      const { fileName, sha256, system, from, source } = taken;
      return {
        result: { outlines: outlines.length },
        after: { outlines: outlines.length, from, system, source, file_name: fileName, sha256 },
        changed: ['outlines'],
      };
    },
  );
}

const nothing: Facts = {
  kind: '网格',
  name: '',
  shortName: '',
  districtRun: true,
  runBy: '',
  lng: null,
  lat: null,
  accuracyM: null,
  seniors: null,
};

/** Takes over a list of grids from a day on, all of it or nothing: those on record are changed, others begin. */
export function importGrids(ctx: Context, taken: FileTaken): Promise<{ changed: number; begun: number }> {
  const { district } = ctx;
  asSeen(taken);
  return act(
    ctx,
    'outlines.import_grids',
    (tx) => lockTree(tx, district),
    async (tx) => {
      const { changed, begun, errors, divisions, records } = await judgeList(tx, district, taken);
      sound(errors);
      const grounds = { docNo: null, note: taken.source };
      const by = new Map(divisions.map((d) => [d.code, d]));
      const written: string[] = [];
      for (const { code, patch } of changed) {
        const versions = records.get(code)?.versions ?? [];
        const fresh = differences(versions, taken.from, patch);
        if (Object.keys(fresh).length === 0) continue;
        await keep(tx, ctx, code, changedFrom(versions, taken.from, fresh) as Turn, grounds);
        written.push(code);
      }
      for (const { code, patch } of begun) {
        const { districtRun, runBy } = by.get(code.slice(0, 12)) ?? nothing;
        const facts = { ...nothing, districtRun, runBy, shortName: patch.name ?? '', ...patch };
        const added = [{ start: taken.from, end: null, facts, successor: null }];
        await keep(tx, ctx, code, { cut: [], replaced: [], added }, grounds);
        written.push(code);
      }
      const moved = written.length - begun.length;
      await project(tx, ctx, written);
      const { fileName, sha256, system, from } = taken;
      return {
        result: { changed: moved, begun: begun.length },
        after: { changed: moved, begun: begun.length, from, system, file_name: fileName, sha256 },
      };
    },
  );
}
