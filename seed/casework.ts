import {
  acceptOffer,
  declineOffer,
  lapseOffers,
  makeOffer,
  receiveOffer,
  refuseOffer,
  withdrawOffer,
} from '../server/allocation/actions.ts';
import {
  approveApplication,
  rejectApplication,
  submitApplication,
  withdrawApplication,
} from '../server/applications/actions.ts';
import type { Role } from '../server/kernel/permissions.ts';
import { admit } from '../server/placements/actions.ts';
import { type Actor, type Context, clockActor } from '../server/platform/context.ts';
import { newId } from '../server/platform/ids.ts';
import type { PlannedEvent } from './offers.ts';
import type { Plan } from './plan.ts';

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
  function actor(role: Role, scope: { street?: string; facility?: string } = {}): Actor {
    const membership = { district, role, street: scope.street ?? null, facility: scope.facility ?? null };
    const own = plan.accounts.find(
      (a) => a.role === role && a.street === membership.street && a.facility === membership.facility,
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

  async function change<R>(known: Known, work: (version: number) => Promise<R>): Promise<R> {
    const result = await work(known.version);
    known.version += 1;
    return result;
  }

  for (const [i, e] of plan.events.entries()) {
    switch (e.do) {
      case 'submit': {
        const a = planned.get(e.application)!;
        const made = await submitApplication(at(e.at, forFamily(e.application)), {
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
      case 'approve': {
        const known = applications.get(e.application)!;
        await change(known, (version) => approveApplication(at(e.at, officer, version), known.id));
        break;
      }
      case 'reject': {
        const known = applications.get(e.application)!;
        await change(known, (version) => rejectApplication(at(e.at, officer, version), known.id, e.reason));
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
          return admit(by(institution), known.id, { admitted_on: e.on });
      }
    });
  }
}
