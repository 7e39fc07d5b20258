import { Refusal } from '../kernel/errors.ts';
import type { Config } from './config.ts';
import { newId } from './ids.ts';

const TIMEOUT_MS = 5000;
const TRIES = 2;

/** Sends a text message to a mainland mobile number. Throws Refusal unavailable (sms_failed) when it did not leave. */
export type Sms = {
  /** @param key the same for every try of one message, so that a gateway sends it once; its own when left out */
  send(phone: string, text: string, key?: string): Promise<void>;
};

/**
 * The bureau's SMS gateway: `POST SMS_GATEWAY_URL` with `{ to, text }`, `Authorization: Bearer SMS_GATEWAY_TOKEN` and an
 * `Idempotency-Key`, so that the one retry (no answer in 5 s, or 5xx) does not send twice. Null when none is configured.
 */
export function smsOf(config: Pick<Config, 'SMS_GATEWAY_URL' | 'SMS_GATEWAY_TOKEN'>): Sms | null {
  const { SMS_GATEWAY_URL: url, SMS_GATEWAY_TOKEN: token } = config;
  if (!url) return null;
  return {
    async send(phone, text, key = newId()) {
      const request = {
        method: 'POST',
        redirect: 'error',
        headers: {
          'content-type': 'application/json',
          'idempotency-key': key,
          ...(token ? { authorization: `Bearer ${token}` } : {}),
        },
        body: JSON.stringify({ to: phone, text }),
      } as const;
      for (let tries = 1; tries <= TRIES; tries += 1) {
        const status = await fetch(url, { ...request, signal: AbortSignal.timeout(TIMEOUT_MS) }).then(
          async (answer) => {
            await answer.body?.cancel();
            return answer.status;
          },
          () => 0,
        );
        if (status >= 200 && status < 300) return;
        if (status !== 0 && status < 500) break;
      }
      throw new Refusal('unavailable', 'sms_failed');
    },
  };
}
