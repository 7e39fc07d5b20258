import { z } from '@hono/zod-openapi';
import type { Reason as Finding } from '../kernel/errors.ts';
import { say } from '../kernel/messages.ts';
import { body, contextOf, door, json, router } from '../platform/http.ts';
import { At, bedKinds, Day, Finding as FindingShape, Id, idParam, Reason, Text } from '../platform/shapes.ts';
import { cancelRound, decideProposals, openRound, publishRound, runRound } from './actions.ts';
import { listRounds, readRound, storedRun } from './queries.ts';
import { roundStates, spoken } from './rules.ts';

const count = z.number().int().nonnegative();
const Km = z.number().nullable();
const track = z.enum(['A', 'B', 'C', 'D']);
const Digest = z.string().openapi({ description: 'SHA-256, hex' });
const reserve = z.enum(['kept', 'released']);
const PerTrack = z.object({ people: count, placed: count });
const Side = z.object({
  people: count,
  placed: count,
  first_choice: count,
  mean_km: Km,
  by_track: z.object({ A: PerTrack, B: PerTrack, C: PerTrack, D: PerTrack }),
});
const Summary = Side.extend({
  units: count,
  apart: count,
  beds: count,
  used: count,
  openings: count,
  passes: count,
  facilities: z.array(
    z.object({
      id: Id,
      placed: count,
      last: z.object({ track, level: z.number().int().nullable(), points: z.number().int().nullable() }).nullable(),
    }),
  ),
}).openapi('RoundSummary', {
  description: 'Figures of a run; `last` is the key of the last person placed at a facility, without the person',
});
const Parameters = z.object({ horizon_days: count, radius_km: z.number().int().nullable(), reserve });
const Round = z
  .object({
    id: Id,
    round_no: z.string(),
    name: z.string(),
    state: z.enum(roundStates),
    services: z.array(z.enum(bedKinds)),
    rule_version: z.string(),
    parameters: Parameters,
    opened_at: At,
    ran_at: At.nullable(),
    published_at: At.nullable(),
    cancelled_at: At.nullable(),
    cancel_reason: z.string().nullable(),
    clean: z.boolean().nullable().openapi({ description: "the independent checker's word" }),
    seed_digest: Digest,
    seed: z.string().nullable().openapi({ description: 'revealed by the run; its SHA-256 is seed_digest' }),
    snapshot_digest: Digest.nullable(),
    outcome_digest: Digest.nullable(),
    summary: Summary.nullable(),
    version: z.number().int(),
  })
  .openapi('Round');
const Key = z.object({
  track,
  level: z.number().int(),
  points: z.number().int(),
  queued_at: At,
  receipt_no: z.string(),
});
const Proposal = z
  .object({
    id: Id,
    turn: z.number().int(),
    application_id: Id,
    applicant_id: Id,
    receipt_no: z.string(),
    name: z.string(),
    sex: z.enum(['male', 'female']),
    key: Key.nullable(),
    lottery: z.string().nullable(),
    couple: z.boolean(),
    facility_id: Id,
    facility: z.string(),
    room_no: z.string(),
    bed_id: Id,
    bed_no: z.string(),
    pool: z.enum(['reserve', 'subsidised', 'market']),
    choice: z.number().int().positive(),
    distance_km: Km,
    free_on: Day.nullable(),
    decision: z.enum(['approved', 'struck']).nullable(),
    strike_reason: z.string().nullable(),
    offer_id: Id.nullable(),
    problem: z.array(FindingShape).nullable(),
  })
  .openapi('Proposal');
const Verdict = z
  .object({ clean: z.boolean(), findings: z.array(FindingShape), counts: z.record(z.string(), z.number()) })
  .openapi('RoundVerdict');

const tell = (reason: Finding): z.infer<typeof FindingShape> => {
  const { code, values } = spoken(reason);
  return {
    code,
    message_zh: say('zh', code, values),
    message_en: say('en', code, values),
    ...(values ? { values } : {}),
  };
};
type Checked = { clean: boolean; findings: Finding[]; counts: Record<string, number> };
const showVerdict = (v: Checked) => ({ ...v, findings: v.findings.map(tell) });

