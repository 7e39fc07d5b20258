import { createRoute, OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi';
import type { Context as HonoContext, MiddlewareHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Db } from '../../db/client.ts';
import { type Reason, Refusal, type RefusalKind } from '../kernel/errors.ts';
import { say } from '../kernel/messages.ts';
import { type Action, tokenScopes } from '../kernel/permissions.ts';
import { doorOf } from '../kernel/reach.ts';
import type { Language } from '../kernel/say.ts';
import type { Config } from './config.ts';
import { type Actor, type Context, type Enqueue, enter, hashOf } from './context.ts';
import type { Events } from './events.ts';
import { inChinese } from './fields.ts';
import type { Logger } from './log.ts';
import type { Storage } from './storage.ts';
import type { Vault } from './vault.ts';

/** What every handler finds in its context. */
export type Services = {
  db: Db;
  clock: () => Date;
  events: Events;
  vault: Vault;
  storage: Storage;
  config: Config;
  log: Logger;
  enqueue?: Enqueue;
};
export type Env = {
  Variables: {
    services: Services;
    actor: Actor | null;
    requestId: string;
    language: Language;
    sessionId: string | null;
  };
};

/** The one map from the kind of a refusal to HTTP. */
const statusOf: Record<RefusalKind, 400 | 401 | 403 | 404 | 409 | 412 | 413 | 415 | 422 | 428 | 429 | 503> = {
  malformed: 400,
  signed_out: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  stale: 412,
  too_large: 413,
  wrong_type: 415,
  invalid: 422,
  version_required: 428,
  too_many: 429,
  unavailable: 503,
};

export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    detail: z.string(),
    detail_zh: z.string(),
    detail_en: z.string(),
    request_id: z.string(),
    reasons: z.array(
      z.object({
        code: z.string(),
        message: z.string(),
        message_zh: z.string(),
        message_en: z.string(),
        pointer: z.string().optional(),
        values: z.record(z.string(), z.unknown()).optional(),
      }),
    ),
  })
  .openapi('Problem', { description: 'RFC 9457 problem with every reason at once, in Chinese and English' });

function problem(c: HonoContext, status: number, reasons: Reason[]): Response {
  const language = (c.get('language') as Language | undefined) ?? 'zh';
  const first = reasons[0] as Reason;
  const body: z.infer<typeof Problem> = {
    type: `urn:yiwei:problem:${first.code}`,
    title: first.code,
    status,
    code: first.code,
    detail: say(language, first.code, first.values),
    detail_zh: say('zh', first.code, first.values),
    detail_en: say('en', first.code, first.values),
    request_id: (c.get('requestId') as string | undefined) ?? '',
    reasons: reasons.map((r) => ({
      code: r.code,
      message: say(language, r.code, r.values),
      message_zh: say('zh', r.code, r.values),
      message_en: say('en', r.code, r.values),
      ...(r.pointer ? { pointer: r.pointer } : {}),
      ...(r.values ? { values: r.values } : {}),
    })),
  };
  const headers: Record<string, string> = {
    'content-type': 'application/problem+json; charset=utf-8',
    'cache-control': 'no-store',
  };
  if (status === 429 && typeof first.values?.seconds === 'number')
    headers['retry-after'] = String(first.values.seconds);
  return c.body(JSON.stringify(body), status as 400, headers);
}

/** Answers whatever was thrown. Unknown errors are a 500 with the request's id; their text stays in the log. */
export function answerError(error: unknown, c: HonoContext<Env>): Response {
  if (error instanceof Refusal) return problem(c, statusOf[error.kind], error.reasons);
  if (error instanceof HTTPException && error.status === 415) return problem(c, 415, [{ code: 'wrong_content_type' }]);
  if (error instanceof HTTPException && error.status === 400) return problem(c, 400, [{ code: 'bad_json' }]);
  if (error instanceof HTTPException && error.status === 413)
    return problem(c, 413, [{ code: 'body_too_large', values: { limit: 1024 } }]);
  const id = c.get('requestId');
  const cause = error instanceof Error ? ((error.cause as Error | undefined) ?? error) : null;
  // A drizzle message repeats the query's parameters, which may be personal: log name, code and stack frames only.
  c.get('services')?.log.error(
    {
      id,
      error: cause?.name,
      code: (cause as { code?: string } | null)?.code,
      at: cause?.stack
        ?.split('\n')
        .filter((l) => l.startsWith('    at'))
        .slice(0, 6),
    },
    'unexpected error',
  );
  return problem(c, 500, [{ code: 'unexpected', values: { id } }]);
}

