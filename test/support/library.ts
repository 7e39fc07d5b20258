import { importApplicants } from '../../server/applicants/actions.ts';
import { setDocumentRules } from '../../server/documents/actions.ts';
import type { Actor } from '../../server/platform/context.ts';
import { appOf } from './app.ts';
import { freshDatabase } from './database.ts';
import { DISTRICT, openHome, openTestDistrict, person, queueUp, STREET, vault, world } from './district.ts';
import { sha256 } from './files.ts';

export type Facts = { type: string; issued_on: string; expires_on?: string | null; title?: string };
export type Listed = Record<string, unknown> & { id: string; type: string; state: string; version: number };

/** Three people with papers to come, and everybody who may or may not reach them, over the product's own routes. */
export async function openLibrary() {
  const database = await freshDatabase();
  const w = world(database);
  await openTestDistrict(w);
  const product = appOf(w);
  await setDocumentRules(w.system, {
    version: 'document-rules v1',
    effective: '[2024-01-01,)',
    rules: { expiring_days: 30, upload_hours: 48, keep_months: 6 },
    docNo: 'test',
  });
  const { facility } = await openHome(w);
  const [elder, neighbour, far] = [person(), person(), person({ streetCode: '430602002' })];
  const officer = await w.someone('officer');
  const [application] = (await queueUp(w, officer, [elder])) as [string];
  await importApplicants(w.system, vault, [neighbour, far]);
  const actors = {
    officer,
    family: await w.someone('family'),
    stranger: await w.someone('family'),
    desk: await w.someone('desk', { street: STREET }),
    otherDesk: await w.someone('desk', { street: '430602002' }),
    nurse: await w.someone('institution', { facility }),
    partner: await w.someone('partner'),
    inspector: await w.someone('inspector'),
  } satisfies Record<string, Actor>;
  type Name = keyof typeof actors;
  for (const [whose, who] of [
    [elder, actors.family],
    [neighbour, actors.stranger],
  ] as const)
    await database.ownerSql`
      insert into helpers (district, applicant_id, account_id, relation)
      values (${DISTRICT}, ${whose.applicant.id}, ${who.account}, 'child')`;
  const cookies = {} as Record<Name, string>;
  /** Everybody signs in anew: after the clock was moved. */
  const signIn = async () => {
    for (const name of Object.keys(actors) as Name[]) cookies[name] = await product.cookieOf(actors[name]);
  };
  await signIn();

  const ask = (who: Name, method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    product.ask(method, `/api/v1${path}`, {
      cookie: cookies[who],
      headers,
      ...(body === undefined ? {} : { body }),
    });
  const announce = (who: Name, bytes: Uint8Array, facts: Facts, whose = elder.applicant.id) =>
    ask(who, 'POST', `/applicants/${whose}/uploads`, { ...facts, size: bytes.length, sha256: sha256(bytes) });
  const raw = (who: Name, path: string, init: RequestInit = {}) =>
    product.app.request(`http://localhost/api/v1${path}`, {
      ...init,
      headers: { cookie: cookies[who], ...init.headers },
    });
  const send = async (who: Name, id: string, offset: number, body: Uint8Array | ReadableStream) => {
    const answer = await raw(who, `/uploads/${id}?offset=${offset}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/octet-stream' },
      body: body as BodyInit,
      duplex: 'half',
    } as RequestInit);
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  /** Announces, sends and finishes; gives the document. */
  const file = async (who: Name, bytes: Uint8Array, facts: Facts, whose?: string): Promise<string> => {
    const begun = await announce(who, bytes, facts, whose);
    if (begun.status !== 201) throw new Error(begun.text);
    const id = begun.body.upload_id as string;
    for (let at = 0; at < bytes.length; at += 400_000) await send(who, id, at, bytes.subarray(at, at + 400_000));
    const done = await ask(who, 'POST', `/uploads/${id}/finish`);
    if (done.status !== 200) throw new Error(done.text);
    return done.body.document_id as string;
  };
  const library = async (who: Name, whose = elder.applicant.id) =>
    (await ask(who, 'GET', `/applicants/${whose}/documents`)).body.documents as Listed[];
  const one = async (who: Name, id: string) => (await library(who)).find((d) => d.id === id);
  return {
    ...{ database, w, product, application, actors, signIn, ask, announce, raw, send, file, library, one },
    elder: elder.applicant.id,
    neighbour: neighbour.applicant.id,
    far: far.applicant.id,
  };
}
export type Library = Awaited<ReturnType<typeof openLibrary>>;
