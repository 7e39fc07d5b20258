import { z } from '@hono/zod-openapi';
import type { Reason as ReasonGiven } from '../kernel/errors.ts';
import { say } from '../kernel/messages.ts';
import { checkName } from '../kernel/names.ts';
import { isDay } from '../kernel/period.ts';

/** Shapes that several slices' routes share. */
export const Id = z.uuid().openapi({ example: '019315ab-2c3d-7e4f-8a9b-0c1d2e3f4a5b' });
export const Day = z
  .string()
  .refine(isDay, 'not a calendar day YYYY-MM-DD')
  .openapi({ format: 'date', example: '2026-10-12' });
export const Quarter = z
  .string()
  .regex(/^2\d{3}-Q[1-4]$/)
  .openapi({ example: '2026-Q3' });
export const At = z.string().openapi({ format: 'date-time' });
export const Fen = z.number().int();
/** Free text: anything people write, without control characters other than line breaks. */
export const Text = (max: number) =>
  z
    .string()
    .max(max)
    .refine((s) => !/[^\P{Cc}\n\r\t]/u.test(s), 'contains control characters');
/** How someone is called on screen. */
export const PersonName = Text(200)
  .transform((s) => s.trim())
  .superRefine((s, about) => {
    const reason = checkName(s);
    if (reason) about.addIssue({ code: 'custom', params: { reason: { code: reason.code } } });
  })
  .openapi({ type: 'string' });
export const Reason = Text(500).refine((s) => s.trim().length > 0, 'must not be empty');
export const idParam = z.object({ id: Id });
export const Finding = z
  .object({
    code: z.string(),
    message_zh: z.string(),
    message_en: z.string(),
    values: z.record(z.string(), z.unknown()).optional(),
  })
  .openapi('Finding');
export const finding = ({ code, values }: ReasonGiven): z.infer<typeof Finding> => ({
  code,
  message_zh: say('zh', code, values),
  message_en: say('en', code, values),
  ...(values ? { values } : {}),
});
/** Who pays what of a month (entitlements/rules): sums are null where the price is 未填报. */
export const Quote = z
  .object({
    fee_fen: Fen.nullable(),
    government_fen: Fen.nullable(),
    family_fen: Fen.nullable(),
    cash_fen: Fen.openapi({ description: 'to the person in cash besides; not part of the price' }),
    lines: z.array(
      z.object({
        scheme: z.string(),
        applies: z.enum(['yes', 'no', 'unknown']),
        pays: z.enum(['provider', 'person']),
        amount_fen: Fen.nullable(),
        days: z.number().int(),
        how: Finding.nullable(),
        reasons: z.array(Finding),
        doc_no: z.string().nullable(),
        example: z.boolean(),
      }),
    ),
  })
  .openapi('Quote');
/** A line as the API tells it: with its reasons as sentences. */
export const toldLine = <T extends { how: ReasonGiven | null; reasons: ReasonGiven[] }>(line: T) => ({
  ...line,
  how: line.how && finding(line.how),
  reasons: line.reasons.map(finding),
});
export const Figure = z
  .object({ num: z.number().int().nullable(), of: z.number().int().nullable(), points: z.number().int().nullable() })
  .openapi('ScoreFigure', {
    description: 'num of `of`; points in tenths of 100. Null: no data, or too little for points',
  });
export const GradeCode = z
  .enum(['a', 'b', 'c', 'd'])
  .openapi({ description: 'from the best: 优秀, 良好, 合格, 不合格' });
/** A facility's grade as made public. */
export const PublicGrade = z
  .object({
    facility_id: Id,
    quarter: Quarter,
    grade: GradeCode.nullable(),
    score_tenths: z.number().int().nullable(),
    figures: z.record(z.string(), Figure.nullable()).openapi({ description: 'null: too few ratings to be told' }),
    published_at: At,
  })
  .openapi('PublicGrade');
export const kinds = ['nursing_home', 'community_point', 'day_care', 'medical_point'] as const;
export const bedKinds = ['residential', 'nursing', 'day', 'home'] as const;
/** A comma-separated list from a query string. */
export const listOf = <T extends string>(values: readonly [T, ...T[]]) =>
  z
    .string()
    .max(200)
    .transform((s) => [...new Set(s.split(',').filter(Boolean))])
    .pipe(z.array(z.enum(values)));
