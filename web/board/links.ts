import { t } from '../ui/i18n.ts';
import { href } from '../ui/url.ts';
import type { Place } from './data.ts';

export type Link = { letter: string; word: string; href: string };

/** What is done to the stay in a bed needs a form: these lead to it. */
export function linksOf({ bed }: Place): Link[] {
  const resident = (what: string) => href('/institution/residents', { sel: bed.stay ?? null, do: what });
  if (bed.state === 'locked' || bed.state === 'reserved')
    return [
      {
        letter: 'R',
        word: bed.state === 'reserved' ? t('办理入住') : t('答复通知'),
        href: href('/institution/referrals', { sel: bed.offer ?? null }),
      },
    ];
  if (bed.state === 'free')
    return [{ letter: 'R', word: t('自费入住'), href: href('/institution/residents', { admit: bed.id }) }];
  if (!bed.stay) return [];
  return [
    ...(bed.state === 'away'
      ? [{ letter: 'F', word: t('返回'), href: resident('return') }]
      : [{ letter: 'J', word: t('请假/住院'), href: resident('leave') }]),
    { letter: 'H', word: t('换床'), href: resident('transfer') },
    { letter: 'L', word: t('退住'), href: resident('discharge') },
  ];
}
