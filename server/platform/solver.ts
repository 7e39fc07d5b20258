import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import loadHighs, { type LegacyHighs } from 'highs';

/** `proven`: nothing better exists. `found` is null when the time ended before anything was found. */
export type Solved = { proven: boolean; value: number | null; ones: string[] };
type Given = { programme?: string; seconds: number };

/** The thread starts and reads its programme besides; after that much longer it is ended, whatever it does. */
const GRACE_MS = 3000;
const HEAP_MB = 512;
/** At most so many at once: the others wait, and beds are booked meanwhile. */
const AT_ONCE = 1;

let running = 0;
const waiting: (() => void)[] = [];

/**
 * Solves an integer programme in LP format with HiGHS in a thread of its own, so that the server keeps answering.
 * `ones`: names of the whole-number columns that are 1 in the answer.
 */
export async function solveAside(programme: string, seconds: number): Promise<Solved> {
  if (running >= AT_ONCE) await new Promise<void>((go) => waiting.push(go));
  running += 1;
  try {
    return await inThread({ programme, seconds });
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}

function inThread(given: Given): Promise<Solved> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL(import.meta.url), {
      workerData: given,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    const nothing = (): Solved => ({ proven: false, value: null, ones: [] });
    const end = setTimeout(
      () => {
        resolve(nothing());
        void thread.terminate();
      },
      given.seconds * 1000 + GRACE_MS,
    );
    thread.once('message', (solved: Solved) => resolve(solved));
    thread.once('error', reject);
    thread.once('exit', () => {
      clearTimeout(end);
      resolve(nothing());
    });
  });
}

async function solve(programme: string, seconds: number): Promise<Solved> {
  // Its types are written for CommonJS, where the loader would be a property of this.
  const highs = await (loadHighs as unknown as () => Promise<LegacyHighs>)();
  const answer = highs.solve(programme, { output_flag: false, time_limit: seconds, random_seed: 1, mip_rel_gap: 0 });
  const proven = answer.Status === 'Optimal';
  const columns = Object.values(answer.Columns) as { Name: string; Type?: string; Primal?: number }[];
  // The time may end between two answers: only one that keeps to whole numbers is an answer.
  const whole = columns.filter((c) => c.Type === 'Integer');
  const kept = whole.every((c) => c.Primal !== undefined && Math.abs(c.Primal - Math.round(c.Primal)) < 1e-6);
  if (!proven && !(kept && Number.isFinite(answer.ObjectiveValue))) return { proven, value: null, ones: [] };
  const ones = whole.filter((c) => (c.Primal ?? 0) > 0.5).map((c) => c.Name);
  return { proven, value: answer.ObjectiveValue, ones };
}

const given = workerData as Given | null;
if (!isMainThread && given?.programme) parentPort?.postMessage(await solve(given.programme, given.seconds));
