import { sql } from 'drizzle-orm';
import { writeXlsx } from 'hucre/xlsx';
import { findFacility } from '../facilities/actions.ts';
import { awayOn, bedState, takingOn, weekdaysIn } from '../facilities/rules.ts';
import { Refusal } from '../kernel/errors.ts';
import { addMonths, type Day, dayOf } from '../kernel/period.ts';
import { type Context, look, type ReadTx } from '../platform/context.ts';
import { loadBedFacts } from '../rosters/queries.ts';
import {
  csvOf,
  type ExportKind,
  exportKinds,
  type Fact,
  type formats,
  MONTHS,
  MOST_ROWS,
  type Sheet,
  sheetOf,
  watermark,
} from './rules.ts';

type Where = { district: string; facility: string; on: Day; since: Day };

/** Every bed in use or still to be opened, with what it is today. */
async function bedsOf(tx: ReadTx, { district, facility, on }: Where): Promise<Fact[]> {
  const { rooms, beds, claims } = await loadBedFacts(tx, district, facility, on);
  const roomOf = new Map(rooms.map((r) => [r.id, r]));
  const claimsOf = Map.groupBy(claims, (c) => c.bedId);
  const numeric = (a: string, b: string) => a.localeCompare(b, 'zh-u-kn-true');
  return beds
    .filter((b) => b.retiredOn === null || b.retiredOn > on)
    .map((b) => {
      const room = roomOf.get(b.roomId)!;
      const mine = claimsOf.get(b.id) ?? [];
      const state = bedState(b, mine, on);
      const taking = takingOn(b, mine, on);
      const away = taking !== undefined && awayOn(taking, on);
      const closed = taking?.reason === 'cleaning' ? 'cleaning' : 'closed';
      return {
        building: room.building,
        floor: room.floor,
        room_no: room.roomNo,
        room_sex: room.sex,
        bed_no: b.bedNo,
        kind: b.kind,
        level_min: b.levelMin,
        level_max: b.levelMax,
        dementia: b.dementia,
        equipment: [...b.equipment],
        pool: b.pool,
        fee_fen: b.feeFen,
        external_id: b.externalId,
        state: state === 'occupied' ? (away ? 'kept' : 'present') : state === 'closed' ? closed : state,
      };
    })
    .sort(
      (a, b) =>
        numeric(a.building, b.building) ||
        a.floor - b.floor ||
        numeric(a.room_no, b.room_no) ||
        numeric(a.bed_no, b.bed_no),
    );
}

/** Who lives here, and whoever left in the last year by the latest stay; numbers as everybody may see them. */
async function residentsOf(tx: ReadTx, { district, facility, since }: Where): Promise<Fact[]> {
  const rows = await tx.execute<
    { weekdays: string; kind: string; admitted_on: string; discharged_on: string | null } & Fact
  >(sql`
    select distinct on (p.applicant_id) p.id as record, a.name, a.id_no_masked as id_no, a.phone_masked as phone, r.building,
           r.room_no, b.bed_no, b.kind, p.admitted_on::text as admitted_on, p.discharged_on::text as discharged_on,
           p.discharge_kind, c.weekdays::text as weekdays, p.care_level as level, e.external_id,
           (select max(k.assessed_on)::text from risk_assessments k
             where k.district = p.district and k.facility_id = p.facility_id and k.applicant_id = p.applicant_id) as risk_assessed_on
      from placements p
      join applicants a on a.district = p.district and a.id = p.applicant_id
      join beds b on b.district = p.district and b.id = p.bed_id
      join rooms r on r.district = b.district and r.id = b.room_id
      join claims c on c.district = p.district and c.id = p.claim_id
      left join external_ids e on e.district = p.district and e.facility_id = p.facility_id and e.kind = 'resident' and e.our_id = p.id
     where p.district = ${district} and p.facility_id = ${facility}
       and (p.discharged_on is null or p.discharged_on >= ${since}
            and p.discharge_kind in ('home', 'hospital', 'other_facility', 'death', 'breach'))
     order by p.applicant_id, (p.discharged_on is null) desc, p.admitted_on desc, p.id
     limit ${MOST_ROWS + 1}`);
  return rows
    .map((r) => ({
      ...r,
      admitted_on: r.admitted_on,
      discharged_on: r.discharged_on,
      weekdays: r.kind === 'day' || r.kind === 'home' ? weekdaysIn(r.weekdays) : null,
    }))
    .sort(
      (a, b) =>
        (a.discharged_on ?? '').localeCompare(b.discharged_on ?? '') || a.admitted_on.localeCompare(b.admitted_on),
    );
}

const minute = (column: string) => sql.raw(`to_char(${column} at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI')`);

