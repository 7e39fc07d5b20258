import { and, eq, inArray, isNull, lte, sql } from 'drizzle-orm';
import { facilities } from '../../db/schema/facilities.ts';
import { facilityPhotos, licences, licenceTellings, photoLists, profileChanges } from '../../db/schema/profiles.ts';
import { type FacilityRow, findFacility, recountFacility, vacancyTopics } from '../facilities/actions.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { addDays, dayOf } from '../kernel/period.ts';
import { notifyOfFacility } from '../notifications/actions.ts';
import { act, type Context, type Done, type Subject, type Tx, view } from '../platform/context.ts';
import { sha256Of } from '../platform/digest.ts';
import { newId } from '../platform/ids.ts';
import { pictureSize, redraw } from '../platform/pictures.ts';
import { spell } from '../platform/pinyin.ts';
import type { Bytes } from '../platform/sealing.ts';
import type { Storage } from '../platform/storage.ts';
import { type Asked, type ChangeRow, communityOf, endingBy, photoKey, photosOf, valuesBefore } from './queries.ts';
import {
  type Group,
  holdsFrom,
  MAX_PIXELS,
  mayAsk,
  mayDecide,
  mayShow,
  mayTakePicture,
  mayWithdraw,
  needsApproval,
  pictureKind,
  SIZES,
  stateOf,
  TELL_DAYS,
  tellingDue,
  type Values,
} from './rules.ts';

const today = (ctx: Context) => dayOf(ctx.clock());
const topics = (facility: string) => ['profiles' as const, ...vacancyTopics(facility)];

/** A facility whose profile is about to change: whoever else changes it waits. Stays asking of its beds go on. */
async function lockFacility(tx: Tx, district: string, id: string): Promise<Subject<FacilityRow>> {
  await tx.execute(sql`select 1 from ${facilities} where district = ${district} and id = ${id} for no key update`);
  return findFacility(tx, district, id);
}

const open = sql`applied_at is null and (answer is null or answer in ('not_needed', 'approved'))`;

/**
 * The institution says something else of itself. What the bureau has to approve waits as a change; the rest is in force
 * at once, or on its day.
 */
export function askChange(
  ctx: Context,
  facilityId: string,
  asked: Asked,
): Promise<{ change_id: string; state: ReturnType<typeof stateOf>; version: number }> {
  return act(
    ctx,
    'profiles.change',
    (tx) => lockFacility(tx, ctx.district, facilityId),
    async (tx, { row: facility }) => {
      const was = await valuesBefore(tx, facility, asked);
      const [other] = await tx
        .select({ id: profileChanges.id })
        .from(profileChanges)
        .where(
          and(
            eq(profileChanges.district, ctx.district),
            eq(profileChanges.facilityId, facilityId),
            eq(profileChanges.field, asked.group),
            asked.licence ? eq(profileChanges.licence, asked.licence) : isNull(profileChanges.licence),
            open,
          ),
        );
      const from = asked.holds_from_on ?? today(ctx);
      const community = await communityOf(tx, ctx.district, asked);
      required(mayAsk(was, asked, { today: today(ctx), holdsFrom: from, open: !!other, community }));
      const waits = needsApproval(was, asked);
      const row: ChangeRow = {
        district: ctx.district,
        id: newId(),
        facilityId,
        field: asked.group,
        licence: asked.licence,
        before: was.values,
        after: asked.values,
        note: asked.note,
        askedBy: ctx.actor?.account ?? null,
        askedAt: ctx.clock(),
        needsApproval: waits,
        holdsFromOn: from,
        answer: waits ? null : 'not_needed',
        answeredBy: null,
        answeredAt: waits ? null : ctx.clock(),
        answerReason: null,
        appliedAt: null,
      };
      await tx.insert(profileChanges).values(row);
      const applied = !waits && (await applyIfDue(tx, ctx, row));
      return {
        result: {
          change_id: row.id,
          state: stateOf({ answer: row.answer, applied }),
          version: facility.version + (applied ? 1 : 0),
        },
        before: was.values,
        after: { change: row.id, group: asked.group, licence: asked.licence, ...asked.values, waits },
        changed: topics(facilityId),
      };
    },
  );
}

