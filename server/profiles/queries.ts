import { and, asc, desc, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm';
import { divisions } from '../../db/schema/divisions.ts';
import { facilities } from '../../db/schema/facilities.ts';
import { facilityPhotos, licences, photoLists, profileChanges } from '../../db/schema/profiles.ts';
import { accounts } from '../../db/schema/registry.ts';
import { type FacilityRow, findFacility } from '../facilities/actions.ts';
import { loadBeds } from '../facilities/queries.ts';
import { Refusal } from '../kernel/errors.ts';
import { addDays, type Day, dayOf } from '../kernel/period.ts';
import { type Context, look, type ReadTx, view } from '../platform/context.ts';
import {
  blanks,
  type Change,
  type Group,
  type LicenceKind,
  licenceKinds,
  licenceState,
  SIZES,
  stateOf,
  type Values,
  WARN_DAYS,
} from './rules.ts';

const today = (ctx: Context) => dayOf(ctx.clock());
export type ChangeRow = typeof profileChanges.$inferSelect;
type LicenceRow = typeof licences.$inferSelect;

/** The columns of a facility as the groups of its profile. */
export function valuesOf(f: FacilityRow): { [G in Exclude<Group, 'licence'>]: Values[G] } {
  return {
    name: { name: f.name },
    place: { address: f.address, community_code: f.communityCode, lng: f.lng, lat: f.lat, accuracy_m: f.accuracyM },
    nature: { nature: f.nature },
    stars: { stars: f.stars, stars_source: f.starsSource, stars_year: f.starsYear },
    designation: {
      medical_insurance: f.medicalInsurance,
      long_term_care_insurance: f.longTermCareInsurance,
      consumption_coupon: f.consumptionCoupon,
    },
    filing: { filed_on: f.filedOn },
    fees: {
      care_fee_min_fen: f.careFeeMinFen,
      care_fee_max_fen: f.careFeeMaxFen,
      meal_fee_fen: f.mealFeeFen,
      meal_fee_max_fen: f.mealFeeMaxFen,
      deposit_fen: f.depositFen,
      deposit_max_fen: f.depositMaxFen,
      // jsonb sorts the names of an object its own way
      other_fees: f.otherFees?.map(({ name, min_fen, max_fen, unit }) => ({ name, min_fen, max_fen, unit })) ?? null,
    },
    contact: {
      phone: f.phone,
      opening_hours: f.openingHours,
      visiting_hours: f.visitingHours,
      directions: f.directions,
    },
    introduction: { introduction: f.introduction },
    services: { services: f.services, dementia_unit: f.dementiaUnit },
    staff: {
      carers: f.carers,
      certified_carers: f.certifiedCarers,
      nurses: f.nurses,
      doctors: f.doctors,
      social_workers: f.socialWorkers,
      other_staff: f.otherStaff,
    },
  };
}

/** The licences that hold: the latest row of each kind, unless it says that there is none any more. */
export async function licencesOf(tx: ReadTx, district: string, facility: string | null): Promise<LicenceRow[]> {
  const rows = await tx
    .select()
    .from(licences)
    .where(
      and(
        eq(licences.district, district),
        facility ? eq(licences.facilityId, facility) : undefined,
        sql`not exists (select 1 from licences newer where newer.district = ${licences.district}
          and newer.facility_id = ${licences.facilityId} and newer.kind = ${licences.kind} and newer.id > ${licences.id})`,
      ),
    );
  const order = (kind: string) => licenceKinds.indexOf(kind as LicenceKind);
  return rows.filter((l) => l.number !== null).sort((a, b) => order(a.kind) - order(b.kind));
}

export type Asked = Change & { licence: LicenceKind | null; holds_from_on: Day | null; note: string | null };

/** What the profile says now of what is asked for. */
export async function valuesBefore(tx: ReadTx, facility: FacilityRow, asked: Asked): Promise<Change> {
  if (asked.group !== 'licence') return { group: asked.group, values: valuesOf(facility)[asked.group] } as Change;
  const held = (await licencesOf(tx, facility.district, facility.id)).find((l) => l.kind === asked.licence);
  return {
    group: 'licence',
    values: {
      number: held?.number ?? null,
      issued_on: held?.issuedOn ?? null,
      expires_on: held?.expiresOn ?? null,
    },
  };
}

/** Where the community named for a move lies; null when there is none of that code. */
export async function communityOf(tx: ReadTx, district: string, asked: Asked) {
  if (asked.group !== 'place') return null;
  const [row] = await tx
    .select({ lng: divisions.lng, lat: divisions.lat })
    .from(divisions)
    .where(
      and(
        eq(divisions.district, district),
        eq(divisions.code, asked.values.community_code),
        eq(divisions.level, 'community'),
        isNull(divisions.endedOn),
      ),
    );
  return row && row.lng !== null && row.lat !== null ? { lng: row.lng, lat: row.lat } : null;
}

/** What is shown of a photo: its address by size, and its words. */
export type ShownPhoto = { id: string; sha256: string; width: number; height: number; caption: string };

/** The latest list of a facility's photos, in order. */
export async function photosOf(tx: ReadTx, district: string, facility: string): Promise<ShownPhoto[]> {
  const [list] = await tx
    .select({ photos: photoLists.photos })
    .from(photoLists)
    .where(and(eq(photoLists.district, district), eq(photoLists.facilityId, facility)))
    .orderBy(desc(photoLists.id))
    .limit(1);
  if (!list?.photos.length) return [];
  const files = await tx
    .select()
    .from(facilityPhotos)
    .where(
      and(
        eq(facilityPhotos.district, district),
        inArray(
          facilityPhotos.id,
          list.photos.map((p) => p.id),
        ),
      ),
    );
  const byId = new Map(files.map((f) => [f.id, f]));
  return list.photos.flatMap(({ id, caption }) => {
    const file = byId.get(id);
    return file ? [{ id, caption, sha256: file.sha256, width: file.width, height: file.height }] : [];
  });
}

export const photoKey = (district: string, sha256: string, edge: number) => `${district}/photos/${sha256}-${edge}`;
export const photoUrl = (photo: { sha256: string }, edge: (typeof SIZES)[number]) =>
  `/api/v1/photos/${photo.sha256}-${edge}.jpg`;

const showPhoto = (p: ShownPhoto) => ({
  id: p.id,
  caption: p.caption,
  width: p.width,
  height: p.height,
  url: photoUrl(p, 1600),
  thumb_url: photoUrl(p, 480),
});

/** Of a profile what everybody may read: approved values only, and of licences neither number nor paper. */
export async function publicProfile(tx: ReadTx, district: string, facility: FacilityRow) {
  const { stars, fees, contact, introduction, staff } = valuesOf(facility);
  const [held, photos] = await Promise.all([
    licencesOf(tx, district, facility.id),
    photosOf(tx, district, facility.id),
  ]);
  return {
    stars_year: stars.stars_year,
    meal_fee_max_fen: fees.meal_fee_max_fen,
    deposit_max_fen: fees.deposit_max_fen,
    other_fees: fees.other_fees,
    opening_hours: contact.opening_hours,
    visiting_hours: contact.visiting_hours,
    directions: contact.directions,
    ...introduction,
    staff,
    licences: held.map((l) => ({ kind: l.kind as LicenceKind, expires_on: l.expiresOn })),
    photos: photos.map(showPhoto),
  };
}

const showChange = (c: ChangeRow, asked: string | null, answered: string | null) => ({
  id: c.id,
  facility_id: c.facilityId,
  group: c.field as Group,
  licence: c.licence as LicenceKind | null,
  before: c.before,
  after: c.after,
  note: c.note,
  asked_by: asked,
  asked_at: c.askedAt.toISOString(),
  needs_approval: c.needsApproval,
  holds_from_on: c.holdsFromOn,
  state: stateOf({ answer: c.answer, applied: c.appliedAt !== null }),
  answered_by: answered,
  answered_at: c.answeredAt?.toISOString() ?? null,
  answer_reason: c.answerReason,
});

const nameOf = (column: typeof profileChanges.askedBy | typeof profileChanges.answeredBy) =>
  sql<string | null>`(select display_name from ${accounts} where ${accounts.id} = ${column})`;

async function changesOf(tx: ReadTx, district: string, which: SQL | undefined, order: SQL[], limit: number) {
  const rows = await tx
    .select({
      change: profileChanges,
      asked: nameOf(profileChanges.askedBy),
      answered: nameOf(profileChanges.answeredBy),
    })
    .from(profileChanges)
    .where(and(eq(profileChanges.district, district), which))
    .orderBy(...order)
    .limit(limit);
  return rows.map((r) => showChange(r.change, r.asked, r.answered));
}

const HISTORY = 200;

/** The whole profile for those who keep or watch it: values, licences, photos, what is open, what has been, what is blank. */
export function readProfile(ctx: Context, id: string) {
  return look(ctx, 'profiles.read', async (tx) => {
    const subject = await findFacility(tx, ctx.district, id);
    const [held, photos, changes, { beds }, places] = await Promise.all([
      licencesOf(tx, ctx.district, id),
      photosOf(tx, ctx.district, id),
      changesOf(tx, ctx.district, eq(profileChanges.facilityId, id), [desc(profileChanges.id)], HISTORY),
      loadBeds(tx, ctx.district, { facility: id }, today(ctx)),
      tx
        .select({ code: divisions.code, name: divisions.name })
        .from(divisions)
        .where(
          and(
            eq(divisions.district, ctx.district),
            inArray(divisions.code, [subject.row.streetCode, subject.row.communityCode]),
          ),
        ),
    ]);
    const filed = beds.filter((b) => b.retiredOn === null);
    const fees = filed.flatMap((b) => (b.feeFen === null ? [] : [b.feeFen]));
    const values = valuesOf(subject.row);
    return {
      ...subject,
      row: {
        facility: { id, name: subject.row.name, kind: subject.row.kind },
        version: subject.row.version,
        values,
        /** counted from the beds, kept where the beds are kept */
        derived: {
          levels: [...new Set(filed.flatMap((b) => [b.levelMin, b.levelMax]))].sort(),
          bed_fee_min_fen: fees.length ? Math.min(...fees) : null,
          bed_fee_max_fen: fees.length ? Math.max(...fees) : null,
          beds: filed.length,
          beds_without_fee: filed.length - fees.length,
          street: places.find((p) => p.code === subject.row.streetCode)?.name ?? null,
          community: places.find((p) => p.code === subject.row.communityCode)?.name ?? null,
        },
        licences: held.map((l) => ({
          kind: l.kind as LicenceKind,
          number: l.number,
          issued_on: l.issuedOn,
          expires_on: l.expiresOn,
          state: licenceState(l.expiresOn, today(ctx)),
        })),
        photos: photos.map(showPhoto),
        blanks: [
          ...blanks(values),
          ...licenceKinds.filter((k) => !held.some((l) => l.kind === k)).map((k) => `licence_${k}`),
        ],
        changes,
      },
    };
  });
}

/** Changes of the district: those that wait for an answer, oldest first, or those answered, latest first. */
export function listChanges(ctx: Context, { waiting, limit }: { waiting: boolean; limit: number }) {
  return look(ctx, 'profiles.changes', async (tx) => {
    const { district } = ctx;
    const rows = waiting
      ? await changesOf(
          tx,
          district,
          isNull(profileChanges.answer),
          [asc(profileChanges.askedAt), asc(profileChanges.id)],
          limit,
        )
      : await changesOf(
          tx,
          district,
          inArray(profileChanges.answer, ['approved', 'refused']),
          [desc(profileChanges.answeredAt), desc(profileChanges.id)],
          limit,
        );
    const names = await namesOf(
      tx,
      district,
      rows.map((r) => r.facility_id),
    );
    return {
      district,
      type: 'profile_changes',
      id: null,
      row: rows.map((r) => ({ ...r, facility: names.get(r.facility_id) ?? '' })),
    };
  });
}

async function namesOf(tx: ReadTx, district: string, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ id: facilities.id, name: facilities.name })
    .from(facilities)
    .where(and(eq(facilities.district, district), inArray(facilities.id, [...new Set(ids)])));
  return new Map(rows.map((r) => [r.id, r.name]));
}

