import { key, t } from '../ui/i18n.ts';

const aways: Record<string, string> = { home: key('请假回家'), hospital: key('住院'), other: key('外出') };
export const awayWord = (kind: string) => t(aways[kind] ?? kind);

const ends: Record<string, string> = {
  home: key('回家'),
  hospital: key('住院治疗'),
  other_facility: key('去了别的机构'),
  death: key('去世'),
  breach: key('解除协议'),
  over: key('紧急安置到期'),
  regular: key('转为正式入住'),
  transfer: key('换了床位'),
};
export const endWord = (kind: string | null) => t(ends[kind ?? ''] ?? kind ?? '');

const kinds = { service_fee: key('养老服务费'), deposit: key('押金'), membership: key('会员费') } as const;
export const prepaidWord = (kind: keyof typeof kinds) => t(kinds[kind]);
const causes = { received: key('收取'), used: key('动用'), refunded: key('退还'), reversal: key('冲正') } as const;
export const causeWord = (cause: keyof typeof causes) => t(causes[cause]);
