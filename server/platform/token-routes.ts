import { z } from '@hono/zod-openapi';
import { tokenScopeNames } from '../kernel/permissions.ts';
import { body, contextOf, door, json, router } from './http.ts';
import { At, Day, Id, idParam, Text } from './shapes.ts';
import { createToken, listTokens, revokeToken } from './tokens.ts';

const Scopes = z.array(z.enum(tokenScopeNames)).min(1).max(tokenScopeNames.length);
const Token = z
  .object({
    id: Id,
    name: z.string(),
    hint: z
      .string()
      .openapi({ description: 'The first part of the token, by which people recognise it', example: 'yw_5f0c31d8' }),
    scopes: z.array(z.enum(tokenScopeNames)),
    made_by: z.string(),
    created_at: At,
    expires_at: At.nullable(),
    used_at: At.nullable().openapi({ description: 'Last used, to the minute' }),
    state: z.enum(['live', 'expired', 'revoked', 'maker_left']),
  })
  .openapi('ApiToken');
const tags = ['machines'];

/** Tokens for the programs of a facility, kept by its own staff. */
export const tokenRoutes = router()
  .openapi(
    door('tokens.list', {
      method: 'get',
      path: '/facilities/{id}/tokens',
      tags,
      summary: 'The API tokens of the own facility; never their secrets',
      request: { params: idParam },
      responses: { 200: json(z.object({ tokens: z.array(Token) }), 'In the order they were made') },
    }),
    async (c) => {
      const ctx = contextOf(c);
      const now = ctx.clock();
      const rows = await listTokens(ctx, c.req.valid('param').id);
      const tokens = rows.map((t) => ({
        id: t.id,
        name: t.name,
        hint: t.hint,
        scopes: t.scopes as (typeof tokenScopeNames)[number][],
        made_by: t.madeBy,
        created_at: t.createdAt.toISOString(),
        expires_at: t.expiresAt?.toISOString() ?? null,
        used_at: t.usedAt?.toISOString() ?? null,
        state: t.revokedAt
          ? ('revoked' as const)
          : t.expiresAt && t.expiresAt <= now
            ? ('expired' as const)
            : t.makerStays
              ? ('live' as const)
              : ('maker_left' as const),
      }));
      return c.json({ tokens }, 200);
    },
  )
  .openapi(
    door('tokens.create', {
      method: 'post',
      path: '/facilities/{id}/tokens',
      tags,
      summary: 'A token for a program of the own facility; it is told this once',
      request: {
        params: idParam,
        body: body(
          z
            .strictObject({
              name: Text(40)
                .transform((s) => s.trim())
                .refine((s) => s.length > 0 && !/[<>]/.test(s), 'must not be empty or hold markup')
                .openapi({ type: 'string', example: '颐养管家' }),
              scopes: Scopes,
              expires_on: Day.nullable().default(null).openapi({ description: 'Last day on which it opens anything' }),
            })
            .openapi('NewApiToken'),
        ),
      },
      responses: { 201: json(z.object({ id: Id, token: z.string(), hint: z.string() }), 'Told this once') },
    }),
    async (c) => {
      const { name, scopes, expires_on } = c.req.valid('json');
      const made = await createToken(contextOf(c), c.req.valid('param').id, { name, scopes, expires: expires_on });
      c.header('cache-control', 'no-store');
      return c.json(made, 201);
    },
  )
  .openapi(
    door('tokens.revoke', {
      method: 'post',
      path: '/tokens/{id}/revoke',
      tags,
      summary: 'End a token from the next request on',
      request: { params: idParam },
      responses: { 204: { description: 'Ended' } },
    }),
    async (c) => {
      await revokeToken(contextOf(c), c.req.valid('param').id);
      return c.body(null, 204);
    },
  );
