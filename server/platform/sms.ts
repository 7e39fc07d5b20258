import type { Config } from './config.ts';
import { handOver } from './gateway.ts';
import { newId } from './ids.ts';

/** Sends a text message to a mainland mobile number. Throws Refusal unavailable (sms_failed) when it did not leave. */
export type Sms = {
  /** @param key the same for every try of one message, so that a gateway sends it once; its own when left out */
  send(phone: string, text: string, key?: string): Promise<void>;
};

/** The bureau's SMS gateway, asked with `{ to, text }` (see gateway.ts). Null when none is configured. */
export function smsOf(config: Pick<Config, 'SMS_GATEWAY_URL' | 'SMS_GATEWAY_TOKEN'>): Sms | null {
  const { SMS_GATEWAY_URL: url, SMS_GATEWAY_TOKEN: token } = config;
  if (!url) return null;
  return {
    send: (phone, text, key = newId()) => handOver({ url, token, failed: 'sms_failed' }, { to: phone, text }, key),
  };
}
