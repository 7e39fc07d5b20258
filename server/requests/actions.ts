import { and, eq } from 'drizzle-orm';
import { requestEvents, requestRules, requests } from '../../db/schema/requests.ts';
import { findApplicant } from '../applicants/actions.ts';
import { nextNumber } from '../applications/actions.ts';
import { loadCalendar } from '../divisions/actions.ts';
import { findFacility } from '../facilities/actions.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { type Day, dayOf, fromRange } from '../kernel/period.ts';
import { notifyOfRequest } from '../notifications/actions.ts';
import { act, type Context, type Later, type Subject, type Tx } from '../platform/context.ts';
import type { Topic } from '../platform/events.ts';
import { newId } from '../platform/ids.ts';
import type { Vault } from '../platform/vault.ts';
import {
  type Asked,
  allRules,
  by,
  byId,
  type Placed,
  placeOf,
  type RequestRow,
  type RuleRow,
  rulesOn,
  subjectOf,
} from './queries.ts';
import {
  beginsAt,
  checkRules,
  clockOf,
  type Event,
  type Kind,
  type Level,
  lastDay,
  mayPass,
  mayRaise,
  mayStep,
  move,
  type Status,
  type Terms,
} from './rules.ts';

/** Topics of pages that show requests. */
export const changed: Topic[] = ['requests'];

/**
 * The rules of a district from a day on; those in force until then end the day before. The first may begin in the past.
 * @throws Refusal invalid request_term, request_no_kinds, request_kind_twice, rule_past; conflict rule_overlap
 */
export function setRequestRules(
  ctx: Context,
  rules: { from: Day; terms: Terms; kinds: Kind[]; docNo: string | null; example: boolean },
): Promise<{ rules_id: string }> {
  const { district } = ctx;
  return act(
    ctx,
    'requests.set_rules',
    async () => ({ district, type: 'request_rules', id: null, row: null }),
    async (tx) => {
      required(checkRules(rules), 'invalid');
      const open = (await allRules(tx, district)).find((r) => fromRange(r.effective).end === null);
      const began = open && fromRange(open.effective).start;
      if (open && rules.from <= dayOf(ctx.clock()))
        throw new Refusal('invalid', [{ code: 'rule_past', values: { date: rules.from }, pointer: '/from' }]);
      if (began !== undefined && rules.from <= began)
        throw new Refusal('conflict', [{ code: 'rule_overlap', pointer: '/from' }]);
      if (open)
        await tx
          .update(requestRules)
          .set({ effective: `[${began},${rules.from})` })
          .where(and(eq(requestRules.district, district), eq(requestRules.id, open.id)));
      const id = newId();
      const { from, ...rest } = rules;
      await tx.insert(requestRules).values({ district, id, effective: `[${from},)`, ...rest });
      return { result: { rules_id: id }, id, after: { from, kinds: rules.kinds.length, terms: rules.terms } };
    },
  );
}

export type NewRequest = Asked & {
  kind: string;
  text: string;
  applicant: string | null;
  facility: string | null;
  name: string | null;
  phone: string | null;
  sharePhone: boolean;
};

/** By what right it is taken down: somebody of the street that it lies in, else a resident for themselves or whom they help. */
function raisedAs(ctx: Context, street: string): RequestRow['raisedAs'] {
  const held = (ctx.actor?.memberships ?? []).filter((m) => m.district === ctx.district);
  const own = held.find((m) => (m.role === 'grid_worker' || m.role === 'desk') && m.street === street);
  return own ? (own.role as 'grid_worker' | 'desk') : 'resident';
}

/**
 * Takes down what somebody asks for. It begins where its kind begins, with the clock of that level, under a number.
 * @throws Refusal invalid request_kind_unknown, request_text_short, request_phone_needed, request_place; not_found
 */
