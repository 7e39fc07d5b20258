import type { NextStep, Waits } from '../../server/cases/rules.ts';
import type { PauseReason } from '../../server/clocks/rules.ts';
import type { VisitKind } from '../../server/reviews/rules.ts';
import { key, t } from '../ui/i18n.ts';

const steps: Record<NextStep, string> = {
  finish_draft: key('写完申请'),
  accept: key('核对材料，受理或要求补正'),
  complete_papers: key('补齐材料'),
  give_opinions: key('给出部门意见'),
  assess: key('完成能力评估'),
  decide: key('审批'),
  agree_notice: key('同意公示'),
  publish: key('开始公示'),
  wait_notice: key('公示期满后列入轮候'),
  answer_objection: key('答复异议'),
  wait_turn: key('在队列中等候'),
  decide_appeal: key('答复申诉'),
  may_appeal: key('可以申诉'),
  none: key('没有下一步'),
};
export const stepWord = (step: NextStep) => t(steps[step]);

const turns: Record<Waits, string> = {
  family: key('家属'),
  desk: key('社区前台'),
  departments: key('联审部门'),
  officer: key('民政审批'),
  public: key('公示期'),
  bureau: key('民政'),
  nobody: key('无'),
};
export const turnWord = (waits: Waits) => t(turns[waits]);

const pauses: Record<PauseReason, string> = {
  correction: key('补正'),
  assessment: key('评估'),
  notice: key('公示'),
};
export const pauseWord = (reason: string) => t(pauses[reason as PauseReason] ?? reason);

const visits: Record<VisitKind, string> = {
  home_visit: key('入户调查'),
  democratic_review: key('民主评议'),
  inspection: key('核查'),
};
export const visitWord = (kind: VisitKind) => t(visits[kind]);

const found: Record<string, string> = {
  as_stated: key('与申请相符'),
  differs: key('与申请不符'),
  not_met: key('没有见到本人'),
  supported: key('评议通过'),
  not_supported: key('评议未通过'),
  in_order: key('合规'),
  irregular: key('发现问题'),
};
export const findingWord = (finding: string) => t(found[finding] ?? finding);

/** How an objection or an appeal was answered. */
const answers: Record<string, string> = {
  upheld: key('异议成立，重新审核'),
  dismissed: key('不成立'),
  allowed: key('申诉成立，重新审核'),
};
export const answerWord = (outcome: string) => t(answers[outcome] ?? outcome);

const ends: Record<string, string> = {
  passed: key('期满无异议'),
  objection: key('异议成立，已撤下'),
  withdrawn: key('申请撤回，已撤下'),
};
export const noticeWord = (result: string) => t(ends[result] ?? result);
