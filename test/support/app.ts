import { createHash, randomBytes } from 'node:crypto';
import { createApp } from '../../server/app.ts';
import { readConfig } from '../../server/platform/config.ts';
import type { Actor, Enqueue } from '../../server/platform/context.ts';
import { newId } from '../../server/platform/ids.ts';
import { createLog } from '../../server/platform/log.ts';
import { createMetrics } from '../../server/platform/metrics.ts';
import { vault, type World } from './district.ts';
import { testStorage } from './storage.ts';

type Json = Record<string, unknown>;
export type Answer = { status: number; body: Json; headers: Headers; text: string };

/** The whole product over a test world, asked in-process. */
export function appOf(w: World, enqueue?: Enqueue, env: Record<string, string> = {}) {
  const config = { ...readConfig({ DATA_KEY: '07'.repeat(32), LOG_LEVEL: 'silent', DEMO: '0', ...env }), demo: true };
  const { app } = createApp(
    {
      db: w.database.db,
      clock: () => w.time.now,
      events: w.events,
      vault,
      storage: testStorage(),
      config,
      log: createLog('silent'),
      enqueue,
    },
    createMetrics(),
    '/nowhere',
  );

  /** A session as sign-in would leave it, without going through it again in every test. */
  const cookieOf = async (actor: Actor): Promise<string> => {
    const token = randomBytes(32).toString('base64url');
    const now = w.time.now;
    await w.database
      .ownerSql`insert into sessions (token_hash, id, account_id, strength, agent, created_at, seen_at, idle_until, absolute_until)
      values (${createHash('sha256').update(token).digest()}, ${newId()}, ${actor.account}, ${actor.strength}, 'test', ${now}, ${now}, ${new Date(now.getTime() + 1.8e6)}, ${new Date(now.getTime() + 4.3e7)})`;
    return `__Host-session=${token}`;
  };

  const ask = async (
    method: string,
    path: string,
    options: { cookie?: string; body?: unknown; headers?: Record<string, string>; raw?: string } = {},
  ): Promise<Answer> => {
    const headers: Record<string, string> = {
      ...(options.cookie ? { cookie: options.cookie } : {}),
      ...(options.body !== undefined ? { 'content-type': 'application/json' } : {}),
      ...options.headers,
    };
    const init: RequestInit = { method, headers };
    if (options.raw !== undefined) init.body = options.raw;
    else if (options.body !== undefined) init.body = JSON.stringify(options.body);
    const answer = await app.request(`http://localhost${path}`, init);
    const text = answer.headers.get('content-type')?.startsWith('text/event-stream') ? '' : await answer.text();
    const body = /[/+]json/.test(answer.headers.get('content-type') ?? '') ? (JSON.parse(text) as Json) : {};
    if (answer.headers.get('content-type')?.startsWith('text/event-stream')) await answer.body?.cancel();
    return { status: answer.status, body, headers: answer.headers, text };
  };
  return { app, ask, cookieOf };
}

export type Operation = { method: string; path: string; permission: string; spec: Json };

/** Every operation of the OpenAPI document. */
export function operationsOf(document: Json): Operation[] {
  return Object.entries(document.paths as Record<string, Record<string, Json>>).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, spec]) => ({
      method: method.toUpperCase(),
      path,
      permission: spec['x-permission'] as string,
      spec,
    })),
  );
}
