import { Readable } from 'node:stream';
import { z } from '@hono/zod-openapi';
import { Refusal } from '../kernel/errors.ts';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { At, Day, Fen, Flag, Id, idParam, kinds, Reason, Text } from '../platform/shapes.ts';
import { addPhoto, approveChange, askChange, refuseChange, setPhotos, withdrawChange } from './actions.ts';
import { findPhoto, listChanges, listLicences, readProfile } from './queries.ts';
import { groups, licenceKinds, MAX_PHOTOS } from './rules.ts';

const tags = ['profiles'];
const n = z.number().int();
const Said = (max: number) =>
  Text(max)
    .transform((s) => s.trim() || null)
    .nullable()
    .openapi({ type: 'string' });
const Price = Fen.min(0).max(100_000_000).nullable();
const People = n.min(0).max(10_000).nullable();
const OtherFee = z
  .strictObject({
    name: Text(30).refine((s) => s.trim().length > 0, 'must not be empty'),
    min_fen: Fen.min(0).max(100_000_000),
    max_fen: Price,
    unit: Text(20).refine((s) => s.trim().length > 0, 'must not be empty'),
  })
  .openapi('OtherFee', { description: 'unit: what one pays it for, e.g. 次, 天, 月' });
const Licence = z.enum(licenceKinds);

const shapes = {
  name: z.strictObject({
    name: Text(60)
      .transform((s) => s.trim())
      .openapi({ type: 'string' }),
  }),
  place: z.strictObject({
    address: Said(120),
    community_code: z.string().regex(/^\d{12}$/, 'twelve digits'),
    lng: z.number().min(-180).max(180),
    lat: z.number().min(-90).max(90),
    accuracy_m: n.min(1).max(20_000),
  }),
  nature: z.strictObject({ nature: z.enum(['public', 'private', 'public_private']).nullable() }),
  stars: z.strictObject({
    stars: n.min(1).max(5).nullable(),
    stars_source: Said(100),
    stars_year: n.min(1900).max(2200).nullable(),
  }),
  designation: z.strictObject({
    medical_insurance: z.boolean().nullable(),
    long_term_care_insurance: z.boolean().nullable(),
    consumption_coupon: z.boolean().nullable(),
  }),
  filing: z.strictObject({ filed_on: Day.nullable() }),
  fees: z.strictObject({
    care_fee_min_fen: Price,
    care_fee_max_fen: Price,
    meal_fee_fen: Price,
    meal_fee_max_fen: Price,
    deposit_fen: Price,
    deposit_max_fen: Price,
    other_fees: z.array(OtherFee).max(20).nullable(),
  }),
  contact: z.strictObject({
    phone: Said(30),
    opening_hours: Said(120),
    visiting_hours: Said(120),
    directions: Said(300),
  }),
  introduction: z.strictObject({ introduction: Said(2000) }),
  services: z.strictObject({
    services: z
      .array(Text(20).refine((s) => s.trim().length > 0, 'must not be empty'))
      .max(30)
      .nullable(),
    dementia_unit: z.boolean().nullable(),
  }),
  staff: z.strictObject({
    carers: People,
    certified_carers: People,
    nurses: People,
    doctors: People,
    social_workers: People,
    other_staff: People,
  }),
  licence: z.strictObject({ number: Said(60), issued_on: Day.nullable(), expires_on: Day.nullable() }),
};
const asking = {
  holds_from_on: Day.nullable().default(null).openapi({ description: 'Fees only: a day ahead; today when left out' }),
  note: Text(300).nullable().default(null),
};
const none = z.null().default(null);
const ask = <G extends keyof typeof shapes>(group: G) =>
  z.strictObject({ group: z.literal(group), values: shapes[group], licence: none, ...asking });
const Ask = z
  .discriminatedUnion('group', [
    ask('name'),
    ask('place'),
    ask('nature'),
    ask('stars'),
    ask('designation'),
    ask('filing'),
    ask('fees'),
    ask('contact'),
    ask('introduction'),
    ask('services'),
    ask('staff'),
    z.strictObject({ group: z.literal('licence'), values: shapes.licence, licence: Licence, ...asking }),
  ])
  .openapi('ProfileChangeAsked', { description: 'All values of the group; null is 未填报' });

