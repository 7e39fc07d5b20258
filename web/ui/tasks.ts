import {
  AlarmClock,
  Award,
  Bed,
  BookOpenText,
  BookText,
  Building2,
  Cable,
  CalendarCheck,
  CalendarSync,
  ChartLine,
  ChartNoAxesCombined,
  ClipboardCheck,
  ClipboardList,
  ClipboardPenLine,
  Eraser,
  FileCog,
  FilePlus2,
  FileSpreadsheet,
  FolderOpen,
  Footprints,
  Handshake,
  HouseHeart,
  type IconNode,
  Inbox,
  Landmark,
  Link2,
  ListChecks,
  ListOrdered,
  MailOpen,
  MailWarning,
  Map as MapIcon,
  Megaphone,
  MessageSquareWarning,
  MessagesSquare,
  NotebookText,
  Percent,
  QrCode,
  Scale,
  SearchCheck,
  ShieldAlert,
  ShieldCheck,
  Shuffle,
  Signpost,
  SlidersHorizontal,
  Star,
  Timer,
  UserRoundCog,
  UsersRound,
  WalletCards,
  Waypoints,
} from 'lucide';
import { key } from './i18n.ts';
import type { Role } from './words.ts';

/** `also` is where the task goes on, so that the rail keeps its mark; `group` is its part of a long rail. */
export type Task = { href: string; label: string; icon: IconNode; also?: string; group?: keyof typeof groups };

/** The parts of a long rail, in this order; a rail without them is short. */
export const groups = {
  today: key('今日事项'),
  giving: key('轮候分配'),
  homes: key('机构管理'),
  money: key('合同与资金'),
  watch: key('监督稽查'),
  whole: key('全区统筹'),
} as const;

const queue: Task = {
  href: '/officer/queue',
  label: key('轮候队列'),
  icon: ListOrdered,
  also: '/officer/applicants',
  group: 'giving',
};
const cases: Task = { href: '/officer/cases', label: key('办件'), icon: FolderOpen, group: 'today' };
const late: Task = { href: '/officer/cases?colour=red', label: key('逾期办件'), icon: AlarmClock, group: 'today' };
const objections: Task = {
  href: '/officer/objections',
  label: key('公示异议'),
  icon: MessageSquareWarning,
  group: 'today',
};
const opinions: Task = { href: '/department/opinions', label: key('部门意见'), icon: MessagesSquare };
const assessments: Task = { href: '/assessments', label: key('评估任务'), icon: ClipboardList, group: 'today' };
const offers: Task = {
  href: '/officer/offers',
  label: key('入住通知'),
  icon: MailOpen,
  also: '/institution/mirror',
  group: 'giving',
};

const rounds: Task = { href: '/officer/rounds', label: key('分配轮次'), icon: Shuffle, group: 'giving' };
const fairness: Task = { href: '/officer/fairness', label: key('公平报告'), icon: Scale, group: 'giving' };
const entitled: Task = { href: '/officer/entitled', label: key('政策找人'), icon: SearchCheck, group: 'giving' };
const lists: Task = { href: '/officer/categories', label: key('类别名单'), icon: FileSpreadsheet, group: 'giving' };

const changes: Task = {
  href: '/officer/profiles',
  label: key('机构变更'),
  icon: Building2,
  also: '/institution/profile',
  group: 'homes',
};
const ratings: Task = { href: '/officer/ratings', label: key('家属评价'), icon: Star, group: 'homes' };
const findings: Task = { href: '/officer/findings', label: key('核查问题'), icon: ShieldAlert, group: 'watch' };
const checks: Task = { href: '/officer/checks', label: key('稽查规则'), icon: ClipboardCheck, group: 'watch' };
const spots: Task = { href: '/officer/spot-checks', label: key('实地抽查'), icon: ClipboardPenLine, group: 'watch' };
const scrutiny: Task = { href: '/officer/scrutiny', label: key('资金三查'), icon: ShieldCheck, group: 'watch' };
const audit: Task = { href: '/officer/audit', label: key('审计日志'), icon: Link2, group: 'watch' };
const erasures: Task = { href: '/officer/erasures', label: key('删除记录'), icon: Eraser, group: 'watch' };
const contracts: Task = {
  href: '/officer/contracts',
  label: key('购买合同'),
  icon: Handshake,
  also: '/officer/providers',
  group: 'money',
};
const prepaid: Task = {
  href: '/officer/prepaid',
  label: key('预收费监管'),
  icon: WalletCards,
  also: '/institution/prepaid',
  group: 'homes',
};
const figures: Task = { href: '/officer/freshness', label: key('数据时效'), icon: Timer, group: 'homes' };
const funds: Task = { href: '/officer/funds', label: key('资金台账'), icon: NotebookText, group: 'money' };
const payments: Task = {
  href: '/finance/payments',
  label: key('付款'),
  icon: Landmark,
  also: '/finance/batches',
  group: 'money',
};

