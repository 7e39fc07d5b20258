import { hc } from 'hono/client';
import type { AppType } from '../server/app.ts';
import { lang, t } from './ui/i18n.ts';
import { noteAnswer } from './ui/offline.ts';

/** One reason of a problem document: code, sentence in the reader's language, field (JSON pointer) and the values behind it. */
export type FailureReason = { code: string; message: string; pointer?: string; values?: Record<string, unknown> };

/**
 * Every way a call can fail, by name. `problem` is the server's own answer (problem+json); the others never reached a
 * readable answer. `retry` says whether the same call may simply be sent again.
 */
export type Failure = {
  kind: 'problem' | 'offline' | 'timeout' | 'cancelled' | 'unreadable';
  status: number;
  code: string;
  title: string;
  detail: string;
  reasons: FailureReason[];
  /** The server's id of an unexpected error, to be read out on the phone. */
  id?: string;
  retry: boolean;
};

export type Result<T> = { ok: true; data: T; status: number; etag: string | null } | { ok: false; failure: Failure };

type Options = {
  /** One user intent; keep it across retries so that the server does the work once. See useIntent(). */
  intent?: string;
  /** Version the reader saw: a number, or the ETag as it came. */
  ifMatch?: string | number;
  signal?: AbortSignal;
  timeoutMs?: number;
};

/** What `hc` takes as its second argument. */
export type Send = { headers: Record<string, string>; init: RequestInit };

type Body<R> = R extends { json(): Promise<infer T>; status: infer S }
  ? S extends 400 | 401 | 403 | 404 | 405 | 409 | 412 | 413 | 415 | 422 | 428 | 429 | 500 | 503
    ? never
    : T
  : never;

/**
 * Sends one request and never throws: `call((o) => api.capacity.$get({ query }, o))`.
 * The answer's type follows the route's declared success statuses. 204 gives `undefined`.
 */
export async function call<R extends { ok: boolean; status: number; headers: Headers; json(): Promise<unknown> }>(
  send: (options: Send) => Promise<R>,
  options: Options = {},
): Promise<Result<Body<R>>> {
  const abort = new AbortController();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    abort.abort();
  }, options.timeoutMs ?? 20_000);
  const cancel = () => abort.abort();
  if (options.signal?.aborted) cancel();
  options.signal?.addEventListener('abort', cancel, { once: true });
  const headers: Record<string, string> = {};
  if (options.intent) headers['Idempotency-Key'] = options.intent;
  if (options.ifMatch !== undefined)
    headers['If-Match'] = typeof options.ifMatch === 'number' ? `"${options.ifMatch}"` : options.ifMatch;
  try {
    const response = await send({ headers, init: { signal: abort.signal } });
    if (!response.ok) return { ok: false, failure: await problem(response) };
    const data = response.status === 204 ? undefined : await response.json();
    return { ok: true, data: data as Body<R>, status: response.status, etag: response.headers.get('ETag') };
  } catch (error) {
    if (late) return fail('timeout', t('等得太久了'), t('网络很慢或系统繁忙，您填的内容还在，请再试一次。'));
    if (options.signal?.aborted) return fail('cancelled', '', '');
    if (error instanceof SyntaxError)
      return fail('unreadable', t('回复读不懂'), t('请稍后再试；若一直这样，请拨打服务电话。'));
    return fail('offline', t('没有网络'), t('没有连上系统，您填的内容还在，联网后请再试一次。'));
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', cancel);
  }
}

function fail(kind: Failure['kind'], title: string, detail: string): { ok: false; failure: Failure } {
  return {
    ok: false,
    failure: { kind, status: 0, code: kind, title, detail, reasons: [], retry: kind !== 'cancelled' },
  };
}

async function problem(response: { status: number; json(): Promise<unknown> }): Promise<Failure> {
  const body = ((await response.json().catch(() => null)) ?? {}) as Partial<Failure> & { request_id?: string };
  return {
    kind: 'problem',
    status: response.status,
    code: body.code ?? String(response.status),
    // The document's own title is the code, for machines; its detail is the sentence for people.
    title: body.detail || t('系统没有完成这一步'),
    detail: '',
    reasons: Array.isArray(body.reasons) ? body.reasons : [],
    id: body.request_id,
    retry: response.status >= 500 || response.status === 429,
  };
}

/** A fresh key for one user intent: 128 random bits; works without a secure context, unlike randomUUID. */
export function newIntent(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** fetch with what every request of ours carries: the language, and on unsafe methods an idempotency key. */
const send: typeof fetch = async (input, init = {}) => {
  const headers = new Headers(init.headers);
  headers.set('Accept-Language', lang.value === 'en' ? 'en' : 'zh-CN');
  headers.set('Accept', 'application/json, application/problem+json');
  const safe = /^(GET|HEAD)$/i.test(init.method ?? 'GET');
  if (!safe && !headers.has('Idempotency-Key')) headers.set('Idempotency-Key', newIntent());
  const answer = await fetch(input, { ...init, headers, credentials: 'same-origin' });
  if (safe) noteAnswer(answer.url, answer.headers);
  return answer;
};

/** One unsafe request by its address, for what is kept and sent later: `call(sendTo('POST', path, body), { intent })`. */
export const sendTo =
  (method: 'POST' | 'PUT', path: `/api/v1/${string}`, json: unknown) =>
  ({ headers, init }: Send): Promise<Response> =>
    send(path, {
      method,
      ...init,
      headers: { ...headers, 'Content-Type': 'application/json' },
      body: JSON.stringify(json),
    });

/** The typed client of every route: `client.api.v1.capacity.$get(…)`. Use it inside call(). */
export const client = { api: { v1: hc<AppType>('/api/v1', { fetch: send }) } };
