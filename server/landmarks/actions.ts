import { and, eq, isNull } from 'drizzle-orm';
import { landmarks } from '../../db/schema/families.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { act, type Context, type Tx, view } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import { spell } from '../platform/pinyin.ts';
import { mayStand } from './rules.ts';

export type LandmarkRow = typeof landmarks.$inferSelect;
export type NewLandmark = Pick<LandmarkRow, 'kind' | 'name' | 'lng' | 'lat' | 'accuracyM' | 'source'> & {
  aliases: string[];
};

const live = (district: string) => and(eq(landmarks.district, district), isNull(landmarks.endedAt));

/** The named places of the district as they stand, by name. */
export const listLandmarks = (ctx: Context): Promise<LandmarkRow[]> =>
  view(ctx, 'landmarks.read', (tx) =>
    tx.select().from(landmarks).where(live(ctx.district)).orderBy(landmarks.name, landmarks.id),
  );

/** Two who set one name come one after the other. */
async function standing(tx: Tx, district: string): Promise<LandmarkRow[]> {
  return tx.select().from(landmarks).where(live(district)).orderBy(landmarks.id).for('update');
}

/**
 * Puts named places on record, all of them or none; one that bears a name already on record takes its place.
 * @throws Refusal invalid coordinates_swapped, outside_china, landmark_name_twice, landmark_alias_taken
 */
export function setLandmarks(ctx: Context, list: readonly NewLandmark[]): Promise<{ landmarks: string[] }> {
  const { district } = ctx;
  return act(
    ctx,
    'landmarks.set',
    async () => ({ district, type: 'landmark', id: null, row: null }),
    async (tx) => {
      const others = await standing(tx, district);
      const made: string[] = [];
      for (const { aliases, ...rest } of list) {
        required(mayStand({ ...rest, aliases }, [...others, ...list]), 'invalid');
        const before = others.find((o) => o.name === rest.name);
        if (before) await end(tx, ctx, before.id);
        const id = newId();
        const names = [rest.name, ...aliases].map((name) => ({ name, ...spell(name) }));
        await tx.insert(landmarks).values({ district, id, ...rest, names, createdAt: ctx.clock() });
        made.push(id);
      }
      return {
        result: { landmarks: made },
        id: made.length === 1 ? made[0] : undefined,
        after: { names: list.slice(0, 20).map((l) => l.name), n: list.length },
      };
    },
  );
}

const end = (tx: Tx, ctx: Context, id: string) =>
  tx
    .update(landmarks)
    .set({ endedAt: ctx.clock() })
    .where(and(live(ctx.district), eq(landmarks.id, id)));

/** Takes a named place out of the search; it stays on record. */
export function endLandmark(ctx: Context, id: string, reason: string): Promise<{ ended: true }> {
  const { district } = ctx;
  return act(
    ctx,
    'landmarks.end',
    async (tx) => {
      const row = (await standing(tx, district)).find((one) => one.id === id);
      if (!row) throw new Refusal('not_found', 'not_found');
      return { district, type: 'landmark', id, row };
    },
    async (tx, { row }) => {
      await end(tx, ctx, row.id);
      return { result: { ended: true }, before: { name: row.name }, reason };
    },
  );
}
