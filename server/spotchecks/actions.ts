import { randomBytes } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { spotChecks, spotSamples } from '../../db/schema/inspections.ts';
import { findFacility } from '../facilities/actions.ts';
import { drawPhotos, keepPhotos, type VisitInput } from '../findings/actions.ts';
import { checkOn, raiseFindings } from '../inspections/actions.ts';
import { spotDifference } from '../inspections/rules.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { dayOf } from '../kernel/period.ts';
import { act, type Context, type Tx } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import type { Storage } from '../platform/storage.ts';
import { numberFor } from '../scrutiny/queries.ts';
import { digestOf, populationOf, recordAt } from './queries.ts';
import { drawOf, mayDraw, mayRecordSpot, type SampleKind } from './rules.ts';

/** Draws whom to visit. The seed is chance, made and written down here: nobody chooses, and anybody can draw it again. */
export function drawSpots(
  ctx: Context,
  input: { kind: SampleKind; size: number },
): Promise<{ id: string; seed: string; drawn: number }> {
  const on = dayOf(ctx.clock());
  return act(
    ctx,
    'spotchecks.draw',
    async () => ({ district: ctx.district, type: 'spot_sample', id: null, row: null }),
    async (tx) => {
      const population = await populationOf(tx, ctx.district, input.kind, on);
      required(mayDraw(input.size, population.length), 'invalid');
      const id = newId();
      const seed = randomBytes(32).toString('hex');
      const drawn = drawOf(population, input.size, numberFor(seed));
      await tx.insert(spotSamples).values({
        district: ctx.district,
        id,
        asOn: on,
        kind: input.kind,
        seed,
        size: input.size,
        population,
        populationDigest: digestOf(population),
        drawn,
        drawnBy: ctx.actor?.account ?? null,
        drawnAt: ctx.clock(),
      });
      return {
        result: { id, seed, drawn: drawn.length },
        id,
        after: { ...input, seed, population_digest: digestOf(population), drawn },
        changed: ['findings'],
      };
    },
  );
}

async function findSample(tx: Tx, district: string, id: string) {
  const [row] = await tx
    .select()
    .from(spotSamples)
    .where(and(eq(spotSamples.district, district), eq(spotSamples.id, id)));
  if (!row) throw new Refusal('not_found', 'not_found');
  return row;
}

export type SpotInput = VisitInput & {
  facility_id: string;
  sample_id: string | null;
  counted_free: number;
  counted_present: number;
};
export type Recorded = {
  id: string;
  record_free: number;
  record_present: number;
  finding_id: string | null;
};

/**
 * Writes down what two people counted, beside what was on record at that moment, which nobody types. A difference is a
 * finding from the same moment on.
 */
export async function recordSpot(ctx: Context, storage: Storage, input: SpotInput): Promise<Recorded> {
  const drawn = await drawPhotos(input.photos);
  return act(
    ctx,
    'spotchecks.record',
    async (tx) => ({ ...(await findFacility(tx, ctx.district, input.facility_id)), version: undefined }),
    async (tx) => {
      const { district } = ctx;
      const { facility_id: facility, lng, lat } = input;
      const visitedAt = new Date(input.visited_at);
      const people = input.people.map((p) => p.trim()).filter(Boolean);
      const note = input.note?.trim() || null;
      const sample = input.sample_id ? await findSample(tx, district, input.sample_id) : null;
      const record = await recordAt(tx, district, facility, visitedAt);
      const counted = { free: input.counted_free, present: input.counted_present };
      required(
        mayRecordSpot(
          {
            ...{ visitedAt, people, lng, lat, note, photos: drawn.length },
            countedFree: counted.free,
            countedPresent: counted.present,
          },
          { sample, facility, beds: record.beds, now: ctx.clock() },
        ),
        'invalid',
      );
      const id = newId();
      const check = await checkOn(tx, district, 'spot_difference', dayOf(ctx.clock()));
      const hits = check?.on
        ? spotDifference(
            { spot_check: id, facility, visited_at: visitedAt.toISOString(), record, counted },
            check.params,
          )
        : [];
      const made = check
        ? await raiseFindings(tx, ctx, { code: 'spot_difference', source: 'sample', term: check.term, note, hits })
        : null;
      const findingId = made?.get(id) ?? null;
      await tx.insert(spotChecks).values({
        district,
        id,
        facilityId: facility,
        sampleId: sample?.id ?? null,
        visitedAt,
        people,
        lng,
        lat,
        recordFree: record.free,
        recordPresent: record.present,
        countedFree: counted.free,
        countedPresent: counted.present,
        note,
        findingId,
        madeBy: ctx.actor?.account ?? null,
        madeAt: ctx.clock(),
      });
      await keepPhotos(tx, ctx, storage, drawn, { facilityId: facility, spotCheckId: id, takenAt: visitedAt });
      const result = { id, record_free: record.free, record_present: record.present, finding_id: findingId };
      return { result, id, after: { ...result, counted }, changed: ['findings'] };
    },
  );
}
