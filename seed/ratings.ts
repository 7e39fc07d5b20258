import { helpers } from '../db/schema/applicants.ts';
import { addDays, startOfDay } from '../server/kernel/period.ts';
import type { Role } from '../server/kernel/permissions.ts';
import { createAccount } from '../server/platform/accounts.ts';
import { act, type Context } from '../server/platform/context.ts';
import { newId } from '../server/platform/ids.ts';
import type { Vault } from '../server/platform/vault.ts';
import { giveRating, hideRating, replyToRating } from '../server/ratings/actions.ts';
import type { HideReason } from '../server/ratings/rules.ts';
import type { Plan } from './plan.ts';

type Said = {
  stars: readonly [care: number, respect: number, food: number, room: number, honesty: number];
  text: string | null;
  reply?: string;
  hidden?: HideReason;
};
/** What families say of the demonstration's own home, of a second one, and of one with too few to show a mean. */
const said: readonly (readonly Said[])[] = [
  [
    {
      stars: [5, 5, 4, 4, 5],
      text: '护理员翻身、擦洗很及时，老人身上一直干净。饭菜软，就是偏淡。',
      reply: '谢谢。口味已请食堂每周征求一次意见。',
    },
    { stars: [4, 5, 3, 4, 4], text: '对老人说话有耐心。晚饭开得早，夜里会饿。' },
    {
      stars: [4, 4, 4, 3, 5],
      text: '入住前说的收费和后来一样，没有另外加钱。房间冬天朝北有点冷。',
      reply: '朝北房间已加装取暖器。',
    },
    { stars: [2, 3, 3, 3, 2], text: '（含有护理员姓名的文字）', hidden: 'personal_data' },
    { stars: [5, 4, 4, 5, 4], text: null },
  ],
  [
    { stars: [4, 4, 5, 4, 4], text: '离家近，天天能去看。饭菜不错。' },
    { stars: [3, 4, 4, 3, 4], text: '周末护理员少，按铃要等一会儿。' },
    { stars: [4, 4, 3, 4, 3], text: null },
  ],
  [{ stars: [5, 5, 5, 4, 5], text: '康复师每天来，母亲能自己坐起来了。' }],
];

/** Families of people who live there rate their stays, through the product's own actions; the demonstration's home answers. */
export async function playRatings(
  ctx: Context,
  vault: Vault,
  plan: Plan,
  accounts: ReadonlyMap<string, string>,
): Promise<void> {
  const { district } = ctx;
  const { today } = plan;
  const demo = plan.accounts.find((a) => a.username === 'demo-institution')?.facility;
  const known = new Set(plan.accounts.flatMap((a) => (a.helps ? [a.helps.applicant] : [])));
  const long = plan.stays.filter(
    (s) => !s.dischargedOn && s.admittedOn < addDays(today, -60) && !s.until && !known.has(s.applicantId),
  );
  const livesIn = Map.groupBy(long, (s) => s.facilityId);
  const homes = [
    demo,
    ...plan.facilities
      .filter(({ facility }) => facility.kind === 'nursing_home' || facility.kind === 'medical_point')
      .map(({ facility }) => facility.id)
      .filter((id) => id !== demo),
  ]
    .filter((id) => id !== undefined && id !== null && (livesIn.get(id)?.length ?? 0) >= 5)
    .slice(0, said.length) as string[];
  const given = homes.flatMap((home, h) =>
    said[h]!.map((rating, i) => ({ ...rating, home, stay: livesIn.get(home)![i]!, daysAgo: 3 + 9 * i + 2 * h })),
  );
  const families = await act(
    ctx,
    'divisions.open',
    async () => ({ district, type: 'accounts', id: null, row: null }),
    async (tx) => {
      const made: string[] = [];
      for (const { stay } of given) {
        const membership = { district, role: 'family' as const, street: null, facility: null };
        const input = { displayName: '演示·住户家属', memberships: [membership], now: ctx.clock() };
        const id = (await createAccount(tx, vault, input)) ?? '';
        await tx.insert(helpers).values({ district, applicantId: stay.applicantId, accountId: id, relation: 'child' });
        made.push(id);
      }
      return { result: made, after: { accounts: made.length } };
    },
  );
  const as = (
    role: Role,
    account: string | null,
    daysAgo: number,
    facility: string | null = null,
    ifMatch?: number,
  ) => ({
    ...ctx,
    clock: () => new Date(startOfDay(addDays(today, -daysAgo)).getTime() + 9 * 3_600_000),
    requestId: newId(),
    ifMatch,
    actor: { account, name: role, strength: 2, memberships: [{ district, role, street: null, facility }] },
  });
  for (const [i, { stars, text, reply, hidden, stay, home, daysAgo }] of given.entries()) {
    const [care, respect, food, room, honesty] = stars;
    const answers = { care, respect, food, room, honesty, text };
    const { rating_id: id } = await giveRating(as('family', families[i]!, daysAgo), stay.claim.id, answers);
    const nurse = accounts.get('demo-institution') ?? null;
    if (reply) await replyToRating(as('institution', nurse, daysAgo - 2, home, 1), id, reply);
    if (hidden) await hideRating(as('officer', accounts.get('demo-officer') ?? null, daysAgo - 1, null, 1), id, hidden);
  }
}