/** Groups whose values stand in the projection, or lead to one that does. */
const projected: readonly string[] = ['name', 'place', 'stars', 'designation', 'fees'] satisfies Group[];

const camel = (name: string) => name.replace(/_([a-z])/g, (_, c: string) => c.toUpperCase());

/** Writes an accepted change into the profile once its day has come; the vacancy row follows in the same transaction. */
async function applyIfDue(tx: Tx, ctx: Context, change: ChangeRow): Promise<boolean> {
  const { district } = ctx;
  if (change.holdsFromOn > today(ctx)) return false;
  if (change.field === 'licence') {
    const { number, issued_on, expires_on } = change.after as Values['licence'];
    await tx.insert(licences).values({
      district,
      id: newId(),
      facilityId: change.facilityId,
      kind: change.licence ?? '',
      number,
      issuedOn: issued_on,
      expiresOn: expires_on,
      changeId: change.id,
      recordedAt: ctx.clock(),
    });
  }
  const set = change.field === 'licence' ? {} : columnsOf(change);
  await bump(tx, ctx, change.facilityId, set);
  await tx.update(profileChanges).set({ appliedAt: ctx.clock() }).where(one(ctx, change.id));
  if (projected.includes(change.field)) await recountFacility(tx, district, change.facilityId, today(ctx));
  return true;
}

/** The version moves with whatever the profile shows, so that nobody overwrites what they have not seen. */
const bump = (tx: Tx, ctx: Context, facilityId: string, set: Partial<FacilityRow>) =>
  tx
    .update(facilities)
    .set({ ...set, version: sql`${facilities.version} + 1` })
    .where(and(eq(facilities.district, ctx.district), eq(facilities.id, facilityId)));

function columnsOf({ field, after }: ChangeRow): Partial<FacilityRow> {
  const set = Object.fromEntries(Object.entries(after).map(([name, value]) => [camel(name), value]));
  if (field === 'name') return { ...set, ...spell(String(after.name)) };
  if (field === 'place') return { ...set, streetCode: String(after.community_code).slice(0, 9) };
  return set;
}

const one = (ctx: Context, id: string) => and(eq(profileChanges.district, ctx.district), eq(profileChanges.id, id));

/** A change with its facility locked first, as whoever asks locks it: two who answer at once wait for each other. */
async function findChange(tx: Tx, ctx: Context, id: string): Promise<Subject<ChangeRow>> {
  const [seen] = await tx.select().from(profileChanges).where(one(ctx, id));
  if (!seen) throw new Refusal('not_found', 'not_found');
  await lockFacility(tx, ctx.district, seen.facilityId);
  const [row] = await tx.select().from(profileChanges).where(one(ctx, id));
  if (!row) throw new Refusal('not_found', 'not_found');
  return { district: ctx.district, type: 'profile_change', id, facility: row.facilityId, row };
}

const stateNow = (c: ChangeRow) => stateOf({ answer: c.answer, applied: c.appliedAt !== null });

/** The institution takes a change back that waits or is to hold from a day ahead. */
export function withdrawChange(ctx: Context, id: string): Promise<{ state: 'withdrawn' }> {
  return act(
    ctx,
    'profiles.withdraw',
    (tx) => findChange(tx, ctx, id),
    async (tx, { row }) => {
      required(mayWithdraw(stateNow(row)));
      const by = { answeredBy: ctx.actor?.account ?? null, answeredAt: ctx.clock() };
      await tx
        .update(profileChanges)
        .set({ answer: 'withdrawn', ...by })
        .where(one(ctx, id));
      return { result: { state: 'withdrawn' }, before: { state: stateNow(row) }, changed: topics(row.facilityId) };
    },
  );
}

