import { createHmac, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { Refusal } from '../kernel/errors.ts';
import type { Config } from './config.ts';
import { post } from './gateway.ts';
import type { Env } from './http.ts';

/** A signature is good for so long on either side of now: clocks differ, and what is older is somebody's copy. */
const WINDOW_MINUTES = 5;
const TIMESTAMP = 'x-yiwei-timestamp';
const SIGNATURE = 'x-yiwei-signature';

/** HMAC-SHA-256 over `timestamp.body`, both ways: `v1=` and 64 hex digits. @param timestamp unix seconds */
export function signatureOf(secret: string, timestamp: string, body: string | Uint8Array): string {
  return `v1=${createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex')}`;
}

function same(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** Who may call back, by the last part of the address, and the secret shared with each. */
export const hookNames = ['hotline', 'police'] as const;
export type HookName = (typeof hookNames)[number];
const secretsOf = (c: Config): Record<HookName, string | undefined> => ({
  hotline: c.HOTLINE_SECRET,
  police: c.POLICE_SECRET,
});

/**
 * Lets in what the receiver has signed: over the bytes as they came, before anything reads them. Without a secret set
 * here nothing is let in, and it takes as long.
 */
export const signedHook: MiddlewareHandler<Env> = async (c, next) => {
  if (c.req.method !== 'POST') return next();
  const { config, clock } = c.get('services');
  const name = hookNames.find((one) => c.req.path.endsWith(`/${one}`));
  const secret = name && secretsOf(config)[name];
  const timestamp = c.req.header(TIMESTAMP) ?? '';
  const given = c.req.header(SIGNATURE) ?? '';
  const right = signatureOf(secret ?? 'none', timestamp, new Uint8Array(await c.req.arrayBuffer()));
  if (!same(right, given) || !secret || !/^\d{10}$/.test(timestamp)) throw new Refusal('signed_out', 'hook_unsigned');
  const off = Math.abs(clock().getTime() / 1000 - Number(timestamp));
  if (off > WINDOW_MINUTES * 60) throw new Refusal('signed_out', 'hook_stale', { minutes: WINDOW_MINUTES });
  return next();
};

/** 12345 or 110 as a program: takes one matter and may give it a number of its own. */
export type Outside = { send(body: string, key: string, at: Date): Promise<{ number: string | null }> };

/**
 * The receivers of this installation; null where no address is set, then people hand over by phone and nothing leaves.
 * @param timeoutMs how long one try waits for an answer
 */
export function outsideOf(config: Config, timeoutMs?: number): Record<'12345' | '110', Outside | null> {
  const to = (url: string | undefined, secret: string | undefined): Outside | null =>
    url && secret ? { send: (body, key, at) => send({ url, secret, timeoutMs }, body, key, at) } : null;
  return {
    '12345': to(config.HOTLINE_URL, config.HOTLINE_SECRET),
    '110': to(config.POLICE_URL, config.POLICE_SECRET),
  };
}

async function send(
  to: { url: string; secret: string; timeoutMs: number | undefined },
  body: string,
  key: string,
  at: Date,
): Promise<{ number: string | null }> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const headers = {
    [TIMESTAMP]: timestamp,
    [SIGNATURE]: signatureOf(to.secret, timestamp, body),
    'idempotency-key': key,
  };
  const answer = await post({ url: to.url, headers, body, failed: 'outside_failed', timeoutMs: to.timeoutMs });
  return { number: numberIn(answer) };
}

/** `{"number": "…"}`, where the receiver gives one. */
function numberIn(answer: string): string | null {
  try {
    const { number } = JSON.parse(answer) as { number?: unknown };
    return typeof number === 'string' && /^[\w-]{1,60}$/.test(number) ? number : null;
  } catch {
    return null;
  }
}
