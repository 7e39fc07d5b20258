import { registerApplicant } from '../server/applicants/actions.ts';
import { checkDigit } from '../server/applicants/rules.ts';
import { saveDraft } from '../server/applications/actions.ts';
import { giveConsents } from '../server/consents/actions.ts';
import { type Purpose, wordingOn } from '../server/consents/rules.ts';
import { verifyDocument } from '../server/documents/actions.ts';
import { addDays, startOfDay } from '../server/kernel/period.ts';
import type { Context } from '../server/platform/context.ts';
import { newId } from '../server/platform/ids.ts';
import type { Storage } from '../server/platform/storage.ts';
import type { Vault } from '../server/platform/vault.ts';
import { erasePerson } from '../server/privacy/actions.ts';
import { ERASE_WORDS } from '../server/privacy/rules.ts';
import type { Plan } from './plan.ts';
import { fileScan, pdf } from './scans.ts';

/** Two people who began at the counter, thought better of it and had everything deleted: how many days ago, and their card. */
const changedTheirMinds = [
  { ago: 24, card: '99999919410309001', name: '白露' },
  { ago: 6, card: '99999919461122002', name: '谷雨' },
];

/** What the demonstration family agreed to: by themselves on the page, and the notice by the person on paper. */
export async function playConsents(ctx: Context, plan: Plan, accounts: ReadonlyMap<string, string>): Promise<void> {
  const family = plan.accounts.find((a) => a.helps !== null);
  const account = family && accounts.get(family.username);
  const person = plan.people.find((p) => p.applicant.id === family?.helps?.applicant)?.applicant;
  const at = new Date(startOfDay(addDays(plan.today, -20)).getTime() + 10 * 3_600_000);
  const wording = wordingOn(addDays(plan.today, -20))?.version;
  if (!family || !account || !person || !wording) return;
  const as = (role: 'family' | 'desk', who: string | null, name: string): Context => {
    const membership = {
      district: ctx.district,
      role,
      street: role === 'desk' ? person.streetCode : null,
      facility: null,
    };
    const actor = { account: who, name, strength: 2, memberships: [membership] };
    return { ...ctx, actor, requestId: newId(), clock: () => at };
  };
  const to = (...list: Purpose[]) => ({ wording, list: list.map((purpose) => ({ purpose, facility_id: null })) });
  await giveConsents(as('family', account, family.displayName), person.id, to('apply', 'messages'));
  const paper = { ...to('publicity', 'bank_account'), channel: 'paper' as const, relation: 'self' as const };
  await giveConsents(as('desk', null, 'desk'), person.id, paper);
}

/** What the counter deleted on request: the officer reads what went and that nobody is named any more. */
export async function playErasures(
  ctx: Context,
  services: { vault: Vault; storage: Storage },
  plan: Plan,
  accounts: ReadonlyMap<string, string>,
): Promise<void> {
  const desk = plan.accounts.find((a) => a.role === 'desk');
  const account = desk && accounts.get(desk.username);
  const community = plan.divisions.find((d) => d.level === 'community' && d.parentCode === desk?.street);
  if (!desk || !account || !community) return;
  const membership = { district: ctx.district, role: 'desk' as const, street: desk.street, facility: null };
  const actor = { account, name: desk.displayName, strength: 2, memberships: [membership] };
  for (const { ago, card, name } of changedTheirMinds) {
    const at = (minutes: number): Context => ({
      ...ctx,
      actor,
      requestId: newId(),
      clock: () => new Date(startOfDay(addDays(plan.today, -ago)).getTime() + (9 * 60 + minutes) * 60_000),
    });
    const { applicant_id } = await registerApplicant(at(0), services.vault, {
      name,
      id_no: card + checkDigit(card),
      phone: null,
      community: community.code,
      relation: null,
      living_alone: null,
    });
    await saveDraft(at(8), {
      applicant_id,
      service: 'residential',
      choices: [],
      accept_any: true,
      radius_km: 5,
      weekdays: [],
      needs: [],
      note: '先了解一下。',
    });
    const asked = { type: 'consent' as const, title: null, issued_on: addDays(plan.today, -ago), expires_on: null };
    const scan = { ...asked, bytes: pdf(`Please delete everything ${card.slice(-3)}`) };
    const document_id = await fileScan(at(20), services.storage, applicant_id, scan);
    if (!document_id) throw new Error('what was signed for a deletion is filed');
    await verifyDocument({ ...at(25), ifMatch: 1 }, document_id, asked);
    await erasePerson(at(31), services.vault, applicant_id, { words: ERASE_WORDS.zh, document_id });
  }
}
