import type { Sql } from '../../db/client.ts';

export type Bench = {
  ownerUrl: string;
  appUrl: string;
  /** who may try to create an extension */
  extensionUrl: string;
  /** a pool that is closed when the run ends */
  open(url: string, max: number): Sql;
  print(what: string, figure: string): void;
  /** the same numbers in every run */
  random(): number;
};
/**
 * Runs the cases in turn, a quarter of a second each, over and over, so that whatever else the machine does hits all of
 * them alike.
 * @returns requests a second (median of the rounds) and milliseconds for each case
 */
export async function compare(
  cases: Record<string, () => Promise<unknown>>,
  { clients = 8, rounds = 20, ms = 250 } = {},
): Promise<Record<string, { rate: number; p50: number; p99: number }>> {
  const seen = Object.entries(cases).map(([name, one]) => ({
    name,
    one,
    rates: [] as number[],
    times: [] as number[],
  }));
  for (let round = -2; round < rounds; round += 1) {
    for (const { one, rates, times } of seen) {
      const start = performance.now();
      let done = 0;
      const client = async () => {
        for (let t = performance.now(); t - start < ms; ) {
          await one();
          const now = performance.now();
          done += 1;
          if (round >= 0) times.push(now - t);
          t = now;
        }
      };
      await Promise.all(Array.from({ length: clients }, client));
      if (round >= 0) rates.push((done / (performance.now() - start)) * 1000);
    }
  }
  const at = (list: number[], share: number) =>
    list.sort((a, b) => a - b)[Math.floor(list.length * share)] ?? Number.NaN;
  return Object.fromEntries(
    seen.map(({ name, rates, times }) => [name, { rate: at(rates, 0.5), p50: at(times, 0.5), p99: at(times, 0.99) }]),
  );
}
