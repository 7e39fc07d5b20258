import { createApp } from '../../server/app.ts';
import type { Membership } from '../../server/kernel/reach.ts';
import { createAccount } from '../../server/platform/accounts.ts';
import { readConfig } from '../../server/platform/config.ts';
import { act } from '../../server/platform/context.ts';
import { createLog } from '../../server/platform/log.ts';
import { createMetrics } from '../../server/platform/metrics.ts';
import { hashPassword } from '../../server/platform/passwords.ts';
import { openSession } from '../../server/platform/ways.ts';
import { DISTRICT, vault, type World } from './district.ts';
import { testStorage } from './storage.ts';

type App = ReturnType<typeof createApp>['app'];
type NewAccount = {
  username?: string;
  displayName?: string;
  phone?: string;
  password?: string;
  totpSecret?: string;
  oidcSubject?: string;
  roles?: (Partial<Membership> & Pick<Membership, 'role'>)[];
};

/** The whole product over a test world, as a production installation unless told otherwise. */
export function site(w: World, env: Record<string, string> = {}) {
  const config = readConfig({
    DATABASE_URL: 'postgres://given.by.the.test/yiwei',
    DATABASE_OWNER_URL: 'postgres://given.by.the.test/yiwei',
    DATA_KEY: '07'.repeat(32),
    LOG_LEVEL: 'silent',
    DISTRICT,
    DEMO: '0',
    TRUST_PROXY: '1',
    ...env,
  });
  const services = {
    db: w.database.db,
    clock: () => w.time.now,
    events: w.events,
    vault,
    storage: testStorage(),
    config,
    log: createLog('silent'),
  };
  const { app } = createApp(services, createMetrics(), 'no pages');
  /** Adds an account as a tool of the administrator would. */
  const account = async (input: NewAccount): Promise<string> => {
    const { password, roles = [], displayName = 'someone', ...rest } = input;
    const passwordHash = password === undefined ? undefined : await hashPassword(password);
    const memberships = roles.map((m) => ({ district: DISTRICT, street: null, facility: null, ...m }));
    return act(
      w.as(null),
      'platform.sign_in',
      async () => ({ district: DISTRICT, type: 'account', id: null, row: null }),
      async (tx) => {
        const id = await createAccount(tx, vault, {
          ...rest,
          displayName,
          passwordHash,
          memberships,
          now: w.time.now,
        });
        if (!id) throw new Error('the account exists');
        return { result: id, id };
      },
    );
  };
  /** A browser already signed in as this account. */
  const signedIn = async (accountId: string, strength: 1 | 2 = 2) => {
    const visitor = { ctx: w.as(null), vault, config, address: 'test', agent: 'test', sessionId: null };
    const { token, id } = await openSession(visitor, accountId, strength, 'test');
    const at = browser(app);
    at.cookies.set('__Host-session', token);
    return Object.assign(at, { sessionId: id });
  };
  return { app, config, account, signedIn, browser: (address?: string) => browser(app, address) };
}
export type Site = ReturnType<typeof site>;

let addresses = 0;

/** Keeps cookies and comes from one network address, as browsers do. */
export function browser(app: App, address = `10.0.${Math.floor(addresses / 250)}.${(addresses++ % 250) + 1}`) {
  const cookies = new Map<string, string>();
  const send = async (method: string, path: string, json?: unknown, headers: Record<string, string> = {}) => {
    const response = await app.request(path, {
      method,
      headers: {
        'x-forwarded-for': address,
        ...(cookies.size ? { cookie: [...cookies].map(([k, v]) => `${k}=${v}`).join('; ') } : {}),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = line.match(/^([^=]+)=([^;]*)/) as unknown as [string, string, string];
      if (value === '' || /Max-Age=0/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    const text = await response.text();
    const type = response.headers.get('content-type') ?? '';
    // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of an answer
    const body: any = type.includes('json') && text ? JSON.parse(text) : text;
    return { status: response.status, body, headers: response.headers };
  };
  return {
    cookies,
    address,
    get: (path: string, headers?: Record<string, string>) => send('GET', path, undefined, headers),
    post: (path: string, json?: unknown, headers?: Record<string, string>) => send('POST', path, json, headers),
    put: (path: string, json?: unknown, headers?: Record<string, string>) => send('PUT', path, json, headers),
    delete: (path: string, headers?: Record<string, string>) => send('DELETE', path, undefined, headers),
    /** strength of the session as the site sees it; 0 signed out */
    strength: async () => (await send('GET', '/api/v1/session')).body.strength as number,
  };
}