export const roundRoutes = router()
  .openapi(
    door('rounds.open', {
      method: 'post',
      path: '/rounds',
      tags: ['rounds'],
      summary: 'Open a round over services: its tie-breaking seed is drawn and sealed, its digest public at once',
      request: {
        body: body(
          z.strictObject({
            name: Text(80).refine((s) => s.trim().length > 0, 'must not be empty'),
            services: z.array(z.enum(bedKinds)).min(1).max(4),
            horizon_days: z.number().int().min(0).max(60).default(0),
            radius_km: z.number().int().min(1).max(100).nullable().default(null).openapi({
              description: 'nobody is placed farther away than this unless by name; null: as each person said',
            }),
            reserve: reserve.default('kept'),
          }),
        ),
      },
      responses: { 201: json(z.object({ id: Id, round_no: z.string(), seed_digest: Digest }), 'Opened') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await openRound(contextOf(c, input), c.get('services').vault, input), 201);
    },
  )
  .openapi(
    door('rounds.list', {
      method: 'get',
      path: '/rounds',
      tags: ['rounds'],
      summary: 'Rounds with their states, figures and digests, newest first',
      responses: { 200: json(z.object({ rounds: z.array(Round) }), 'At most a hundred') },
    }),
    async (c) => c.json({ rounds: await listRounds(contextOf(c)) }, 200),
  )
  .openapi(
    door('rounds.read', {
      method: 'get',
      path: '/rounds/{id}',
      tags: ['rounds'],
      summary: 'One round with its verdict and every proposal in order',
      request: { params: idParam },
      responses: {
        200: json(
          z.object({
            round: Round,
            verdict: Verdict.nullable(),
            proposals: z.array(Proposal),
            rule_versions: z.array(z.string()).openapi({ description: 'rule sets a round may be compared under' }),
          }),
          'The round',
        ),
      },
    }),
    async (c) => {
      const { round, verdict, proposals, rule_versions } = await readRound(contextOf(c), c.req.valid('param').id);
      return c.json(
        {
          round,
          rule_versions,
          verdict: verdict ? showVerdict(verdict as Checked) : null,
          proposals: proposals.map((p) => ({ ...p, problem: (p.problem as Finding[] | null)?.map(tell) ?? null })),
        },
        200,
      );
    },
  )
  .openapi(
    door('rounds.run', {
      method: 'post',
      path: '/rounds/{id}/run',
      tags: ['rounds'],
      summary: 'Run it: snapshot, outcome, independent check and proposals are stored together or not at all',
      request: { params: idParam },
      responses: {
        200: json(
          z.object({ snapshot_digest: Digest, outcome_digest: Digest, verdict: Verdict, summary: Summary }),
          'What the run found',
        ),
      },
    }),
    async (c) => {
      const ran = await runRound(contextOf(c), c.get('services').vault, c.req.valid('param').id);
      return c.json({ ...ran, verdict: showVerdict(ran.verdict) }, 200);
    },
  )
  .openapi(
    door('rounds.decide', {
      method: 'post',
      path: '/rounds/{id}/decide',
      tags: ['rounds'],
      summary: 'Approve or strike proposals, many at once, or take a decision back; a couple is decided together',
      request: {
        params: idParam,
        body: body(
          z.strictObject({
            proposals: z.array(Id).min(1).max(10_000),
            decision: z.enum(['approved', 'struck', 'undecided']),
            reason: Text(500).nullable().default(null),
          }),
        ),
      },
      responses: { 200: json(z.object({ decided: count, version: z.number().int() }), 'Decided') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await decideProposals(contextOf(c, input), c.req.valid('param').id, input), 200);
    },
  )
  .openapi(
    door('rounds.publish', {
      method: 'post',
      path: '/rounds/{id}/publish',
      tags: ['rounds'],
      summary: 'Make the offers, one transaction each, judged again as of now; what changed meanwhile is reported',
      request: { params: idParam },
      responses: {
        200: json(
          z.object({
            offers: count,
            later: count.openapi({ description: 'approved, and offered on the day the bed becomes free' }),
            problems: z.array(z.object({ proposal_id: Id, reasons: z.array(FindingShape) })),
          }),
          'Published',
        ),
      },
    }),
    async (c) => {
      const done = await publishRound(contextOf(c), c.req.valid('param').id);
      const problems = done.problems.map((p) => ({ ...p, reasons: p.reasons.map(tell) }));
      return c.json({ ...done, problems }, 200);
    },
  )
  .openapi(
    door('rounds.cancel', {
      method: 'post',
      path: '/rounds/{id}/cancel',
      tags: ['rounds'],
      summary: 'End a round without offers',
      request: { params: idParam, body: body(z.strictObject({ reason: Reason })) },
      responses: { 200: json(z.object({ cancelled: z.literal(true) }), 'Cancelled') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      return c.json(await cancelRound(contextOf(c, input), c.req.valid('param').id, input.reason), 200);
    },
  )
  .openapi(
    door('rounds.audit', {
      method: 'get',
      path: '/rounds/{id}/snapshot',
      tags: ['rounds'],
      summary: 'What the run read or found, as the bytes whose SHA-256 is public: a market for `npm run -s allocate`',
      request: { params: idParam, query: z.object({ part: z.enum(['snapshot', 'outcome']).default('snapshot') }) },
      responses: { 200: json(z.record(z.string(), z.unknown()), 'The stored bytes') },
    }),
    async (c) => {
      const text = await storedRun(contextOf(c), c.req.valid('param').id, c.req.valid('query').part);
      return c.body(text, 200, { 'content-type': 'application/json' }) as never;
    },
  );
