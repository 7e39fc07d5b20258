import { Bed, FilePlus2, type IconNode, Inbox, ListOrdered, MailOpen, UserRoundCog, UsersRound } from 'lucide';
import { key } from './i18n.ts';
import type { Role } from './words.ts';

/** `also` is where the task goes on, so that the rail keeps its mark. */
export type Task = { href: string; label: string; icon: IconNode; also?: string };

const queue: Task = { href: '/officer/queue', label: key('轮候队列'), icon: ListOrdered, also: '/officer/applicants' };
const offers: Task = { href: '/officer/offers', label: key('入住通知'), icon: MailOpen };

/** The left rail: what a role comes to do, in the order of a working day. A page adds its task here, not in the frame. */
export const tasks: Partial<Record<Role, Task[]>> = {
  officer: [queue, offers],
  leader: [queue, offers],
  institution: [
    { href: '/institution/beds', label: key('床位'), icon: Bed },
    { href: '/institution/referrals', label: key('待接收'), icon: Inbox },
    { href: '/institution/residents', label: key('在住老人'), icon: UsersRound },
  ],
  desk: [{ href: '/apply', label: key('代办申请'), icon: FilePlus2 }],
  inspector: [queue, offers],
  administrator: [{ href: '/admin/accounts', label: key('工作人员账号'), icon: UserRoundCog }],
};
