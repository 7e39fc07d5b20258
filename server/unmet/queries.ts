import { sql } from 'drizzle-orm';
import { LEVEL_STANDARD } from '../applicants/rules.ts';
import type { BedKind } from '../facilities/rules.ts';
import { Refusal } from '../kernel/errors.ts';
import { type Day, dayOf } from '../kernel/period.ts';
import { spread } from '../mirror/rules.ts';
import { type Context, look, type ReadTx, view } from '../platform/context.ts';
import { spanOf, spans, unmetReasons } from './rules.ts';

export type UnmetAsked = { on?: Day; reason?: string; level?: number; street?: string; service?: string };
type Row = {
  application: string;
  receipt_no: string;
  name: string;
  service: BedKind;
  street: string;
  level: number | null;
  reason: string;
  since: Day;
  /** under this reason, and in the queue at all */
  days: number;
  waited: number;
};

function dayAsked(ctx: Context, on: Day | undefined) {
  const today = dayOf(ctx.clock());
  if (on !== undefined && on > today)
    throw new Refusal('invalid', [{ code: 'insight_future', values: { today }, pointer: '/query/on' }]);
  return { on: on ?? today, today };
}

/** Everybody in the register on a day, with the level of that day; narrowed to what was asked. */
async function onRegister(tx: ReadTx, district: string, on: Day, asked: UnmetAsked): Promise<Row[]> {
  const rows = await tx.execute<Row>(sql`
    select a.id as application, a.receipt_no, p.name, a.service, p.street_code as street, m.level, u.reason,
           lower(u.during)::text as since, ${on}::date - lower(u.during) as days,
           greatest(0, ${on}::date - (coalesce(a.queued_at, a.submitted_at) at time zone 'Asia/Shanghai')::date) as waited
      from unmet_needs u
      join applications a on a.district = u.district and a.id = u.application_id
      join applicants p on p.district = a.district and p.id = a.applicant_id
      left join lateral (select s.level from assessments s where s.district = a.district and s.applicant_id = a.applicant_id
            and s.standard_code = ${LEVEL_STANDARD} and lower(s.valid) <= ${on}::date order by s.assessed_on desc limit 1) m on true
     where u.district = ${district} and u.during @> ${on}::date
       ${asked.reason ? sql`and u.reason = ${asked.reason}` : sql``}
       ${asked.street ? sql`and p.street_code = ${asked.street}` : sql``}
       ${asked.service ? sql`and a.service = ${asked.service}` : sql``}
       ${asked.level === undefined ? sql`` : sql`and m.level = ${asked.level}`}
     order by waited desc, a.receipt_no`);
  return [...rows];
}

/** `GET /insight/unmet`: how many could be given nothing on a day, by reason, level, street and how long. No names. */
export function readUnmet(ctx: Context, asked: UnmetAsked) {
  const { on, today } = dayAsked(ctx, asked.on);
  return view(ctx, 'unmet.read', async (tx) => {
    const [first] = await tx.execute<{ first: Day | null; judged: string | null }>(sql`
      select min(lower(during))::text as first, max(found_at) as judged from unmet_needs where district = ${ctx.district}`);
    const rows = await onRegister(tx, ctx.district, on, asked);
    const streets = await tx.execute<{ code: string; name: string }>(sql`
      select code, name from divisions where district = ${ctx.district} and level = 'street' order by code`);
    const count = <K>(key: (row: Row) => K) =>
      [...Map.groupBy(rows, key)].map(([k, list]) => ({ key: k, n: list.length }));
    return {
      on,
      today,
      first: first?.first ?? null,
      total: rows.length,
      reasons: unmetReasons.flatMap((reason) => {
        const own = rows.filter((r) => r.reason === reason);
        const waited = spread(own.map((r) => r.waited));
        return own.length === 0
          ? []
          : [{ reason, n: own.length, median_waited: waited.median, longest_waited: waited.longest }];
      }),
      levels: count((r) => r.level).sort((a, b) => (a.key ?? -1) - (b.key ?? -1)),
      services: count((r) => r.service),
      streets: [...streets].map(({ code, name }) => ({
        code,
        name,
        n: rows.filter((r) => r.street === code).length,
      })),
      spans: spans.map((span) => ({ span, n: rows.filter((r) => spanOf(r.waited) === span).length })),
    };
  });
}

const MOST = 500;

/** `GET /insight/unmet/cases`: the same people by name, each with the case to open. */
export function listUnmet(ctx: Context, asked: UnmetAsked) {
  const { on } = dayAsked(ctx, asked.on);
  return look(ctx, 'unmet.cases', async (tx) => {
    const rows = await onRegister(tx, ctx.district, on, asked);
    const row = { on, total: rows.length, cases: rows.slice(0, MOST) };
    return { district: ctx.district, type: 'unmet_needs', id: null, row };
  });
}
