import { importApplicants } from '../../server/applicants/actions.ts';
import { submitApplication } from '../../server/applications/actions.ts';
import type { Status } from '../../server/applications/rules.ts';
import type { CaseRules } from '../../server/clocks/rules.ts';
import { giveConsents } from '../../server/consents/actions.ts';
import type { Actor } from '../../server/platform/context.ts';
import { publishNotices } from '../../server/publicity/actions.ts';
import { type Answer, appOf } from './app.ts';
import { freshDatabase } from './database.ts';
import { agreedTo, openTestDistrict, person, STREET, vault, world } from './district.ts';

export const wish = {
  service: 'nursing' as const,
  choices: [],
  accept_any: true,
  radius_km: 20,
  weekdays: [],
  needs: [],
  note: null,
  consents: agreedTo('apply', 'messages'),
};
const rules: Partial<CaseRules> = {
  departments: [
    { department: 'street', when: { always: true } },
    { department: 'health', when: { services: ['nursing'] } },
    { department: 'disabled_federation', when: { categories: ['severe_disability'] } },
  ],
  documents: [
    { type: 'id_card', when: { always: true } },
    { type: 'authorisation', when: { by_other: true } },
  ],
  notice_tracks: ['B', 'C'],
};
const agreed: Record<string, [who: string, reason: string]> = {
  street: ['desk', 'facts_confirmed'],
  health: ['health', 'fit_for_group_living'],
  disabled_federation: ['disabled', 'card_confirmed'],
};

/** A district that approves together: somebody of every role signed in, and the steps of a case by name. */
export async function openCasework() {
  const database = await freshDatabase();
  const w = world(database);
  await openTestDistrict(w, rules);
  const product = appOf(w);
  const actors = {
    family: await w.someone('family'),
    desk: await w.someone('desk', { street: STREET }),
    officer: await w.someone('officer'),
    second: await w.someone('officer'),
    leader: await w.someone('leader'),
    inspector: await w.someone('inspector'),
    health: await w.someone('partner', { department: 'health' }),
    disabled: await w.someone('partner', { department: 'disabled_federation' }),
  } satisfies Record<string, Actor>;
  const cookies: Record<string, string> = {};
  const signIn = async () => {
    for (const [name, actor] of Object.entries(actors)) cookies[name] = await product.cookieOf(actor);
  };
  await signIn();
  const rowOf = async (id: string) =>
    (await database.ownerSql`select * from applications where id = ${id}`)[0] as unknown as {
      status: Status;
      version: number;
      queued_at: Date | null;
      turn: number;
    };
  const get = (who: string, path: string) => product.ask('GET', `/api/v1${path}`, { cookie: cookies[who] as string });
  /** As somebody; with an empty name as nobody in particular. */
  const post = (who: string, path: string, body: object) =>
    product.ask('POST', `/api/v1${path}`, { ...(who ? { cookie: cookies[who] as string } : {}), body });
  /** One step of a case, with its version as it stands. */
  async function step(who: string, id: string, path: string, body: object = {}): Promise<Answer> {
    const { version } = await rowOf(id);
    return product.ask('POST', `/api/v1/applications/${id}/${path}`, {
      cookie: cookies[who] as string,
      body,
      headers: { 'if-match': `"${version}"` },
    });
  }
  /** A person of the register whom the family account may act for, with the papers named, and agreed to the notice on paper. */
  async function someone(papers = ['id_card', 'authorisation'], total = 50): Promise<string> {
    const p = person({}, total);
    p.documents = papers.map((type) => ({
      type: type as 'id_card',
      issuedOn: '2024-01-01',
      source: 'data_share' as const,
    }));
    p.helpers = [{ accountId: actors.family.account!, relation: 'child' }];
    await importApplicants(w.system, vault, [p]);
    await giveConsents(w.as(actors.desk), p.applicant.id, { ...agreedTo('publicity'), channel: 'paper' });
    return p.applicant.id;
  }
  const apply = async (applicant: string) =>
    (await submitApplication(w.as(actors.family), { applicant_id: applicant, ...wish })).application_id;
  /** Everybody who was asked agrees. */
  async function agree(id: string): Promise<void> {
    const asked = await database.ownerSql`
      select id, department from opinions where application_id = ${id} and given_at is null`;
    for (const o of asked) {
      const [who, reason] = agreed[o.department as string] as [string, string];
      const given = await post(who, `/opinions/${o.id}`, { outcome: 'agree', reason, note: null });
      if (given.status !== 200) throw new Error(given.text);
    }
  }
  /** Accepted, agreed to and found eligible: on public notice, or in the queue where the track needs none. */
  async function decided(total = 50): Promise<string> {
    const id = await apply(await someone(undefined, total));
    await step('desk', id, 'accept');
    await agree(id);
    await step('officer', id, 'decide', { outcome: 'eligible' });
    await publishNotices(w.system);
    return id;
  }
  /** Moves the clock by days; sessions end meanwhile, so everybody signs in again. */
  const passDays = (n: number) => {
    w.time.now = new Date(w.time.now.getTime() + n * 86_400_000);
    return signIn();
  };
  const cookieOf = (who: string) => cookies[who] as string;
  return { database, w, product, cookieOf, actors, rowOf, get, post, step, someone, apply, agree, decided, passDays };
}
export type Casework = Awaited<ReturnType<typeof openCasework>>;
