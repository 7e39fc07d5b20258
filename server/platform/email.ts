import type { Config } from './config.ts';
import { handOver } from './gateway.ts';

/** Sends an e-mail. Throws Refusal unavailable (email_failed) when it did not leave. */
export type Email = {
  /** @param key the same for every try of one message, so that a gateway sends it once */
  send(to: string, subject: string, text: string, key: string): Promise<void>;
};

/** The bureau's e-mail gateway, asked with `{ to, subject, text }` (see gateway.ts). Null when none is configured. */
export function emailOf(config: Pick<Config, 'EMAIL_GATEWAY_URL' | 'EMAIL_GATEWAY_TOKEN'>): Email | null {
  const { EMAIL_GATEWAY_URL: url, EMAIL_GATEWAY_TOKEN: token } = config;
  if (!url) return null;
  return {
    send: (to, subject, text, key) => handOver({ url, token, failed: 'email_failed' }, { to, subject, text }, key),
  };
}
