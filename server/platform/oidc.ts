import { eq } from 'drizzle-orm';
import type { Context as HonoContext } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import * as oidc from 'openid-client';
import { accounts } from '../../db/schema/registry.ts';
import { Refusal } from '../kernel/errors.ts';
import type { Config } from './config.ts';
import { view } from './context.ts';
import type { Env } from './http.ts';
import { limitsOf } from './limits.ts';
import { keepsSecureCookies, type Opened, originOf, visitorOf } from './session.ts';
import { openSession } from './ways.ts';

const FLOW_SECONDS = 600;
const TIMEOUT_SECONDS = 10;
const CALLBACK = '/api/v1/signin/oidc/callback';
/** Values of `acr` that mean more than one factor: OpenID PAPE, REFEDS, and the plain word some servers use. */
const multiFactor = [
  'mfa',
  'http://schemas.openid.net/pape/policies/2007/06/multi-factor',
  'https://refeds.org/profile/mfa',
];

type Flow = { state: string; nonce: string; verifier: string; until: number };

const discovered = new WeakMap<Config, Promise<oidc.Configuration>>();

/** The issuer's metadata, asked for once; a failure is not remembered. */
async function issuer(config: Config): Promise<oidc.Configuration> {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET } = config;
  if (!OIDC_ISSUER || !OIDC_CLIENT_ID) throw new Refusal('not_found', 'oidc_off');
  const address = new URL(OIDC_ISSUER);
  // Plain http only inside this machine, as for an issuer behind a local proxy.
  const local = ['127.0.0.1', 'localhost', '[::1]'].includes(address.hostname);
  const asked =
    discovered.get(config) ??
    oidc.discovery(address, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_CLIENT_SECRET ? undefined : oidc.None(), {
      timeout: TIMEOUT_SECONDS,
      execute: [oidc.enableNonRepudiationChecks, ...(local ? [oidc.allowInsecureRequests] : [])],
    });
  discovered.set(config, asked);
  return asked.catch(() => {
    discovered.delete(config);
    throw new Refusal('unavailable', 'oidc_failed');
  });
}

const cookieName = (c: HonoContext<Env>) => (keepsSecureCookies(c) ? '__Host-oidc' : 'yiwei_oidc');

/**
 * Starts single sign-on: authorization code with PKCE, state and nonce, which wait in a sealed cookie for 10 minutes.
 * @returns the issuer's address to send the browser to
 * @throws Refusal not_found (oidc_off), unavailable (oidc_failed), too_many
 */
export async function beginOidc(c: HonoContext<Env>): Promise<string> {
  const { config, vault, clock, db } = c.get('services');
  const configuration = await issuer(config);
  await limitsOf(db).spend('oidc_address', visitorOf(c).address);
  const flow: Flow = {
    state: oidc.randomState(),
    nonce: oidc.randomNonce(),
    verifier: oidc.randomPKCECodeVerifier(),
    until: clock().getTime() + FLOW_SECONDS * 1000,
  };
  setCookie(c, cookieName(c), Buffer.from(vault.seal(JSON.stringify(flow))).toString('base64url'), {
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
    secure: keepsSecureCookies(c),
    maxAge: FLOW_SECONDS,
  });
  c.header('cache-control', 'no-store');
  return oidc.buildAuthorizationUrl(configuration, {
    redirect_uri: originOf(config) + CALLBACK,
    scope: 'openid',
    state: flow.state,
    nonce: flow.nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(flow.verifier),
    code_challenge_method: 'S256',
  }).href;
}

/**
 * Takes the issuer's answer. Its `sub` must belong to an account here: nobody is let in because the issuer knows them.
 * Two factors only when `amr` or `acr` says so.
 * @throws Refusal forbidden (oidc_failed) whatever went wrong: state, nonce, code, signature, unknown subject
 */
export async function finishOidc(c: HonoContext<Env>): Promise<Opened> {
  const { config, log } = c.get('services');
  const configuration = await issuer(config);
  const visitor = visitorOf(c);
  await limitsOf(visitor.ctx.db).spend('oidc_address', visitor.address);
  const flow = readFlow(c);
  deleteCookie(c, cookieName(c), { path: '/', secure: keepsSecureCookies(c) });
  if (!flow) throw new Refusal('forbidden', 'oidc_failed');
  const answer = new URL(originOf(config) + CALLBACK);
  answer.search = new URL(c.req.url).search;
  const tokens = await oidc
    .authorizationCodeGrant(configuration, answer, {
      expectedState: flow.state,
      expectedNonce: flow.nonce,
      pkceCodeVerifier: flow.verifier,
      idTokenExpected: true,
    })
    .catch((error: unknown) => {
      log.warn({ id: visitor.ctx.requestId, code: (error as { code?: string }).code }, 'single sign-on refused');
      throw new Refusal('forbidden', 'oidc_failed');
    });
  const claims = tokens.claims();
  if (!claims) throw new Refusal('forbidden', 'oidc_failed');
  const [account] = await view({ ...visitor.ctx, actor: null }, 'platform.sign_in', (tx) =>
    tx
      .select({ id: accounts.id, disabledAt: accounts.disabledAt })
      .from(accounts)
      .where(eq(accounts.oidcSubject, claims.sub)),
  );
  if (!account || account.disabledAt) throw new Refusal('forbidden', 'oidc_failed');
  return openSession(visitor, account.id, isMultiFactor(claims) ? 2 : 1, 'oidc');
}

function readFlow(c: HonoContext<Env>): Flow | null {
  const { vault, clock } = c.get('services');
  const sealed = getCookie(c, cookieName(c));
  if (!sealed) return null;
  try {
    const flow = JSON.parse(vault.open(Buffer.from(sealed, 'base64url'))) as Flow;
    return flow.until > clock().getTime() ? flow : null;
  } catch {
    return null;
  }
}

function isMultiFactor(claims: oidc.IDToken): boolean {
  const { amr, acr } = claims;
  return (Array.isArray(amr) && amr.includes('mfa')) || (typeof acr === 'string' && multiFactor.includes(acr));
}
