import { setRequestRules } from '../../server/requests/actions.ts';
import type { Kind, Terms } from '../../server/requests/rules.ts';
import { appOf } from './app.ts';
import { freshDatabase } from './database.ts';
import { openHome, openTestDistrict, STREET, world } from './district.ts';

export const terms: Terms = {
  grid: { amount: 24, unit: 'hours' },
  community: { amount: 2, unit: 'working_days' },
  street: { amount: 5, unit: 'working_days' },
  department: { amount: 10, unit: 'working_days' },
  outside: { amount: 5, unit: 'working_days' },
  answered: { amount: 5, unit: 'working_days' },
};
export const kinds: Kind[] = [
  { code: 'lift', zh: '电梯', en: 'Lift', level: 'grid' },
  { code: 'care', zh: '养老服务', en: 'Care', level: 'community' },
];
export const HOTLINE_SECRET = 'hotline-secret-of-thirty-two-characters';

/** A district where requests are dealt with: somebody of every role signed in, one step of a request by name. */
export async function openRequests(env: Record<string, string> = {}) {
  const database = await freshDatabase();
  const w = world(database);
  await openTestDistrict(w);
  const home = await openHome(w);
  await setRequestRules(w.system, { from: '2026-01-01', terms, kinds, docNo: '示例', example: true });
  const product = appOf(w, undefined, { HOTLINE_SECRET, ...env });
  const actors = {
    family: await w.someone('family'),
    stranger: await w.someone('family'),
    grid: await w.someone('grid_worker', { street: STREET }),
    gridElsewhere: await w.someone('grid_worker', { street: '430602002' }),
    desk: await w.someone('desk', { street: STREET }),
    deskElsewhere: await w.someone('desk', { street: '430602002' }),
    health: await w.someone('partner', { department: 'health' }),
    finance: await w.someone('partner', { department: 'finance' }),
    officer: await w.someone('officer'),
    leader: await w.someone('leader'),
    inspector: await w.someone('inspector'),
    administrator: await w.someone('administrator'),
  };
  type Who = keyof typeof actors;
  const cookies = new Map<Who, string>();
  const cookieOf = async (who: Who): Promise<string> => {
    const cookie = cookies.get(who) ?? (await product.cookieOf(actors[who]));
    cookies.set(who, cookie);
    return cookie;
  };
  const ask = async (who: Who, method: string, path: string, body?: object, version?: number) =>
    product.ask(method, `/api/v1${path}`, {
      cookie: await cookieOf(who),
      ...(body ? { body } : {}),
      ...(version === undefined ? {} : { headers: { 'if-match': `"${version}"` } }),
    });
  const rowOf = async (id: string) =>
    (await database.ownerSql`select * from requests where id = ${id}`)[0] as unknown as {
      request_no: string;
      level: string;
      status: string;
      version: number;
      due_at: Date | null;
      answer: string | null;
      department: string | null;
    };
  /** One step of a request, with its version as it stands. */
  const step = async (who: Who, id: string, verb: string, body: object = {}) =>
    ask(who, 'POST', `/requests/${id}/${verb}`, body, (await rowOf(id)).version);
  const raise = async (who: Who, more: object = {}): Promise<string> => {
    const made = await ask(who, 'POST', '/requests', {
      kind: 'care',
      text: '父亲行动不便，想问上门助浴怎么办。',
      community: '430602001001',
      ...more,
    });
    if (made.status !== 201) throw new Error(made.text);
    return made.body.request_id as string;
  };
  /** Moves the clock; sessions end meanwhile, so everybody signs in again. */
  const pass = (hours: number) => {
    w.time.now = new Date(w.time.now.getTime() + hours * 3_600_000);
    cookies.clear();
  };
  return { database, w, home, product, actors, ask, rowOf, step, raise, pass };
}
