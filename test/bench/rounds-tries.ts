import { listOf } from '../../server/rounds/mechanism/fit.ts';
import { compareKeys, type Market, type MarketApplicant } from '../../server/rounds/mechanism/market.ts';
import { type Outcome, runMarket } from '../../server/rounds/mechanism/outcome.ts';
import { dice, randomMarket } from '../support/markets.ts';
import type { Bench } from './compare.ts';

const MARKETS = 6_000;
const EACH = 5;

/** How often somebody gains by another list, or loses by a better key, where rooms, quotas and days are still open. */
export function tries(print: Bench['print']): void {
  for (const [name, without] of [
    ['one order', ['present', 'key_at']],
    ['transfers and terms', []],
  ] as const) {
    const [lies, keys] = [count(), count()];
    for (let seed = 1; seed <= MARKETS; seed += 1) {
      const d = dice(seed);
      const market = randomMarket(seed, { people: 4 + d(8), facilities: 2 + d(3), rooms: 2 + d(3), without });
      const before = runMarket(market);
      for (let i = 0; i < EACH; i += 1) {
        const a = market.applicants[d(market.applicants.length)]!;
        const had = rank(a, market, before);
        lies.add(rank(a, market, runMarket(instead(market, a, { ...a, ...lie(market, d) }))) < had);
        const better = { ...a, key: [d(3), -1] };
        if (compareKeys(better.key, a.key) < 0) keys.add(rank(a, market, runMarket(instead(market, a, better))) > had);
      }
    }
    print(`rounds: another list helps, ${name}`, `${lies.hits} of ${lies.all} tries`);
    print(`rounds: a better key harms, ${name}`, `${keys.hits} of ${keys.all} tries`);
  }
}

const count = () => ({
  all: 0,
  hits: 0,
  add(hit: boolean) {
    this.all += 1;
    this.hits += +hit;
  },
});

const instead = (market: Market, a: MarketApplicant, b: MarketApplicant): Market => ({
  ...market,
  applicants: market.applicants.map((x) => (x === a ? b : x)),
});

/** Some of the facilities in some order. */
function lie(market: Market, d: (n: number) => number): Partial<MarketApplicant> {
  const choices = market.facilities.map((f) => f.id).filter(() => d(3) > 0);
  for (let k = choices.length - 1; k > 0; k -= 1) {
    const j = d(k + 1);
    [choices[k], choices[j]] = [choices[j]!, choices[k]!];
  }
  return { choices, accept_any: false };
}

/** The place on the true list of where somebody is put, from 0; what is not on it and nothing at all come last. */
function rank(a: MarketApplicant, market: Market, outcome: Outcome): number {
  const list = listOf(a, market.facilities);
  const at = list.indexOf(outcome.placements.find((p) => p.applicant === a.id)?.facility ?? '');
  return at < 0 ? list.length : at;
}