export function raiseRequest(
  ctx: Context,
  vault: Vault,
  input: NewRequest,
): Promise<{ request_id: string; request_no: string }> {
  const { district } = ctx;
  return act(
    ctx,
    'requests.raise',
    async (tx): Promise<Subject<Placed & Pick<Asked, 'lng' | 'lat'>>> => {
      const person = input.applicant === null ? null : await findApplicant(tx, district, input.applicant);
      const nowhere = input.community === null && input.grid === null && (input.lng === null || input.lat === null);
      const at =
        person && nowhere
          ? { ...input, community: person.row.communityCode, lng: person.row.lng, lat: person.row.lat }
          : input;
      const place = await placeOf(tx, district, at);
      return {
        district,
        type: 'request',
        id: null,
        street: place.streetCode,
        accounts: person ? person.accounts : [ctx.actor?.account ?? ''],
        row: { ...place, lng: at.lng, lat: at.lat },
      };
    },
    async (tx, { row: place }) => {
      const rules = await rulesOn(tx, district, dayOf(ctx.clock()));
      const { kind } = required(mayRaise(input, rules.kinds), 'invalid');
      if (input.facility !== null) await findFacility(tx, district, input.facility);
      const id = newId();
      const as = raisedAs(ctx, place.streetCode);
      const name = input.name ?? (as === 'resident' ? (ctx.actor?.name ?? null) : null);
      const level = beginsAt(kind, place.gridCode !== null);
      const no = await nextNumber(tx, ctx, 'SQ', requests.requestNo);
      const now = ctx.clock();
      const clock = clockOf(await loadCalendar(tx), rules.terms[level], now);
      const row: typeof requests.$inferInsert = {
        district,
        id,
        requestNo: no,
        raisedAs: as,
        accountId: ctx.actor?.account ?? null,
        applicantId: input.applicant,
        facilityId: input.facility,
        kind: input.kind,
        text: input.text.trim(),
        nameSealed: name === null ? null : vault.seal(name),
        phoneSealed: input.phone === null ? null : vault.seal(input.phone),
        sharePhone: input.sharePhone,
        ...place,
        level,
        status: 'open',
        ...clock,
        ruleId: rules.id,
        raisedAt: now,
      };
      const [made] = await tx.insert(requests).values(row).returning();
      await recordEvent(tx, ctx, made as RequestRow, { kind: 'raised', to: level, dueAt: clock.dueAt });
      return {
        result: { request_id: id, request_no: no },
        id,
        after: { no, kind: input.kind, level },
        changed,
        later: await tellHands(tx, ctx, made as RequestRow),
      };
    },
  );
}

type EventKind = (typeof requestEvents.$inferInsert)['kind'];

function recordEvent(
  tx: Tx,
  ctx: Context,
  row: Pick<RequestRow, 'id'>,
  e: { kind: EventKind; from?: Level; to?: Level; note?: string | null; dueAt?: Date | null },
): Promise<unknown> {
  return tx.insert(requestEvents).values({
    district: ctx.district,
    id: newId(),
    requestId: row.id,
    at: ctx.clock(),
    by: ctx.actor?.account ?? null,
    kind: e.kind,
    fromLevel: e.from ?? null,
    toLevel: e.to ?? null,
    note: e.note ?? null,
    dueAt: e.dueAt ?? null,
  });
}

/** Those it lies with now are told, by its number. */
async function tellHands(tx: Tx, ctx: Context, row: RequestRow): Promise<Later[]> {
  const values = { receipt: row.requestNo, by: lastDay(row.dueAt ?? ctx.clock()) };
  const tell = (to: Parameters<typeof notifyOfRequest>[2]['to']) =>
    notifyOfRequest(tx, ctx, { to, kind: 'request_arrived', values });
  if (row.level === 'department') return tell({ role: 'partner', department: row.department ?? '' });
  if (row.level === 'grid') return tell({ role: 'grid_worker', street: row.streetCode });
  if (row.level === 'community' || row.level === 'street') return tell({ role: 'desk', street: row.streetCode });
  return [];
}

/** The resident is told that there is an answer, or that it is closed. Who called has no account here. */
function tellResident(
  tx: Tx,
  ctx: Context,
  row: RequestRow,
  kind: 'request_answered' | 'request_closed',
): Promise<Later[]> {
  const to = { accounts: row.raisedAs === 'resident' && row.accountId ? [row.accountId] : [] };
  const receipt = row.requestNo;
  return kind === 'request_closed'
    ? notifyOfRequest(tx, ctx, { to, kind, values: { receipt } })
    : notifyOfRequest(tx, ctx, { to, kind, values: { receipt, by: lastDay(row.dueAt ?? ctx.clock()) } });
}

/** Locked: two who act on one request come one after the other. */
export const lockRequest =
  (ctx: Context, id: string) =>
  async (tx: Tx): Promise<Subject<RequestRow>> => {
    const [row] = await tx.select().from(requests).where(byId(ctx.district, id)).for('update');
    if (!row) throw new Refusal('not_found', 'not_found');
    return subjectOf(row);
  };

/** The rules a request was taken down under: a later version changes nothing of it. */
export async function rulesOf(tx: Tx, row: RequestRow): Promise<RuleRow> {
  return (await allRules(tx, row.district)).find((r) => r.id === row.ruleId) as RuleRow;
}

const kindOf: Record<Event, EventKind> = {
  note: 'noted',
  pass_up: 'passed',
  pass_back: 'passed',
  escalate_12345: 'escalated',
  escalate_110: 'escalated',
  solve: 'solved',
  answer_outside: 'outside_answered',
  accept: 'closed',
  lapse: 'closed',
  withdraw: 'closed',
  reopen: 'reopened',
};