const State = z.enum(['waiting', 'ahead', 'in_force', 'refused', 'withdrawn']);
const Change = z
  .object({
    id: Id,
    facility_id: Id,
    group: z.enum(groups),
    licence: Licence.nullable(),
    before: z.record(z.string(), z.unknown()),
    after: z.record(z.string(), z.unknown()),
    note: z.string().nullable(),
    asked_by: z.string().nullable(),
    asked_at: At,
    needs_approval: z.boolean(),
    holds_from_on: Day,
    state: State,
    answered_by: z.string().nullable(),
    answered_at: At.nullable(),
    answer_reason: z.string().nullable(),
  })
  .openapi('ProfileChange', { description: 'ahead: approved or needing no approval, in force from holds_from_on' });
const Validity = z.enum(['no_end', 'valid', 'soon', 'expired']);
const Photo = z
  .object({ id: Id, caption: z.string(), width: n, height: n, url: z.string(), thumb_url: z.string() })
  .openapi('FacilityPhoto');
const Profile = z
  .object({
    facility: z.object({ id: Id, name: z.string(), kind: z.enum(kinds) }),
    version: n,
    values: z.object({
      name: shapes.name,
      place: shapes.place,
      nature: shapes.nature,
      stars: shapes.stars,
      designation: shapes.designation,
      filing: shapes.filing,
      fees: shapes.fees,
      contact: shapes.contact,
      introduction: shapes.introduction,
      services: shapes.services,
      staff: shapes.staff,
    }),
    derived: z.object({
      levels: z.array(n),
      bed_fee_min_fen: Fen.nullable(),
      bed_fee_max_fen: Fen.nullable(),
      beds: n,
      beds_without_fee: n,
      street: z.string().nullable(),
      community: z.string().nullable(),
    }),
    licences: z.array(
      z.object({
        kind: Licence,
        number: z.string().nullable(),
        issued_on: Day.nullable(),
        expires_on: Day.nullable(),
        state: Validity,
      }),
    ),
    photos: z.array(Photo),
    blanks: z.array(z.string()),
    changes: z.array(Change),
  })
  .openapi('Profile');

const Caption = Text(80).refine((s) => s.trim().length > 0, { params: { reason: { code: 'photo_caption' } } });
const Upload = z.object({
  caption: Caption,
  file: z.instanceof(File).openapi({ type: 'string', format: 'binary' }),
});