/** Licences of the district that have ended or end within 60 days, the earliest first. */
export function listLicences(ctx: Context) {
  return view(ctx, 'profiles.licences', async (tx) => {
    const near = (await endingBy(tx, ctx.district, addDays(today(ctx), WARN_DAYS))).sort((a, b) =>
      a.expiresOn < b.expiresOn ? -1 : 1,
    );
    const names = await namesOf(
      tx,
      ctx.district,
      near.map((l) => l.facilityId),
    );
    return near.map((l) => ({
      id: l.id,
      facility_id: l.facilityId,
      facility: names.get(l.facilityId) ?? '',
      kind: l.kind as LicenceKind,
      number: l.number,
      expires_on: l.expiresOn,
      state: licenceState(l.expiresOn, today(ctx)),
    }));
  });
}

/** The licences that hold and end on or before a day. */
export async function endingBy(tx: ReadTx, district: string, day: Day): Promise<(LicenceRow & { expiresOn: Day })[]> {
  const held = await licencesOf(tx, district, null);
  return held.flatMap((l) => (l.expiresOn !== null && l.expiresOn <= day ? [{ ...l, expiresOn: l.expiresOn }] : []));
}

const NAME = /^([0-9a-f]{64})-(\d+)\.jpg$/;
/** The store's key of a photo that is shown somewhere now; one that was taken down is not handed out any more. */
export function findPhoto(ctx: Context, name: string): Promise<string> {
  return view(ctx, 'facilities.read', async (tx) => {
    const [, sha256 = '', edge = ''] = NAME.exec(name) ?? [];
    const files = sha256
      ? await tx
          .select()
          .from(facilityPhotos)
          .where(and(eq(facilityPhotos.district, ctx.district), eq(facilityPhotos.sha256, sha256)))
      : [];
    const known = SIZES.find((s) => String(s) === edge);
    for (const file of known ? files : []) {
      const shown = await photosOf(tx, ctx.district, file.facilityId);
      if (shown.some((p) => p.id === file.id)) return photoKey(ctx.district, sha256, Number(edge));
    }
    throw new Refusal('not_found', 'not_found');
  });
}
