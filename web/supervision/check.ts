import { call, type Failure, sendTo } from '../api.ts';
import type { Found } from './words.ts';

type Progress = { done: number; of: number; found: Found | null };
const LONGEST_MS = 30 * 60_000;

/** Walks the chain on the server, telling how far it is; gives what went wrong on the way, if anything did. */
export async function walkChain(tell: (progress: Progress) => void): Promise<Failure | null> {
  const sent = await call(
    async (options) => {
      const response = await sendTo('POST', '/api/v1/audit/check', {})(options);
      return response.ok ? Object.assign(response, { json: () => follow(response, tell) }) : response;
    },
    { timeoutMs: LONGEST_MS },
  );
  return sent.ok ? null : sent.failure;
}

/** The answer comes a line at a time. */
async function follow(response: Response, tell: (progress: Progress) => void): Promise<void> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read()) {
    const lines = (rest + decoder.decode(piece.value, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) tell(JSON.parse(line) as Progress);
  }
}
