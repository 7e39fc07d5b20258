import { and, eq } from 'drizzle-orm';
import { opinions } from '../db/schema/casework.ts';
import { acceptApplication, askMore } from '../server/acceptance/actions.ts';
import {
  acceptOffer,
  declineOffer,
  lapseOffers,
  makeOffer,
  receiveOffer,
  refuseOffer,
  withdrawOffer,
} from '../server/allocation/actions.ts';
import { submitApplication, withdrawApplication } from '../server/applications/actions.ts';
import { type Given, giveConsents } from '../server/consents/actions.ts';
import { type Purpose, wordingOn } from '../server/consents/rules.ts';
import { decide, handOver } from '../server/decisions/actions.ts';
import { listWaiting } from '../server/decisions/queries.ts';
import type { Department } from '../server/kernel/departments.ts';
import { dayOf } from '../server/kernel/period.ts';
import type { Role } from '../server/kernel/permissions.ts';
import { admit } from '../server/placements/actions.ts';
import { type Actor, type Context, clockActor, view } from '../server/platform/context.ts';
import { newId } from '../server/platform/ids.ts';
import { endNotices, publishNotices } from '../server/publicity/actions.ts';
import { giveOpinion } from '../server/reviews/actions.ts';
import { reasonsOf } from '../server/reviews/rules.ts';
import type { PlannedEvent } from './offers.ts';
import type { Plan } from './plan.ts';
import { admissionSheet } from './risks.ts';

const COLLECTED_AFTER = 9 * 86_400_000;
type Known = { id: string; version: number };

/**
 * Does the planned case work with the product's own actions, each by whoever may and at its moment's clock, so that
 * order, lots, deadlines and constraints are checked as in use. Throws Refusal where the plan and the rules differ.
 */
