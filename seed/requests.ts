import { handOver, recordOutside } from '../server/escalations/actions.ts';
import { acceptRequest, lapseRequests, rateRequest, reopenRequest } from '../server/feedback/actions.ts';
import { startOfDay } from '../server/kernel/period.ts';
import type { Role } from '../server/kernel/permissions.ts';
import { setItem } from '../server/menu/actions.ts';
import { createAccount } from '../server/platform/accounts.ts';
import { act, type Context } from '../server/platform/context.ts';
import { newId } from '../server/platform/ids.ts';
import type { Vault } from '../server/platform/vault.ts';
import { passRequest, raiseRequest, setRequestRules, solveRequest } from '../server/requests/actions.ts';
import { menu } from './menu.ts';
import type { Plan } from './plan.ts';
import { createRandom } from './random.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NEIGHBOURS = 8;

const kinds = [
  { code: 'lift', zh: '电梯和楼道', en: 'Lifts and stairways', level: 'grid' },
  { code: 'barrier_free', zh: '无障碍和适老化', en: 'Barrier-free access', level: 'grid' },
  { code: 'meals', zh: '助餐', en: 'Meals', level: 'community' },
  { code: 'home_care', zh: '上门照护', en: 'Care at home', level: 'community' },
  { code: 'facility', zh: '养老机构服务', en: 'Service of a facility', level: 'street' },
  { code: 'allowance', zh: '津贴和补贴', en: 'Allowances', level: 'community' },
  { code: 'visit', zh: '独居探访', en: 'Visits to those who live alone', level: 'grid' },
  { code: 'safety', zh: '消防和用电', en: 'Fire and electric safety', level: 'grid' },
  { code: 'noise', zh: '噪音和环境', en: 'Noise and surroundings', level: 'grid' },
  { code: 'fraud', zh: '涉老诈骗和走失', en: 'Fraud and missing persons', level: 'community' },
  { code: 'other', zh: '其他', en: 'Something else', level: 'grid' },
];

/** `home`: about a facility. `up`: how often it is handed up before somebody answers. */
type Story = { kind: string; text: string; answer: string; up: number; home?: true };
const stories: Story[] = [
  {
    kind: 'lift',
    text: '三单元电梯停了两天，楼上住着几位八十多岁的老人，下不了楼。',
    answer: '已联系维保单位更换配件，当天恢复运行。',
    up: 1,
  },
  {
    kind: 'lift',
    text: '楼道灯坏了一个多星期，晚上老人上下楼看不清台阶。',
    answer: '已换成声控灯，二至六层都已修好。',
    up: 0,
  },
  {
    kind: 'barrier_free',
    text: '小区门口的坡道太陡，轮椅推不上去，想请加一段扶手。',
    answer: '已加装扶手，坡面做了防滑处理。',
    up: 2,
  },
  {
    kind: 'barrier_free',
    text: '父亲中风后走路不稳，卫生间想装扶手，问适老化改造怎么申请。',
    answer: '已上门看过，符合改造条件，材料已代为提交。',
    up: 1,
  },
  {
    kind: 'meals',
    text: '母亲一个人住，想每天中午送一份饭，社区有没有助餐点。',
    answer: '已登记助餐，从下周一起每天中午送到家。',
    up: 0,
  },
  {
    kind: 'meals',
    text: '助餐点这周送得晚，老人有糖尿病，不能等到一点以后。',
    answer: '已调整送餐路线，中午十二点前送到。',
    up: 1,
    home: true,
  },
  {
    kind: 'home_care',
    text: '家里老人卧床，想请人上门助浴，每周一次。',
    answer: '已由社区养老示范点接单，首次服务已完成。',
    up: 0,
    home: true,
  },
  {
    kind: 'home_care',
    text: '上门的护理员这个月换了三次，老人不习惯，能不能固定一位。',
    answer: '机构已安排固定护理员，并向家属说明。',
    up: 1,
    home: true,
  },
  {
    kind: 'facility',
    text: '养老院最近饭菜偏咸，几位老人都在说，请帮忙反映。',
    answer: '机构已调整菜单，膳食委员会每周公布意见。',
    up: 0,
    home: true,
  },
  {
    kind: 'facility',
    text: '探视时间只到下午四点，上班的子女赶不上，能不能延长。',
    answer: '机构同意周二、周四延长到晚上七点。',
    up: 0,
    home: true,
  },
  {
    kind: 'facility',
    text: '日间照料中心空调不制冷，活动室很闷。',
    answer: '已维修，更换了两台空调。',
    up: 1,
    home: true,
  },
  {
    kind: 'allowance',
    text: '母亲上个月满八十岁，高龄津贴还没有到账。',
    answer: '已补录，下月起发放并补发上月。',
    up: 1,
  },
  {
    kind: 'allowance',
    text: '想知道失能老人消费补贴的券在哪里用，我们不会操作手机。',
    answer: '已在前台协助领券，并教会使用。',
    up: 0,
  },
  {
    kind: 'visit',
    text: '隔壁独居的老人两天没出门，敲门应声很弱，请去看一看。',
    answer: '网格员和社区医生已上门，老人感冒，已通知子女。',
    up: 0,
  },
  {
    kind: 'visit',
    text: '希望每周有人给独居的父亲打个电话或上门看看。',
    answer: '已列入每周探访名单，安排在周三上午。',
    up: 0,
  },
  { kind: 'safety', text: '楼道里停放电动车充电，消防通道被堵。', answer: '已清理，并在楼下增设充电桩。', up: 1 },
  {
    kind: 'safety',
    text: '老人家里燃气软管老化，有气味，请尽快检查。',
    answer: '燃气公司当天上门更换软管并检测。',
    up: 1,
  },
  {
    kind: 'noise',
    text: '楼下早点铺清晨五点开始响，老人睡不好。',
    answer: '已约谈商户，开工时间推迟到六点半。',
    up: 1,
  },
  {
    kind: 'other',
    text: '社区活动室周末不开门，老人想周末下棋没有地方去。',
    answer: '周末改由志愿者值守，上午九点到下午五点开放。',
    up: 0,
  },
  {
    kind: 'fraud',
    text: '有人上门推销“特效保健品”，邻居老人已经交了钱。',
    answer: '已协助退款，并在小区做反诈宣传。',
    up: 0,
  },
];
/** Open now: how many days ago, which story, handed up how often. The first are late where they lie. */
const openNow: [daysAgo: number, story: number, up: number][] = [
  [16, 2, 2],
  [6, 15, 1],
  [2, 0, 0],
  [4, 7, 1],
  [1, 13, 0],
  [1, 11, 1],
  [1, 8, 0],
  [0, 1, 0],
  [0, 4, 0],
  [2, 17, 1],
];

