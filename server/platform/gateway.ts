import { Refusal } from '../kernel/errors.ts';
import type { ReasonCode } from '../kernel/messages.ts';

const TIMEOUT_MS = 5000;
const TRIES = 2;

/**
 * Hands one message to a gateway of the bureau: `POST url` with a JSON body, `Authorization: Bearer token` and an
 * `Idempotency-Key`, so that the one retry (no answer in 5 s, or 5xx) does not send twice.
 * @throws Refusal unavailable with `failed` and `{ error: 'http_503' | 'no_answer' }` when it did not leave
 */
export async function handOver(
  { url, token, failed }: { url: string; token: string | undefined; failed: ReasonCode },
  message: Record<string, string>,
  key: string,
): Promise<void> {
  const request = {
    method: 'POST',
    redirect: 'error',
    headers: {
      'content-type': 'application/json',
      'idempotency-key': key,
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: JSON.stringify(message),
  } as const;
  let status = 0;
  for (let tries = 1; tries <= TRIES; tries += 1) {
    status = await fetch(url, { ...request, signal: AbortSignal.timeout(TIMEOUT_MS) }).then(
      async (answer) => {
        await answer.body?.cancel();
        return answer.status;
      },
      () => 0,
    );
    if (status >= 200 && status < 300) return;
    if (status !== 0 && status < 500) break;
  }
  throw new Refusal('unavailable', failed, { error: status === 0 ? 'no_answer' : `http_${status}` });
}