/** The bureau approves: the change is in force, or will be on its day. */
export function approveChange(ctx: Context, id: string, note: string | null): Promise<{ state: 'in_force' | 'ahead' }> {
  return decide(ctx, id, async (tx, row, by) => {
    required(mayDecide(stateNow(row), null));
    const held: ChangeRow = { ...row, ...by, answer: 'approved', holdsFromOn: holdsFrom(row.holdsFromOn, today(ctx)) };
    const { answer, holdsFromOn } = held;
    await tx
      .update(profileChanges)
      .set({ ...by, answer, answerReason: note, holdsFromOn })
      .where(one(ctx, id));
    const state = (await applyIfDue(tx, ctx, held)) ? ('in_force' as const) : ('ahead' as const);
    return { result: { state }, after: { approved: row.after, from: holdsFromOn }, reason: note ?? undefined };
  });
}

/** The bureau sends a change back, with a reason the institution reads. */
export function refuseChange(ctx: Context, id: string, reason: string): Promise<{ state: 'refused' }> {
  return decide(ctx, id, async (tx, row, by) => {
    required(mayDecide(stateNow(row), { reason }));
    await tx
      .update(profileChanges)
      .set({ ...by, answer: 'refused', answerReason: reason })
      .where(one(ctx, id));
    return { result: { state: 'refused' as const }, after: { refused: row.after }, reason };
  });
}

type By = { answeredBy: string | null; answeredAt: Date };
function decide<R>(ctx: Context, id: string, work: (tx: Tx, row: ChangeRow, by: By) => Promise<Done<R>>): Promise<R> {
  return act(
    ctx,
    'profiles.answer',
    (tx) => findChange(tx, ctx, id),
    async (tx, { row }) => {
      const done = await work(tx, row, { answeredBy: ctx.actor?.account ?? null, answeredAt: ctx.clock() });
      const { later } = await notifyOfFacility(tx, ctx, {
        to: { role: 'institution', facility: row.facilityId },
        facilityId: row.facilityId,
        kind: 'profile_answered',
        values: { what: row.field === 'licence' ? `licence_${row.licence}` : `profile_${row.field}` },
      });
      return { ...done, before: { state: stateNow(row) }, changed: topics(row.facilityId), later };
    },
  );
}

/** The clock puts prices into force whose day has come. */
export async function applyDue(ctx: Context): Promise<{ applied: number }> {
  const due = await view(ctx, 'profiles.apply', (tx) =>
    tx
      .select({ id: profileChanges.id })
      .from(profileChanges)
      .where(
        and(
          eq(profileChanges.district, ctx.district),
          isNull(profileChanges.appliedAt),
          inArray(profileChanges.answer, ['not_needed', 'approved']),
          lte(profileChanges.holdsFromOn, today(ctx)),
        ),
      ),
  );
  let applied = 0;
  for (const { id } of due)
    await act(
      ctx,
      'profiles.apply',
      (tx) => findChange(tx, ctx, id),
      async (tx, { row }) => {
        // Withdrawn or put into force by another process meanwhile.
        if (stateNow(row) !== 'ahead' || !(await applyIfDue(tx, ctx, row))) return { result: null };
        applied += 1;
        return { result: null, after: { applied: row.after }, changed: topics(row.facilityId) };
      },
    );
  return { applied };
}

/** Tells institutions of licences that end in 60 or 30 days or have ended, each once. */
export async function tellLicences(ctx: Context): Promise<{ told: number }> {
  const near = await view(ctx, 'profiles.tell', (tx) =>
    endingBy(tx, ctx.district, addDays(today(ctx), Math.max(...TELL_DAYS))),
  );
  let told = 0;
  for (const licence of near)
    told += await act(
      ctx,
      'profiles.tell',
      async (tx) => ({ ...(await lockFacility(tx, ctx.district, licence.facilityId)), version: undefined }),
      async (tx) => {
        const mine = and(eq(licenceTellings.district, ctx.district), eq(licenceTellings.licenceId, licence.id));
        const given = await tx.select({ days: licenceTellings.days }).from(licenceTellings).where(mine);
        const days = tellingDue(
          licence.expiresOn,
          given.map((g) => g.days),
          today(ctx),
        );
        if (days === null) return { result: 0 };
        const { facilityId } = licence;
        const row = { district: ctx.district, licenceId: licence.id, days, facilityId, toldAt: ctx.clock() };
        await tx.insert(licenceTellings).values(row);
        const { later } = await notifyOfFacility(tx, ctx, {
          to: { role: 'institution', facility: facilityId },
          facilityId,
          kind: days === 0 ? 'licence_over' : 'licence_due',
          values: { licence: `licence_${licence.kind}`, on: licence.expiresOn },
        });
        return { result: 1, after: { licence: licence.id, days }, later };
      },
    );
  return { told };
}

