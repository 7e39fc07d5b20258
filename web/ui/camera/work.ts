import { flatSize, type Quad } from './geometry.ts';
import { enhance, type Pixels, straighten } from './pixels.ts';
import { findSheet, type Luma } from './sheet.ts';

/** What is counted away from the page, so that it stays in hand while twelve million dots are gone through. */
export type Job = { find: Luma } | { flatten: Pixels; quad: Quad; longest: number; clear: boolean };
export type Done = { quad: Quad | null } | { flat: Pixels | null };

export function work(job: Job): Done {
  if ('find' in job) return { quad: findSheet(job.find) };
  const { width, height } = flatSize(job.quad, job.longest);
  const flat = straighten(job.flatten, job.quad, width, height);
  if (flat && job.clear) enhance(flat);
  return { flat };
}