export const profileRoutes = router()
  .openapi(
    door('profiles.read', {
      method: 'get',
      path: '/facilities/{id}/profile',
      tags,
      summary:
        'What an institution says of itself, what is under way and what has been, for those who keep or watch it',
      request: { params: idParam },
      responses: { 200: json(Profile, 'null is 未填报; changes latest first, at most 200') },
    }),
    async (c) => c.json(await readProfile(contextOf(c), c.req.valid('param').id), 200),
  )
  .openapi(
    door('profiles.change', {
      method: 'post',
      path: '/facilities/{id}/profile',
      tags,
      summary: 'Say something else; what the bureau has to approve waits, the rest is in force at once or on its day',
      request: { params: idParam, body: body(Ask) },
      responses: { 201: json(z.object({ change_id: Id, state: State, version: n }), 'Asked, or in force') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await askChange(contextOf(c, input), c.req.valid('param').id, input), 201);
    },
  )
  .openapi(
    door('profiles.withdraw', {
      method: 'post',
      path: '/profile-changes/{id}/withdraw',
      tags,
      summary: 'Take a change back that waits, or is to hold from a day ahead',
      request: { params: idParam },
      responses: { 200: json(z.object({ state: z.literal('withdrawn') }), 'Withdrawn') },
    }),
    async (c) => c.json(await withdrawChange(contextOf(c), c.req.valid('param').id), 200),
  )
  .openapi(
    door('profiles.answer', {
      method: 'post',
      path: '/profile-changes/{id}/approve',
      tags,
      summary: 'The bureau approves a change',
      request: { params: idParam, body: body(z.strictObject({ note: Text(500).nullable().default(null) })) },
      responses: { 200: json(z.object({ state: z.enum(['in_force', 'ahead']) }), 'Approved') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await approveChange(contextOf(c, input), c.req.valid('param').id, input.note), 200);
    },
  )
  .openapi(
    door('profiles.answer', {
      method: 'post',
      path: '/profile-changes/{id}/refuse',
      tags,
      summary: 'The bureau sends a change back, with a reason',
      request: { params: idParam, body: body(z.strictObject({ reason: Reason })) },
      responses: { 200: json(z.object({ state: z.literal('refused') }), 'Refused; the profile stays as it was') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await refuseChange(contextOf(c, input), c.req.valid('param').id, input.reason), 200);
    },
  )
  .openapi(
    door('profiles.changes', {
      method: 'get',
      path: '/profile-changes',
      tags,
      summary: 'Changes that wait for the bureau, or those it has answered',
      request: {
        query: z.object({
          waiting: Flag.default(true),
          limit: z.coerce.number().int().min(1).max(500).default(200),
        }),
      },
      responses: {
        200: json(
          z.object({ changes: z.array(Change.extend({ facility: z.string() })) }),
          'Waiting: oldest first; answered: latest first',
        ),
      },
    }),
    async (c) => c.json({ changes: await listChanges(contextOf(c), c.req.valid('query')) }, 200),
  )
  .openapi(
    door('profiles.licences', {
      method: 'get',
      path: '/licences/ending',
      tags,
      summary: 'Licences of the district that have ended or end within 60 days',
      responses: {
        200: json(
          z.object({
            licences: z.array(
              z.object({
                id: Id,
                facility_id: Id,
                facility: z.string(),
                kind: Licence,
                number: z.string().nullable(),
                expires_on: Day,
                state: Validity,
              }),
            ),
          }),
          'The earliest first',
        ),
      },
    }),
    async (c) => c.json({ licences: await listLicences(contextOf(c)) }, 200),
  )
  .openapi(
    door('profiles.photo', {
      method: 'post',
      path: '/facilities/{id}/photos',
      tags,
      summary: 'Add a photo: JPEG, PNG or WebP up to 20 MB, drawn anew in two sizes without place, time or camera',
      request: { params: idParam, body: { required: true, content: { 'multipart/form-data': { schema: Upload } } } },
      responses: { 201: json(z.object({ photo_id: Id }), 'Shown at once, at the end of the list') },
    }),
    async (c) => {
      const { file, caption } = c.req.valid('form');
      const bytes = new Uint8Array(await file.arrayBuffer());
      const ctx = contextOf(c, { caption, size: file.size });
      return c.json(await addPhoto(ctx, c.get('services').storage, c.req.valid('param').id, { bytes, caption }), 201);
    },
  )
  .openapi(
    door('profiles.photos', {
      method: 'put',
      path: '/facilities/{id}/photos',
      tags,
      summary: 'Set order and words of the photos; one that is left out is taken down',
      request: {
        params: idParam,
        body: body(z.strictObject({ photos: z.array(z.strictObject({ id: Id, caption: Caption })).max(MAX_PHOTOS) })),
      },
      responses: { 200: json(z.object({ photos: n }), 'So many are shown') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await setPhotos(contextOf(c, input), c.req.valid('param').id, input.photos), 200);
    },
  )
  .openapi(
    door('facilities.read', {
      method: 'get',
      path: '/photos/{name}',
      tags: ['facilities'],
      summary: 'A photo of a facility, named by what is in it',
      request: { params: z.object({ name: z.string().max(80) }) },
      responses: {
        200: { description: 'JPEG', content: { 'image/jpeg': { schema: z.string().openapi({ format: 'binary' }) } } },
      },
    }),
    async (c) => {
      const key = await findPhoto(contextOf(c), c.req.valid('param').name);
      const bytes = await c.get('services').storage.get(key);
      if (!bytes) throw new Refusal('not_found', 'not_found');
      return c.body(Readable.toWeb(Readable.from(bytes)) as ReadableStream, 200, {
        'content-type': 'image/jpeg',
        'cache-control': 'public, max-age=31536000, immutable',
        'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
      });
    },
  );