export async function playEvents(
  ctx: Context,
  plan: Plan,
  accounts: ReadonlyMap<string, string>,
  progress: (done: number) => void,
): Promise<void> {
  const { district } = ctx;
  const applications = new Map<string, Known>();
  const offers = new Map<string, Known>();
  const planned = new Map(plan.applications.map((a) => [a.id, a]));
  const madeFor = new Map(plan.offers.map((o) => [o.id, o]));
  const personOf = (application: string) => planned.get(application)!.person.applicant;
  const helped = new Map(plan.accounts.flatMap((a) => (a.helps ? [[a.helps.applicant, a] as const] : [])));

  /** The demonstration account of that role and scope where there is one, else somebody of that role without a name. */
  function actor(role: Role, scope: { street?: string; facility?: string; department?: string } = {}): Actor {
    const membership = {
      district,
      role,
      street: scope.street ?? null,
      facility: scope.facility ?? null,
      department: scope.department ?? null,
    };
    const own = plan.accounts.find(
      (a) =>
        a.role === role &&
        a.street === membership.street &&
        a.facility === membership.facility &&
        a.department === membership.department,
    );
    const account = own ? (accounts.get(own.username) ?? null) : null;
    return { account, name: own?.displayName ?? role, strength: 2, memberships: [membership] };
  }
  const at = (when: Date, who: Actor, ifMatch?: number): Context => ({
    ...ctx,
    clock: () => when,
    actor: who,
    requestId: newId(),
    ifMatch,
  });
  /** For the family: the account that may act for the person, else the desk of the person's street. */
  const forFamily = (application: string) => {
    const person = personOf(application);
    return helped.has(person.id) ? actor('family') : actor('desk', { street: person.streetCode });
  };
  const officer = actor('officer');
  const deskOf = (application: string) => actor('desk', { street: personOf(application).streetCode });

  async function change<R>(known: Known, work: (version: number) => Promise<R>): Promise<R> {
    const result = await work(known.version);
    known.version += 1;
    return result;
  }

  for (const [i, e] of plan.events.entries()) {
    switch (e.do) {
      case 'submit': {
        const a = planned.get(e.application)!;
        const who = forFamily(e.application);
        const consents = await agree(e.at, who, a.person.applicant.id, e.application);
        const made = await submitApplication(at(e.at, who), {
          consents,
          applicant_id: a.person.applicant.id,
          service: a.service,
          choices: a.choices,
          accept_any: a.accept_any,
          radius_km: a.radius_km,
          weekdays: a.weekdays,
          needs: a.needs,
          note: a.note,
        });
        applications.set(e.application, { id: made.application_id, version: 1 });
        break;
      }
      case 'accept': {
        const known = applications.get(e.application)!;
        await change(known, (version) => acceptApplication(at(e.at, deskOf(e.application), version), known.id));
        break;
      }
      case 'ask_more': {
        const known = applications.get(e.application)!;
        await change(known, (version) =>
          askMore(at(e.at, deskOf(e.application), version), known.id, '请一并带上近期体检报告。'),
        );
        break;
      }
      case 'opinions':
        await opine(e.at, e.application, e.all);
        break;
      case 'decide': {
        const known = applications.get(e.application)!;
        const { status } = await change(known, (version) =>
          decide(at(e.at, officer, version), known.id, { outcome: 'eligible', note: null }),
        );
        // One more move: into the queue, or onto the public page, where the clock puts it.
        known.version += 1;
        if (status === 'eligible') await publishNotices(at(e.at, clockActor(district)));
        break;
      }
      case 'pass_notice': {
        await endNotices(at(e.at, clockActor(district)));
        applications.get(e.application)!.version += 1;
        break;
      }
      case 'reject': {
        const known = applications.get(e.application)!;
        await change(known, (version) =>
          decide(at(e.at, officer, version), known.id, { outcome: 'ineligible', note: e.reason }),
        );
        break;
      }
      case 'withdraw_application': {
        const known = applications.get(e.application)!;
        const who = forFamily(e.application);
        await change(known, (version) => withdrawApplication(at(e.at, who, version), known.id, e.reason));
        break;
      }
      case 'offer': {
        const { id } = applications.get(e.application)!;
        const made = await makeOffer(at(e.at, officer), { application_id: id, bed_id: e.bed });
        offers.set(e.offer, { id: made.offer_id, version: 1 });
        break;
      }
      case 'lapse':
        await lapseOffers(at(e.at, clockActor(district)));
        break;
      default:
        await answer(e);
    }
    progress(i + 1);
  }
  await handOverReplies();

  /** At the demonstration counter the replies of earlier weeks have been collected; those of the last days wait, and the newest whatever its day. */
  async function handOverReplies() {
    const counter = plan.accounts.find((a) => a.role === 'desk');
    const last = plan.events.at(-1);
    if (!counter?.street || !last) return;
    const desk = actor('desk', { street: counter.street });
    const waiting = (await listWaiting(at(last.at, desk), 500)).sort((a, b) => (a.made_at < b.made_at ? -1 : 1));
    for (const reply of waiting.slice(0, -1)) {
      const collected = new Date(Date.parse(reply.made_at) + COLLECTED_AFTER);
      if (collected < last.at) await handOver(at(collected, desk), reply.id, `${reply.name}（本人）`);
    }
  }

  /** What is agreed to with an application: by a helper on the page, the notice by the person on paper at the counter. */
  async function agree(when: Date, who: Actor, person: string, application: string): Promise<Given | null> {
    const wording = wordingOn(dayOf(when))?.version;
    if (!wording) return null;
    const to = (...list: Purpose[]) => ({ wording, list: list.map((purpose) => ({ purpose, facility_id: null })) });
    if (who.memberships[0]?.role !== 'family') return { ...to('apply', 'publicity', 'messages'), relation: 'self' };
    await giveConsents(at(when, deskOf(application)), person, { ...to('publicity'), channel: 'paper' });
    return to('apply', 'messages');
  }

  /** What the departments asked say; where not all have answered, the first keeps the case waiting. */
  async function opine(when: Date, application: string, all: boolean) {
    const { id } = applications.get(application)!;
    const asked = await view(at(when, officer), 'cases.counts', (tx) =>
      tx
        .select({ id: opinions.id, department: opinions.department })
        .from(opinions)
        .where(and(eq(opinions.district, district), eq(opinions.applicationId, id)))
        .orderBy(opinions.department),
    );
    for (const one of all ? asked : asked.slice(1)) {
      const department = one.department as Department;
      const who =
        department === 'street'
          ? actor('desk', { street: personOf(application).streetCode })
          : actor('partner', { department });
      const reason = reasonsOf[department][0] as string;
      await giveOpinion(at(when, who), one.id, { outcome: 'agree', reason, note: null });
    }
  }

  async function answer(e: Extract<PlannedEvent, { offer: string; bed?: undefined }>) {
    const known = offers.get(e.offer)!;
    const { application, facility } = madeFor.get(e.offer)!;
    const family = forFamily(application);
    const institution = actor('institution', { facility });
    await change(known, async (version) => {
      const by = (who: Actor) => at(e.at, who, version);
      switch (e.do) {
        case 'family_accepts':
          return acceptOffer(by(family), known.id);
        case 'facility_accepts':
          return receiveOffer(by(institution), known.id);
        case 'family_declines':
          return declineOffer(by(family), known.id, { reason: e.reason, note: null });
        case 'facility_refuses':
          return refuseOffer(by(institution), known.id, { reason: e.reason, note: null });
        case 'withdraw_offer':
          return withdrawOffer(by(officer), known.id, e.reason);
        case 'admit':
          return admit(by(institution), known.id, { admitted_on: e.on, risk: admissionSheet(e.offer) });
      }
    });
  }
}