async function* whole(bytes: Uint8Array): Bytes {
  yield bytes;
}

async function listPhotos(tx: Tx, ctx: Context, facilityId: string, photos: { id: string; caption: string }[]) {
  const by = { listedBy: ctx.actor?.account ?? null, listedAt: ctx.clock() };
  await tx.insert(photoLists).values({ district: ctx.district, id: newId(), facilityId, photos, ...by });
}

/**
 * Adds a photo at the end. Judged by its first bytes and its head before it is unfolded, then drawn anew in two sizes;
 * what was uploaded is not kept. The files are named by what is in them: should the commit fail, the next upload of the
 * same picture finds them.
 */
export async function addPhoto(
  ctx: Context,
  storage: Storage,
  facilityId: string,
  input: { bytes: Uint8Array; caption: string },
): Promise<{ photo_id: string }> {
  const { bytes, caption } = input;
  required(mayTakePicture(bytes, pictureKind(bytes) && (await pictureSize(bytes))), 'wrong_type');
  const drawn = await redraw(bytes, SIZES, MAX_PIXELS);
  const large = drawn?.[0];
  if (!drawn || !large) throw new Refusal('wrong_type', 'picture_damaged');
  return act(
    ctx,
    'profiles.photo',
    async (tx) => ({ ...(await lockFacility(tx, ctx.district, facilityId)), version: undefined }),
    async (tx) => {
      const { district } = ctx;
      const list = (await photosOf(tx, district, facilityId)).map((p) => ({ id: p.id, caption: p.caption }));
      const id = newId();
      const next = [...list, { id, caption: caption.trim() }];
      required(mayShow(next, new Set(next.map((p) => p.id))));
      const sha256 = sha256Of(large.bytes);
      for (const [i, edge] of SIZES.entries())
        await storage.put(photoKey(district, sha256, edge), whole(drawn[i]!.bytes));
      const { width, height } = large;
      const by = { addedBy: ctx.actor?.account ?? null, addedAt: ctx.clock() };
      await tx.insert(facilityPhotos).values({ district, id, facilityId, sha256, width, height, ...by });
      await listPhotos(tx, ctx, facilityId, next);
      await bump(tx, ctx, facilityId, {});
      return { result: { photo_id: id }, after: { photo: id, sha256, caption }, changed: topics(facilityId) };
    },
  );
}

/** Sets which photos are shown, in which order, with which words. What is left out is taken down; its row stays. */
export function setPhotos(
  ctx: Context,
  facilityId: string,
  photos: { id: string; caption: string }[],
): Promise<{ photos: number }> {
  return act(
    ctx,
    'profiles.photos',
    (tx) => lockFacility(tx, ctx.district, facilityId),
    async (tx) => {
      const was = await photosOf(tx, ctx.district, facilityId);
      const list = photos.map((p) => ({ id: p.id, caption: p.caption.trim() }));
      required(mayShow(list, new Set(was.map((p) => p.id))));
      await listPhotos(tx, ctx, facilityId, list);
      await bump(tx, ctx, facilityId, {});
      return {
        result: { photos: list.length },
        before: { photos: was.map((p) => p.id) },
        after: { photos: list.map((p) => p.id) },
        changed: topics(facilityId),
      };
    },
  );
}