export const Flag = z.enum(['true', 'false']).transform((v) => v === 'true');

/** Where a request lies after a step (requests/rules `At`). */
export const RequestStep = z
  .object({ version: z.number().int(), level: z.string(), status: z.string() })
  .openapi('RequestStep');

const Element = Text(4000);
/** What a version of a contract says (contracts/rules `Terms`); periods are half-open. */
export const ContractTerms = z
  .strictObject({
    title: Text(80),
    start: Day,
    end: Day,
    elements: z.strictObject({
      content: Element,
      term: Element,
      quantity: Element,
      quality: Element,
      price: Element,
      settlement: Element,
      rights: Element,
      breach: Element,
    }),
    long_term: z
      .strictObject({
        stable_content: z.boolean(),
        continuous: z.boolean(),
        stable_funds: z.boolean(),
        stable_price: z.boolean(),
      })
      .nullable(),
    budgets: z.array(z.strictObject({ line_id: Id, amount_fen: Fen.min(0).max(1e13) })).max(20),
    lots: z
      .array(
        z.strictObject({
          id: Id.nullable().openapi({ description: 'null: a new lot; another contract’s id counts as new' }),
          facility_id: Id,
          service_class: z.enum(bedKinds),
          catalogue_code: Text(20),
          unit: z.enum(['bed_month', 'place_month', 'hour']),
          bought: z.number().int().min(0).max(10_000),
          quantity: z.number().int().min(0).max(10_000_000),
          unit_price_fen: Fen.min(0).max(100_000_000),
          start: Day,
          end: Day,
        }),
      )
      .max(300),
    holdback_percent: z.number().int().min(0).max(100).nullable().optional().openapi({
      description: 'per cent of every payment that follows the grade, 10–20; null or absent: none',
    }),
  })
  .openapi('ContractTerms');

/** What somebody agreed to: the version of the words they read, and each purpose. */
export const Given = z
  .strictObject({
    wording: z.string().max(20),
    list: z
      .array(
        z.strictObject({
          purpose: z.enum(['apply', 'share_with_home', 'publicity', 'bank_account', 'messages']),
          facility_id: Id.nullable().default(null).openapi({ description: 'of share_with_home: which home' }),
        }),
      )
      .max(20),
    relation: z
      .enum(['self', 'spouse', 'child', 'relative', 'neighbour', 'guardian'])
      .nullable()
      .default(null)
      .openapi({
        description: 'at the counter: what whoever agreed is to the person',
      }),
    channel: z.enum(['desk', 'paper']).optional(),
    document_id: Id.nullable().default(null).openapi({ description: 'the signed paper in the library' }),
  })
  .openapi('GivenConsents');

/** What a list of facilities and the map of it may be narrowed by. */
export const facilityFilters = {
  kinds: listOf(kinds).optional(),
  level: z.coerce.number().int().min(0).max(4).optional(),
  sex: z.enum(['male', 'female']).optional(),
  dementia: Flag.optional(),
  has_bed: Flag.optional(),
  text: z.string().max(60).optional(),
  contract: Flag.optional(),
  medical_insurance: Flag.optional(),
  long_term_care_insurance: Flag.optional(),
  consumption_coupon: Flag.optional(),
  price_max_fen: z.coerce.number().int().min(0).max(100_000_000).optional(),
  stars_min: z.coerce.number().int().min(1).max(5).optional(),
};

/** The same as the search names them; list and map cannot come to ask for different things. */
export const filtersOf = (q: z.infer<z.ZodObject<typeof facilityFilters>>) => ({
  kinds: q.kinds,
  sex: q.sex,
  level: q.level,
  dementia: q.dementia,
  hasBed: q.has_bed,
  text: q.text,
  medicalInsurance: q.medical_insurance,
  longTermCareInsurance: q.long_term_care_insurance,
  consumptionCoupon: q.consumption_coupon,
  priceMaxFen: q.price_max_fen,
  starsMin: q.stars_min,
  contract: q.contract,
});