const scorecards: Task = { href: '/officer/scorecards', label: key('考核'), icon: Award, group: 'homes' };
const divisions: Task = { href: '/admin/divisions', label: key('区划和网格'), icon: MapIcon, group: 'whole' };
const settlements: Task = { href: '/officer/settlements', label: key('月度结算'), icon: CalendarSync, group: 'money' };
const ledger: Task = { href: '/officer/ledger', label: key('合同台账'), icon: BookOpenText, group: 'money' };

const requests: Task = {
  href: '/officer/requests',
  label: key('诉求'),
  icon: Megaphone,
  also: '/requests/new',
  group: 'today',
};
const hotline: Task = { href: '/admin/hotline', label: key('12345 对接'), icon: Waypoints, group: 'whole' };
const landmarks: Task = { href: '/admin/landmarks', label: key('地名'), icon: Signpost, group: 'whole' };
const menu: Task = { href: '/admin/menu', label: key('点单牌'), icon: NotebookText, group: 'whole' };
const coverage: Task = { href: '/officer/coverage', label: key('15 分钟服务圈'), icon: Footprints, group: 'whole' };
const picture: Task = { href: '/officer/insight', label: key('全区总览'), icon: ChartNoAxesCombined, group: 'whole' };

/** The left rail: what a role comes to do, in the order of a working day. A page adds its task here, not in the frame. */
export const tasks: Partial<Record<Role, Task[]>> = {
  officer: [
    cases,
    queue,
    picture,
    assessments,
    requests,
    objections,
    rounds,
    offers,
    figures,
    changes,
    contracts,
    settlements,
    ledger,
    fairness,
    entitled,
    lists,
    scorecards,
    ratings,
    divisions,
    findings,
    spots,
    scrutiny,
    funds,
    payments,
    prepaid,
    hotline,
    menu,
    coverage,
    erasures,
  ],
  leader: [
    late,
    cases,
    requests,
    picture,
    objections,
    queue,
    rounds,
    offers,
    figures,
    changes,
    settlements,
    contracts,
    ledger,
    fairness,
    entitled,
    scorecards,
    ratings,
    findings,
    spots,
    checks,
    scrutiny,
    funds,
    payments,
    prepaid,
    divisions,
    audit,
    erasures,
    coverage,
  ],
  institution: [
    { href: '/institution/beds', label: key('床位'), icon: Bed },
    { href: '/institution/referrals', label: key('待接收'), icon: Inbox },
    { href: '/institution/residents', label: key('在住老人'), icon: UsersRound },
    { href: '/institution/day', label: key('日托'), icon: CalendarCheck },
    { href: '/institution/visits', label: key('上门服务'), icon: HouseHeart },
    { href: '/institution/settlements', label: key('月度结算'), icon: CalendarSync },
    { href: '/institution/import', label: key('导入导出'), icon: FileSpreadsheet },
    { href: '/institution/findings', label: key('核查问题'), icon: ShieldAlert },
    { href: '/institution/ratings', label: key('家属评价'), icon: Star },
    { href: '/institution/profile', label: key('机构资料'), icon: Building2 },
    { href: '/institution/prepaid', label: key('预收费'), icon: WalletCards },
    { href: '/institution/mirror', label: key('经营概览'), icon: ChartLine },
    { href: '/institution/scorecard', label: key('考核'), icon: Award },
    { href: '/institution/ledger', label: key('合同台账'), icon: BookOpenText },
    { href: '/institution/tokens', label: key('系统对接'), icon: Cable },
  ],
  desk: [
    { href: '/desk', label: key('前台'), icon: Inbox },
    { href: '/apply?new=1', label: key('代办申请'), icon: FilePlus2 },
    requests,
    opinions,
    assessments,
    entitled,
    { href: '/posters', label: key('社区海报'), icon: QrCode },
  ],
  grid_worker: [requests],
  treasurer: [payments, findings, funds, settlements, contracts, ledger, scrutiny, prepaid],
  partner: [opinions, requests],
  assessor: [assessments],
  inspector: [
    findings,
    spots,
    checks,
    cases,
    requests,
    picture,
    objections,
    queue,
    rounds,
    offers,
    changes,
    settlements,
    contracts,
    ledger,
    fairness,
    scorecards,
    ratings,
    scrutiny,
    funds,
    payments,
    prepaid,
    divisions,
    audit,
    erasures,
    coverage,
  ],
  administrator: [
    { href: '/admin/accounts', label: key('工作人员账号'), icon: UserRoundCog },
    divisions,
    picture,
    checks,
    { href: '/admin/case-rules', label: key('办件规则'), icon: FileCog },
    { href: '/admin/catalogue', label: key('购买目录'), icon: BookText },
    { href: '/admin/queue-rules', label: key('轮候规则'), icon: ListChecks },
    { href: '/admin/rates', label: key('补贴标准'), icon: Percent },
    { href: '/admin/score-weights', label: key('考核权重'), icon: SlidersHorizontal },
    { ...coverage, href: '/officer/coverage?tab=data' },
    { href: '/admin/deliveries', label: key('失败投递'), icon: MailWarning },
    audit,
    hotline,
    menu,
    landmarks,
  ],
};