async function bedEventsOf(tx: ReadTx, { district, facility, since }: Where): Promise<Fact[]> {
  return tx.execute<Fact>(sql`
    select v.effective_on::text as on, r.building, r.room_no, b.bed_no, v.kind, a.name, v.reason, v.note,
           ${minute('v.at')} as at, y.display_name as by
      from bed_events v
      join beds b on b.district = v.district and b.id = v.bed_id
      join rooms r on r.district = b.district and r.id = b.room_id
      left join placements p on p.district = v.district and p.id = v.placement_id
      left join applicants a on a.district = p.district and a.id = p.applicant_id
      left join accounts y on y.id = v.recorded_by
     where v.district = ${district} and v.facility_id = ${facility} and v.effective_on >= ${since}
     order by v.at, v.id limit ${MOST_ROWS + 1}`);
}

/** The latest mark of each person and day; earlier ones were corrected by it. */
async function attendanceOf(tx: ReadTx, { district, facility, since }: Where): Promise<Fact[]> {
  return tx.execute<Fact>(sql`
    select distinct on (m."on", m.placement_id) m."on"::text as on, a.name, m.mark, m.note
      from attendance_marks m
      join placements p on p.district = m.district and p.id = m.placement_id
      join applicants a on a.district = p.district and a.id = p.applicant_id
     where m.district = ${district} and m.facility_id = ${facility} and m."on" >= ${since}
     order by m."on", m.placement_id, m.at desc, m.id desc limit ${MOST_ROWS + 1}`);
}

/** Visits that stand: a corrected one has given way to its correction, one that did not happen is none. */
async function visitsOf(tx: ReadTx, { district, facility, since }: Where): Promise<Fact[]> {
  return tx.execute<Fact>(sql`
    select ${minute('v.visited_at')} as at, a.name, v.minutes, v.services, v.carer, v.note
      from care_visits v
      join placements p on p.district = v.district and p.id = v.placement_id
      join applicants a on a.district = p.district and a.id = p.applicant_id
     where v.district = ${district} and v.facility_id = ${facility} and v.visited_at >= ${since}
       and not exists (select 1 from care_visits n where n.district = v.district and n.corrects = v.id)
     order by v.visited_at, v.id limit ${MOST_ROWS + 1}`);
}

const loaders: Record<ExportKind, (tx: ReadTx, where: Where) => Promise<Fact[]>> = {
  beds: bedsOf,
  residents: residentsOf,
  bed_events: bedEventsOf,
  attendance: attendanceOf,
  visits: visitsOf,
};

/**
 * What is on record of a facility as a file, read at one moment and noted in the audit log.
 * @param what one kind, or all of them as sheets of one workbook
 */
export async function takeExport(
  ctx: Context,
  facility: string,
  what: ExportKind | 'all',
  format: (typeof formats)[number],
) {
  const on = dayOf(ctx.clock());
  const kinds = what === 'all' ? exportKinds : [what];
  const { sheets, name } = await look(
    ctx,
    'exports.take',
    async (tx) => {
      const subject = await findFacility(tx, ctx.district, facility);
      const where = { district: ctx.district, facility, on, since: addMonths(on, -MONTHS) };
      const read: Sheet[] = [];
      for (const kind of kinds) {
        const facts = await loaders[kind](tx, where);
        if (facts.length > MOST_ROWS) throw new Refusal('too_large', 'export_too_long', { max: MOST_ROWS });
        read.push(sheetOf(kind, facts, ctx.language));
      }
      return { ...subject, type: `export of ${what}`, row: { sheets: read, name: subject.row.name } };
    },
    { oneMoment: true },
  );
  const at = new Date(ctx.clock().getTime() + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
  const mark = watermark(ctx.actor?.name ?? '', name, at, ctx.language);
  const zh = ctx.language === 'zh';
  const title = what === 'all' ? (zh ? '全部' : 'all') : (sheets[0] as Sheet).name;
  const ending = what === 'all' ? 'xlsx' : format;
  return { name: `${name}-${title}-${on}.${ending}`, ending, bytes: await fileOf(sheets, mark, ending) };
}

async function fileOf(sheets: Sheet[], mark: string, format: (typeof formats)[number]): Promise<Uint8Array> {
  if (format === 'csv') return new TextEncoder().encode(csvOf(sheets[0] as Sheet, mark));
  return writeXlsx({
    sheets: sheets.map((sheet) => ({
      name: sheet.name,
      columns: sheet.heading.map((heading) => ({ width: Math.max(10, heading.length * 2 + 4) })),
      rows: [sheet.heading, ...sheet.rows, [mark]],
      freezePane: { rows: 1 },
    })),
  });
}
