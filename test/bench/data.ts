import type { Sql } from '../../db/client.ts';

export const TOWNS = 3_000;
export const FACILITIES = 404_000;

/**
 * Synthetic facilities clustered around towns across China: one district a town, sizes falling off as a power law,
 * kinds in the national proportion (one in ten a home, the rest community care), a third with a bed free, four fifths
 * of the figures confirmed within 72 h. Deterministic but for the clock. Does nothing when they are there already.
 */
export async function fillNation(sql: Sql, log: (line: string) => void, facilities = FACILITIES): Promise<void> {
  const [there] = await sql`select count(*)::int as n from vacancies`;
  if (there?.n === facilities) {
    // A kept database must not age out of the 72 hours.
    const [newest] = await sql`select extract(epoch from now() - max(confirmed_at))::int as age from vacancies`;
    if (newest?.age > 3600)
      await sql`update vacancies set confirmed_at = confirmed_at + make_interval(secs => ${newest?.age})`;
    await sql`vacuum analyze vacancies`;
    return;
  }
  log(`filling ${facilities} facilities around ${TOWNS} towns …`);
  await sql.begin(async (tx) => {
    await tx`set local statement_timeout = 0`;
    await tx`select setseed(0.5)`;
    await tx`create temp table town on commit drop as
      select i, lpad((110000 + i)::text, 6, '0')::char(6) as district, 98 + 27 * sqrt(random()) as lng, 20 + 28 * random() as lat,
             1 / power(i, 0.6) as weight from generate_series(1, ${TOWNS}) i`;
    await tx`create temp table place on commit drop as
      with share as (select *, sum(weight) over (order by i) as upto, sum(weight) over () as total from town),
      sized as (select *, round(${facilities} * (upto - weight) / total)::int as lo, round(${facilities} * upto / total)::int as hi from share)
      select n, district, i, (lpad(to_hex(n), 12, '0') || '7' || substr(md5(n::text), 1, 3) || '8' || substr(md5(n::text), 4, 15))::uuid as id,
             lng + (random() + random() + random() - 1.5) * 0.12 as lng, lat + (random() + random() + random() - 1.5) * 0.1 as lat,
             random() as k, random() < 0.35 as vacant, 1 + floor(random() * random() * 8)::int as beds, random() as sexes, random() as d, random() as age,
             (random() * 2.5)::int as low, random() as high, random() as fee, random() as star
      from sized, generate_series(lo + 1, hi) n`;
    await tx`insert into districts (district, name, city, province) select district, '县' || i, '市', '省' from town on conflict do nothing`;
    await tx`insert into facilities (district, id, kind, name, pinyin, initials, street_code, community_code, lng, lat, accuracy_m, demonstration)
      select district, id, ${KIND(tx)}, '第' || n || '养老服务中心', 'di' || n || 'yanglaofuwuzhongxin', 'd' || n || 'ylfwzx', district || '001', district || '001001',
             lng, lat, 50, true from place`;
    await tx`insert into vacancies (district, facility_id, kind, spot, lng, lat, accuracy_m, name, search_text, street_code, as_on, filed, closed,
        occupied, held, free, free_for, has_vacancy, lot_left, monthly_min_fen, stars, stars_source, medical_insurance, demonstration, confirmed_at)
      select district, id, ${KIND(tx)}, point(6378.137 * radians(lng), 6378.137 * ln(tan(pi() / 4 + radians(lat) / 2))), lng, lat, 50,
             '第' || n || '养老服务中心', '第' || n || '养老服务中心 di' || n || 'yanglaofuwuzhongxin d' || n || 'ylfwzx', district || '001', current_date,
             30, 0, 30 - case when vacant then beds else 0 end, 0, case when vacant then beds else 0 end,
             (select array_agg(case when vacant and (c < 10 and sexes < 0.7 or c >= 10 and sexes > 0.3) and (c / 5 % 2 = 0 or d < 0.2)
                                     and c % 5 between low and low + high * 5 then beds else 0 end order by c) from generate_series(0, 19) c),
             vacant, (star * 4)::int, case when fee < 0.7 then 150000 + (fee * 500000)::bigint end, case when star < 0.3 then 1 + (star * 16)::int % 5 end,
             case when star < 0.3 then '省民政厅评定' end, star < 0.5, true, now() - age * interval '90 hours'
      from place`;
  });
  await sql`vacuum analyze vacancies`;
  await sql`analyze facilities`;
}

const KIND = (sql: Sql | Parameters<Parameters<Sql['begin']>[1]>[0]) =>
  sql`case when k < 0.1 then 'nursing_home' when k < 0.6 then 'community_point' when k < 0.85 then 'day_care' else 'medical_point' end`;
