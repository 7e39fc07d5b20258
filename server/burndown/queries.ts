import { Refusal } from '../kernel/errors.ts';
import { type Day, dayOf } from '../kernel/period.ts';
import { reckon } from '../ledger/queries.ts';
import { type Context, view } from '../platform/context.ts';
import { burnDays, burnDownOf } from './rules.ts';

/**
 * `GET /insight/contracts`: every contract that ran on a day, used against the time passed, and all of them (or one)
 * over time. Counted by the ledger from the facts on record now, those entered later included.
 */
export function readBurnDown(ctx: Context, asked: { on?: Day; contract?: string }) {
  const today = dayOf(ctx.clock());
  const on = asked.on ?? today;
  if (on > today) throw new Refusal('invalid', [{ code: 'insight_future', values: { today }, pointer: '/query/on' }]);
  return view(ctx, 'burndown.read', async (tx) => {
    const all = await reckon(tx, ctx.district, {}, on, today);
    const running = new Set(all.filter(({ lot }) => on < lot.end).map(({ lot }) => lot.contractId));
    const lots = all.filter(({ lot }) => running.has(lot.contractId));
    const contracts = [...Map.groupBy(lots, ({ lot }) => lot.contractId)]
      .map(([id, own]) => {
        const { contractNo, contract, provider, demonstration } = own[0]!.lot;
        return {
          id,
          contract_no: contractNo,
          title: contract,
          provider,
          demonstration,
          lots: own.length,
          ...burnDownOf(own, on),
        };
      })
      .sort((a, b) => a.contract_no.localeCompare(b.contract_no));
    const shown = asked.contract ? lots.filter(({ lot }) => lot.contractId === asked.contract) : lots;
    if (asked.contract && shown.length === 0) throw new Refusal('not_found', 'not_found');
    return {
      on,
      today,
      contracts,
      total: shown.length > 0 ? { lots: shown.length, ...burnDownOf(shown, on) } : null,
      days: shown.length > 0 ? burnDays(shown, on) : [],
      lots: asked.contract
        ? shown.map((facts) => ({
            id: facts.lot.id,
            facility: facts.lot.facility,
            service_class: facts.lot.serviceClass,
            ...burnDownOf([facts], on),
          }))
        : [],
    };
  });
}