/**
 * Two months of what residents asked for, through the product's own actions: most solved where they lay and rated, one
 * answered by 12345 and one still there, some open and late.
 */
export async function playRequests(
  ctx: Context,
  vault: Vault,
  plan: Plan,
  accounts: ReadonlyMap<string, string>,
): Promise<void> {
  const { district } = ctx;
  const now = ctx.clock().getTime();
  const r = createRandom(43).fork('requests');
  await setRequestRules(ctx, {
    from: `${Number(plan.today.slice(0, 4)) - 1}-01-01`,
    terms: {
      grid: { amount: 24, unit: 'hours' },
      community: { amount: 2, unit: 'working_days' },
      street: { amount: 5, unit: 'working_days' },
      department: { amount: 10, unit: 'working_days' },
      outside: { amount: 5, unit: 'working_days' },
      answered: { amount: 5, unit: 'working_days' },
    },
    kinds,
    docNo: '网格诉求办理办法（示例）',
    example: true,
  });
  for (const item of menu(plan.today)) await setItem(ctx, item);

  const neighbours = await openNeighbours(ctx, vault);
  const at = (ms: number): Context => ({ ...ctx, clock: () => new Date(Math.min(ms, now)), requestId: newId() });
  const as = (
    ms: number,
    role: Role,
    account: string | null,
    more: { street?: string; department?: string; version?: number } = {},
  ): Context => ({
    ...at(ms),
    ...(more.version === undefined ? {} : { ifMatch: more.version }),
    actor: {
      account,
      name: role === 'family' ? '演示居民' : role,
      strength: 2,
      memberships: [
        { district, role, street: more.street ?? null, facility: null, department: more.department ?? null },
      ],
    },
  });
  const demoStreet = plan.accounts.find((a) => a.role === 'grid_worker')?.street ?? '';
  const of = (role: 'desk' | 'grid_worker', street: string) =>
    street === demoStreet ? (accounts.get(role === 'desk' ? 'demo-desk' : 'demo-grid') ?? null) : null;
  const grids = plan.divisions.filter((d) => d.level === 'grid');
  const homes = plan.facilities.filter((f) => f.facility.kind !== 'medical_point');
  const family = accounts.get('demo-family') ?? null;

  type Where = { id: string; street: string; account: string | null; version: number; ms: number };
  async function raise(story: Story, ms: number, own: boolean): Promise<Where> {
    const home = story.home ? r.pick(homes).facility : null;
    const near = grids.filter((g) =>
      home ? g.parentCode === home.communityCode : !own || g.code.startsWith(demoStreet),
    );
    const grid = r.pick(near.length > 0 ? near : grids);
    const street = grid.code.slice(0, 9);
    const called = !own && r.chance(0.2);
    const account = own ? family : r.pick(neighbours);
    const role = called ? r.pick(['desk', 'grid_worker'] as const) : null;
    const who = role ? as(ms, role, of(role, street), { street }) : as(ms, 'family', account);
    const made = await raiseRequest(who, vault, {
      kind: story.kind,
      text: story.text,
      applicant: null,
      facility: home?.id ?? null,
      community: null,
      grid: grid.code,
      lng: null,
      lat: null,
      name: role ? `${r.pick(['李', '陈', '刘', '周'] as const)}${r.pick(['秀英', '建华', '玉兰'] as const)}` : null,
      phone: role ? `199${String(r.int(10_000_000, 99_999_999))}` : null,
      sharePhone: false,
    });
    return { id: made.request_id, street, account: role ? null : account, version: 1, ms };
  }
  /** By whoever it lies with; each step a few hours after the one before. */
  const levelOf = (story: Story, steps: number) => {
    const start = kinds.find((k) => k.code === story.kind)?.level ?? 'grid';
    return (['grid', 'community', 'street', 'department'] as const)[
      ['grid', 'community', 'street'].indexOf(start) + steps
    ] as 'grid' | 'community' | 'street' | 'department';
  };
  const hands = (w: Where, level: ReturnType<typeof levelOf>): Context =>
    level === 'department'
      ? as(w.ms, 'partner', accounts.get('demo-health') ?? null, { department: 'health', version: w.version })
      : level === 'grid'
        ? as(w.ms, 'grid_worker', of('grid_worker', w.street), { street: w.street, version: w.version })
        : as(w.ms, 'desk', of('desk', w.street), { street: w.street, version: w.version });
  async function passUp(w: Where, story: Story, times: number): Promise<void> {
    for (let i = 0; i < times; i += 1) {
      w.ms += r.int(2, 9) * HOUR;
      const level = levelOf(story, i);
      w.version = (
        await passRequest(hands(w, level), w.id, {
          to: 'up',
          note: level === 'grid' ? '网格内协调不了，请社区牵头。' : '需要街道出面协调产权或机构。',
          department: level === 'street' ? 'health' : null,
        })
      ).version;
    }
  }
  async function solve(w: Where, story: Story, up: number, answer = story.answer): Promise<void> {
    w.ms += r.int(3, 30) * HOUR;
    w.version = (await solveRequest(hands(w, levelOf(story, up)), w.id, answer)).version;
  }
  async function close(w: Where, stars: number | null): Promise<void> {
    if (!w.account) return;
    w.ms += r.int(4, 40) * HOUR;
    w.version = (await acceptRequest(as(w.ms, 'family', w.account, { version: w.version }), w.id)).version;
    if (stars !== null)
      await rateRequest(as(w.ms + HOUR, 'family', w.account), w.id, {
        stars,
        note: stars >= 5 ? '来得快，说得清楚' : stars <= 2 ? '等得太久' : null,
      });
  }
  const workday = (ago: number, hour: number) => startOfDay(plan.today).getTime() - ago * DAY + hour * HOUR;

  for (let i = 0; i < 30; i += 1) {
    const story = stories[i % stories.length] as Story;
    const w = await raise(story, workday(62 - Math.floor(i * 1.7), 8 + (i % 8)), i % 6 === 2);
    await passUp(w, story, story.up);
    await solve(w, story, story.up);
    if (i % 9 === 4 && w.account) {
      w.ms += 20 * HOUR;
      const who = as(w.ms, 'family', w.account, { version: w.version });
      w.version = (await reopenRequest(who, w.id, '还没有弄好，请再看看。')).version;
      await solve(w, story, story.up, `已再次处理：${story.answer}`);
    }
    // Some say nothing and are closed by the clock.
    if (i % 7 !== 5) await close(w, i % 8 === 3 ? null : r.pick([5, 5, 4, 5, 3, 4, 2] as const));
  }
  for (const [ago, story, up] of openNow) {
    const told = stories[story] as Story;
    const w = await raise(told, Math.min(workday(ago, 9), now - 3 * HOUR), story === 0 || story === 11);
    await passUp(w, told, up);
  }
  const byHand = { '12345': null, '110': null };
  for (const [ago, answered] of [
    [33, true],
    [3, false],
  ] as const) {
    const story = stories[16] as Story;
    const w = await raise(story, workday(ago, 10), true);
    await passUp(w, story, 1);
    w.ms += 2 * HOUR;
    const note = '涉及燃气公司，请市级平台派单。';
    w.version = (await handOver(hands(w, 'community'), vault, byHand, w.id, { receiver: '12345', note })).version;
    w.ms += HOUR;
    const external_no = `HX${String(r.int(100_000, 999_999))}`;
    w.version = (await recordOutside(hands(w, 'community'), w.id, { external_no, answer: null })).version;
    if (!answered) continue;
    w.ms += 30 * HOUR;
    const answer = '燃气公司已更换软管并做气密性检测，现场正常。';
    w.version = (await recordOutside(hands(w, 'community'), w.id, { external_no, answer })).version;
    await close(w, 5);
  }
  await lapseRequests(ctx);
}

/** Residents who only ask: no sign-in of theirs is shown, so nobody signs in as them. */
async function openNeighbours(ctx: Context, vault: Vault): Promise<string[]> {
  const { district } = ctx;
  return act(
    ctx,
    'divisions.open',
    async () => ({ district, type: 'accounts', id: null, row: null }),
    async (tx) => {
      const ids: string[] = [];
      for (let i = 1; i <= NEIGHBOURS; i += 1) {
        const id = await createAccount(tx, vault, {
          displayName: `演示·居民${i}`,
          memberships: [{ district, role: 'family', street: null, facility: null }],
          now: ctx.clock(),
        });
        if (id) ids.push(id);
      }
      return { result: ids, after: { accounts: ids.length } };
    },
  );
}