/**
 * The one way a request moves: by the tables of the rules, with the clock of where it lies then, one event, and those told
 * whom it concerns.
 */
export async function moveRequest(
  tx: Tx,
  ctx: Context,
  row: RequestRow,
  event: Event,
  more: { note: string | null; answer?: string; department?: string | null },
): Promise<{ row: RequestRow; later: Later[] }> {
  const now = ctx.clock();
  const before = { level: row.level, status: row.status as Status };
  const after = required(move(before, event, row.gridCode !== null));
  const rules = await rulesOf(tx, row);
  const answered = after.status === 'answered';
  const runs = after.status === 'open' || after.status === 'outside' || answered;
  // A note leaves the clock as it is; whatever else happens begins the next one.
  const restarts = event !== 'note' && runs;
  const clock = restarts
    ? clockOf(await loadCalendar(tx), rules.terms[answered ? 'answered' : after.level], now)
    : { amberAt: row.amberAt, dueAt: row.dueAt };
  const [next] = await tx
    .update(requests)
    .set({
      ...after,
      ...(runs ? clock : { amberAt: null, dueAt: null }),
      // What was sent back is no answer any more; its words stay among the steps.
      ...(event === 'reopen' ? { answer: null } : more.answer === undefined ? {} : { answer: more.answer }),
      ...(event === 'pass_up' && after.level === 'department' ? { department: more.department ?? null } : {}),
      ...(event === 'pass_back' && before.level === 'department' ? { department: null } : {}),
      ...(after.status === 'closed' && row.closedAt === null ? { closedAt: now } : {}),
      version: row.version + 1,
    })
    .where(byId(ctx.district, row.id))
    .returning();
  const moved = next as RequestRow;
  await recordEvent(tx, ctx, row, {
    kind: kindOf[event],
    from: before.level,
    to: after.level,
    note: more.note,
    dueAt: restarts ? clock.dueAt : null,
  });
  const later =
    event === 'pass_up' || event === 'pass_back' || event === 'reopen'
      ? await tellHands(tx, ctx, moved)
      : answered
        ? await tellResident(tx, ctx, moved, 'request_answered')
        : event === 'lapse'
          ? await tellResident(tx, ctx, moved, 'request_closed')
          : [];
  return { row: moved, later };
}

type Stepped = { version: number; level: Level; status: Status };
const stepped = (row: RequestRow): Stepped => ({
  version: row.version,
  level: row.level,
  status: row.status as Status,
});

/** One step by somebody who may take it where the request lies now. */
export function stepRequest(
  ctx: Context,
  id: string,
  action:
    | 'requests.note'
    | 'requests.pass'
    | 'requests.solve'
    | 'requests.accept'
    | 'requests.withdraw'
    | 'requests.reopen',
  event: Event,
  more: Parameters<typeof moveRequest>[4],
): Promise<Stepped> {
  return act(ctx, action, lockRequest(ctx, id), async (tx, { row }) => {
    required(mayStep({ level: row.level, status: row.status as Status }, event, by(ctx, row), row.gridCode !== null));
    required(mayPass(event, row.level, more.department ?? null), 'invalid');
    const moved = await moveRequest(tx, ctx, row, event, more);
    return {
      result: stepped(moved.row),
      before: { level: row.level, status: row.status },
      after: { level: moved.row.level, status: moved.row.status, step: event },
      changed,
      later: moved.later,
    };
  });
}

/** What was found or done, without moving anything. */
export const noteRequest = (ctx: Context, id: string, note: string) =>
  stepRequest(ctx, id, 'requests.note', 'note', { note });

/** Up a level or back one, with a note; from the street to the department named. */
export const passRequest = (
  ctx: Context,
  id: string,
  input: { to: 'up' | 'back'; note: string; department: string | null },
) =>
  stepRequest(ctx, id, 'requests.pass', input.to === 'up' ? 'pass_up' : 'pass_back', {
    note: input.note,
    department: input.department,
  });

/** Solved: the answer the resident reads, who accepts it or sends it back. */
export const solveRequest = (ctx: Context, id: string, answer: string) =>
  stepRequest(ctx, id, 'requests.solve', 'solve', { note: answer, answer });

/** Full name and phone, and the text as it was written, for a stated reason that stays in the audit log. */
export function unmaskRequest(
  ctx: Context,
  vault: Vault,
  id: string,
  reason: string,
): Promise<{ name: string | null; phone: string | null; text: string }> {
  return act({ ...ctx, idempotency: undefined }, 'requests.unmask', lockRequest(ctx, id), async (_tx, { row }) => ({
    result: {
      name: row.nameSealed && vault.open(row.nameSealed),
      phone: row.phoneSealed && vault.open(row.phoneSealed),
      text: row.text,
    },
    reason,
  }));
}
