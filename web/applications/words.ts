import { key, t } from '../ui/i18n.ts';

type Plain = { word: string; next: string };

/** A status in plain words, and what happens next. */
const statuses: Record<string, Plain> = {
  draft: { word: key('还没有提交'), next: key('填到哪里都已保存，随时可以接着填。') },
  submitted: {
    word: key('已提交，等待受理'),
    next: key('社区前台正在核对材料，5 个工作日内受理或一次性告知缺什么。'),
  },
  more_info: { word: key('需要补充材料'), next: key('请把下面列出的材料补齐，齐了就接着办。') },
  in_review: { word: key('已受理，正在审核'), next: key('各部门同时在后台核对，不用您跑。') },
  eligible: { word: key('审核通过，准备公示'), next: key('接下来在公示栏公示，姓名只显示姓。') },
  public_notice: { word: key('正在公示'), next: key('公示期满没有异议，就列入轮候。') },
  appealed: { word: key('正在处理申诉'), next: key('由没有参与原决定的人答复。') },
  queued: {
    word: key('已列入轮候'),
    next: key('轮到您并有合适的床时，会在这里发入住通知，请留意电话和本页。'),
  },
  ineligible: { word: key('暂不符合条件'), next: key('原因见下。补齐材料或情况变化后，可以重新申请。') },
  placed: { word: key('已入住'), next: key('入住已办好。有问题请联系机构或拨打服务电话。') },
  withdrawn: { word: key('已撤回'), next: key('这份申请已撤回。需要时可以重新申请。') },
  closed: { word: key('已结案'), next: key('这份申请已办结。') },
};
export const statusOf = (status: string): Plain => {
  const found = statuses[status];
  return found ? { word: t(found.word), next: t(found.next) } : { word: status, next: '' };
};

const declines: Record<string, string> = {
  does_not_meet_need: key('床位不适合老人的需要'),
  hospital: key('老人正在住院'),
  changed_mind: key('暂时不想入住了'),
  too_far: key('太远'),
  too_expensive: key('费用太高'),
  other: key('其他原因'),
};
export const declineWord = (reason: string) => (declines[reason] ? t(declines[reason]) : reason);

export const relationCodes = ['self', 'spouse', 'child', 'relative', 'neighbour', 'guardian'] as const;

const services: Record<string, string> = {
  residential: key('住在机构里，有人照料起居'),
  nursing: key('住在机构里，有护理人员全天照护'),
  day: key('白天在中心，晚上回家'),
  home: key('住在自己家，服务上门'),
};
export const serviceHint = (service: string) => (services[service] ? t(services[service]) : '');

const endings: Record<string, string> = { withdraw: key('本人撤回'), place: key('已入住'), close: key('已结案') };
/** Why an application has ended; a reason written by people is shown as they wrote it. */
export const endWord = (reason: string | null) =>
  reason === null ? null : endings[reason] ? t(endings[reason]) : reason;

/** The end of a calendar day in the district, which is UTC+8 all year. */
export const endOf = (day: string) => new Date(`${day}T23:59:59+08:00`);

export const equipmentCodes = ['care_bed', 'oxygen', 'call_bell', 'private_bath'] as const;
