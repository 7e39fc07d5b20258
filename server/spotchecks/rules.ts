// Decides whom to visit unannounced, by chance that anybody can draw again, and what two people must write down of what they counted
// (双随机; domain §8: two on site, photo, place and time).
import { type Visit, visitReasons } from '../findings/rules.ts';
import { type Verdict, verdict } from '../kernel/errors.ts';
import { drawSample } from '../scrutiny/rules.ts';

export const sampleKinds = ['vacancy', 'facility'] as const;
export type SampleKind = (typeof sampleKinds)[number];
/** So many at most: more than a team can visit is not a sample but a census. */
export const MAX_SAMPLE = 100;

export const mayDraw = (size: number, population: number): Verdict =>
  verdict(
    [
      population === 0 && { code: 'sample_empty' },
      population > 0 &&
        (size < 1 || size > Math.min(population, MAX_SAMPLE)) && {
          code: 'sample_size',
          values: { most: Math.min(population, MAX_SAMPLE) },
          pointer: '/size',
        },
    ],
    {},
  );

export type SpotCheck = Visit & { countedFree: number; countedPresent: number; note: string | null };

export const mayRecordSpot = (
  check: SpotCheck,
  facts: { sample: { drawn: readonly string[]; drawnAt: Date } | null; facility: string; beds: number; now: Date },
): Verdict =>
  verdict(
    [
      facts.sample !== null && !facts.sample.drawn.includes(facts.facility) && { code: 'spot_not_drawn' },
      check.countedFree > facts.beds && {
        code: 'spot_beds',
        values: { beds: facts.beds },
        pointer: '/counted_free',
      },
      ...visitReasons(check, { photo: true, notBefore: facts.sample?.drawnAt ?? null }, facts.now),
    ],
    {},
  );

/** So many of these, in the order of their numbers: SHA-256 of seed, colon and id. The same seed and list give the same. */
export const drawOf = (ids: readonly string[], size: number, numberOf: (id: string) => string): string[] =>
  drawSample(ids, 10_000, numberOf).slice(0, size);
