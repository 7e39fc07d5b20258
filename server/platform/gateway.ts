import { Refusal } from '../kernel/errors.ts';
import type { ReasonCode } from '../kernel/messages.ts';

const TIMEOUT_MS = 5000;
const TRIES = 2;
const LONGEST_ANSWER = 4096;

/** What a gateway is asked; `timeoutMs` is how long one try waits. */
type Asked = { url: string; headers: Record<string, string>; body: string; failed: ReasonCode; timeoutMs?: number };

/**
 * One message to a gateway of the bureau, tried once more at once where there is no answer in time, or 5xx.
 * @returns the beginning of what it answers
 * @throws Refusal unavailable with `failed` and `{ error: 'http_503' | 'no_answer' }` when it did not leave
 */
export async function post({ url, headers, body, failed, timeoutMs = TIMEOUT_MS }: Asked): Promise<string> {
  const request = {
    method: 'POST',
    redirect: 'error',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  } as const;
  let status = 0;
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const answer = await fetch(url, { ...request, signal: AbortSignal.timeout(timeoutMs) }).then(
      async (response) => ({ status: response.status, text: await beginning(response) }),
      () => ({ status: 0, text: '' }),
    );
    status = answer.status;
    if (status >= 200 && status < 300) return answer.text;
    if (status !== 0 && status < 500) break;
  }
  throw new Refusal('unavailable', failed, { error: status === 0 ? 'no_answer' : `http_${status}` });
}

/**
 * As much of an answer as anybody needs; a receiver that never ends does not fill the memory, and one that breaks off
 * amid its words has said by its status whether it took the message.
 */
async function beginning(response: Response): Promise<string> {
  if (!response.body) return '';
  let text = '';
  const decoder = new TextDecoder();
  try {
    for await (const part of response.body) {
      text += decoder.decode(part, { stream: true });
      if (text.length > LONGEST_ANSWER) break;
    }
  } catch {
    return text;
  }
  return text.slice(0, LONGEST_ANSWER);
}

/**
 * Hands one message to a gateway of the bureau: `POST url` with a JSON body, `Authorization: Bearer token` and an
 * `Idempotency-Key`, so that the one retry does not send twice.
 * @throws Refusal unavailable with `failed` and what went wrong when it did not leave
 */
export async function handOver(
  { url, token, failed }: { url: string; token: string | undefined; failed: ReasonCode },
  message: Record<string, string>,
  key: string,
): Promise<void> {
  const headers = { 'idempotency-key': key, ...(token ? { authorization: `Bearer ${token}` } : {}) };
  await post({ url, headers, body: JSON.stringify(message), failed });
}