export const notFound = (c: HonoContext) => problem(c, 404, [{ code: 'no_such_page' }]);

/** A router whose every invalid input becomes a 422 with a pointer to the field. */
export function router() {
  return new OpenAPIHono<Env>({
    defaultHook: (result) => {
      if (result.success) return;
      const target = result.target === 'json' ? '' : `/${result.target}`;
      const reasons = result.error.issues.map((issue): Reason => {
        const pointer = `${target}/${issue.path.map((p) => String(p).replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`;
        if (issue.code === 'unrecognized_keys')
          return { code: 'unknown_field', values: { field: issue.keys.join(', ').slice(0, 200) }, pointer };
        const own = (issue as { params?: { reason?: Reason } }).params?.reason;
        return own
          ? { ...own, pointer }
          : {
              code: 'bad_field',
              values: { detail: issue.message.slice(0, 200), detail_zh: inChinese(issue).slice(0, 200) },
              pointer,
            };
      });
      const [first, ...rest] = reasons;
      throw new Refusal('invalid', first ? [first, ...rest] : 'bad_json');
    },
  });
}

const problemResponse = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: Problem } },
});

const forTokens = (action: Action) =>
  Object.values(tokenScopes).some((list) => (list as readonly Action[]).includes(action));

/**
 * A route behind one named door: signed-out and wrong-role requests are turned away before the input is even read,
 * and the OpenAPI document says which permission it takes and how it can fail.
 */
export function door<const R extends Omit<RouteConfig, 'middleware' | 'security'>>(action: Action, route: R) {
  const { may, edit } = doorOf(action);
  const guarded = may !== 'public';
  const unsafe = route.method !== 'get';
  const guard: MiddlewareHandler<Env> = async (c, next) => {
    enter(action, c.get('actor'), c.get('services').config.DISTRICT);
    await next();
  };
  const responses = {
    ...route.responses,
    400: problemResponse('Not the shape of a request'),
    ...(guarded
      ? { 401: problemResponse('Signed out'), 403: problemResponse('Not yours to do, or from another site') }
      : {}),
    404: problemResponse('No such record'),
    ...(unsafe
      ? {
          403: problemResponse('Not yours to do, or from another site'),
          409: problemResponse('The facts stand in the way'),
          413: problemResponse('Too large'),
          415: problemResponse('Not JSON'),
        }
      : {}),
    ...(edit ? { 412: problemResponse('Changed by someone else'), 428: problemResponse('If-Match is missing') } : {}),
    422: problemResponse('A field is not valid'),
    429: problemResponse('Too many attempts'),
    503: problemResponse('Busy; nothing was changed'),
  };
  const made = createRoute({
    ...route,
    responses: responses as R['responses'],
    middleware: [guard] as const,
    ...(guarded ? { security: [{ session: [] }, ...(forTokens(action) ? [{ token: [] }] : [])] } : {}),
    'x-permission': action,
  } as unknown as R & { middleware: MiddlewareHandler<Env>[] });
  return made as typeof made & R;
}

/** The context of an action, from the request: If-Match and Idempotency-Key included. */
export function contextOf(c: HonoContext<Env>, payload?: unknown): Context {
  const services = c.get('services');
  const match = c.req.header('if-match')?.match(/^(?:W\/)?"(\d{1,9})"$/);
  const key = c.req.header('idempotency-key');
  if (key !== undefined && !/^[\x21-\x7e]{8,128}$/.test(key)) {
    throw new Refusal('malformed', [
      {
        code: 'bad_field',
        values: {
          detail: 'Idempotency-Key: 8–128 visible ASCII',
          detail_zh: 'Idempotency-Key 应为 8–128 个可见 ASCII 字符',
        },
        pointer: '/header/idempotency-key',
      },
    ]);
  }
  return {
    db: services.db,
    clock: services.clock,
    events: services.events,
    enqueue: services.enqueue,
    actor: c.get('actor'),
    district: services.config.DISTRICT,
    language: c.get('language'),
    requestId: c.get('requestId'),
    ...(match ? { ifMatch: Number(match[1]) } : {}),
    ...(key ? { idempotency: { key, hash: hashOf([c.req.method, c.req.path, payload ?? null]) } } : {}),
  };
}

/** JSON content for a route's response or body. */
export const json = <T extends z.ZodType>(schema: T, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});
export const body = <T extends z.ZodType>(schema: T) => ({
  required: true,
  content: { 'application/json': { schema } },
});
