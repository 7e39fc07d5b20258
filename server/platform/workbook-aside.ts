import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { type Reason, Refusal, type RefusalKind } from '../kernel/errors.ts';
import { FILE_LIMITS, type RawTable } from '../kernel/table.ts';
import { readWorkbook } from './workbook.ts';

/** A workbook as large as may be takes some seconds and half of this memory. */
const LIMITS = { heapMb: 1024, ms: 60_000 };

type Options = { sheet?: string | undefined; usual?: string | undefined };
type Told = { table: RawTable } | { kind: RefusalKind; reasons: Reason[] };

/**
 * readWorkbook in a thread of its own with an end to its memory and its time: a file of one kilobyte can be made to unpack
 * into more than a process has, or to keep one busy for an hour, and others wait for their beds meanwhile.
 * @throws Refusal as readWorkbook, and too_large for what cannot be read within those limits
 */
export function readWorkbookAside(bytes: Buffer, options: Options = {}, limits = LIMITS): Promise<RawTable> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL(import.meta.url), {
      workerData: { workbook: bytes, options },
      resourceLimits: { maxOldGenerationSizeMb: limits.heapMb },
    });
    const tooMuch = () => new Refusal('too_large', 'import_too_long', { max: FILE_LIMITS.rows });
    const end = setTimeout(() => {
      reject(tooMuch());
      void thread.terminate();
    }, limits.ms);
    thread.once('message', (told: Told) => {
      if ('table' in told) return resolve(told.table);
      const [first, ...rest] = told.reasons;
      reject(first ? new Refusal(told.kind, [first, ...rest]) : tooMuch());
    });
    thread.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooMuch() : error),
    );
    thread.once('exit', () => {
      clearTimeout(end);
      reject(tooMuch());
    });
  });
}

const given = workerData as { workbook?: Uint8Array; options: Options } | null;
if (!isMainThread && given?.workbook)
  readWorkbook(Buffer.from(given.workbook), given.options).then(
    (table) => parentPort?.postMessage({ table } satisfies Told),
    (error: unknown) => {
      if (!(error instanceof Refusal)) throw error;
      parentPort?.postMessage({ kind: error.kind, reasons: error.reasons } satisfies Told);
    },
  );
