import { expect } from 'vitest';
import { acceptOffer, makeOffer, receiveOffer } from '../../server/allocation/actions.ts';
import { endContract } from '../../server/amendments/actions.ts';
import { importContracts } from '../../server/contracts/actions.ts';
import { type Day, dayOf } from '../../server/kernel/period.ts';
import { readLedger } from '../../server/ledger/queries.ts';
import { admit } from '../../server/placements/actions.ts';
import type { Actor } from '../../server/platform/context.ts';
import { newId } from '../../server/platform/ids.ts';
import { openHome, person, queueUp, STREET, type World } from './district.ts';
import { lowRisk } from './stays.ts';

/** A home with its nurse and an officer, who offers its beds and moves people in. */
export async function openLedgerHome(w: World, options: Parameters<typeof openHome>[1] = {}) {
  const home = await openHome(w, { sex: 'mixed', ...options });
  const officer = await w.someone('officer');
  const desk = await w.someone('desk', { street: STREET });
  const nurse = await w.someone('institution', { facility: home.facility });
  const versionOf = async (table: 'offers' | 'placements', id: string) =>
    (await w.database.ownerSql`select version from ${w.database.ownerSql(table)} where id = ${id}`)[0]!
      .version as number;
  /** As somebody, with a record as it is now. */
  const at = async (actor: Actor, table: 'offers' | 'placements', id: string) =>
    w.as(actor, { ifMatch: await versionOf(table, id) });
  const waiting = (n: number) =>
    queueUp(
      w,
      officer,
      Array.from({ length: n }, () => person()),
      [home.facility],
    );
  const offer = async (application: string, bed?: string) => {
    const asked = { application_id: application, ...(bed ? { bed_id: bed } : { facility_id: home.facility }) };
    return (await makeOffer(w.as(officer), asked)).offer_id;
  };
  const accept = async (id: string) => {
    await acceptOffer(await at(desk, 'offers', id), id);
    await receiveOffer(await at(nurse, 'offers', id), id);
  };
  const moveIn = async (id: string, admitted_on: Day) =>
    (await admit(await at(nurse, 'offers', id), id, { admitted_on, risk: lowRisk })).placement_id;
  /** Another lot of the same service at the same home. */
  const buy = async (during: string, bought: number, serviceClass: 'nursing' | 'day' = 'nursing') => {
    const [contract, lot] = [newId(), newId()];
    const signedOn = '2026-01-01';
    await importContracts(w.system, {
      contracts: [
        { id: contract, contractNo: `N-${contract}`, title: '后续购买服务', provider: '测试', signedOn, during },
      ],
      lots: [
        {
          id: lot,
          contractId: contract,
          facilityId: home.facility,
          serviceClass,
          unit: serviceClass === 'day' ? 'place_month' : 'bed_month',
          bought,
          quantity: bought * 12,
          unitPriceFen: 110_000,
          during,
        },
      ],
    });
    return lot;
  };
  /** The contract of a lot ends before its term. */
  const end = async (lot: string, on: Day) => {
    const [row] = await w.database.ownerSql`
      select c.id, c.version from contracts c join lots l on l.contract_id = c.id where l.id = ${lot}`;
    const by = w.as(officer, { ifMatch: row!.version as number });
    return endContract(by, row!.id as string, { on, reason: '承接主体退出' });
  };
  return { ...home, officer, nurse, desk, at, waiting, offer, accept, moveIn, buy, end };
}

/** The counters of every lot of a home are the stays and offers on it, within what was bought, and the ledger says the same. */
export async function agrees(w: World, facility: string): Promise<void> {
  const lots = await w.database.ownerSql`
    select l.id, l.bought, l.committed, l.in_use, upper(l.during)::text as end,
           (select count(*)::int from offers o where o.lot_id = l.id and o.ended_at is null) as offers,
           (select count(*)::int from placements p where p.lot_id = l.id and p.discharged_on is null) as stays
      from lots l where l.facility_id = ${facility} order by l.id`;
  expect(lots.map((l) => [l.id, l.committed, l.in_use])).toEqual(lots.map((l) => [l.id, l.offers, l.stays]));
  for (const l of lots) expect(l.committed + l.in_use).toBeLessThanOrEqual(l.bought as number);
  const found = await readLedger(w.as(await w.someone('institution', { facility })), undefined);
  const shown = new Map(found.lots.map((l) => [l.lot.id, l]));
  for (const l of lots) {
    const row = shown.get(l.id as string);
    if (!row) {
      expect([l.committed, l.in_use]).toEqual([0, 0]);
      continue;
    }
    const { day, warnings } = row;
    const over = (l.end as string) <= dayOf(w.time.now);
    expect(over ? [day.offers_after, day.stays_after] : [day.committed, day.in_use]).toEqual([l.committed, l.in_use]);
    expect(warnings.map((r) => r.code)).not.toContain('ledger_counter_off');
  }
  const [left] = await w.database.ownerSql`
    select v.lot_left, (select coalesce(sum(bought - committed - in_use), 0)::int from lots l
      where l.facility_id = v.facility_id and l.during @> v.as_on) as again from vacancies v where v.facility_id = ${facility}`;
  expect(left!.lot_left).toBe(left!.again);
}
