import { ChevronLeft } from 'lucide';
import { useRoute } from 'preact-iso';
import { dayOf } from '../../server/kernel/period.ts';
import { quarterOf } from '../../server/scorecards/rules.ts';
import { ButtonLink } from '../ui/button.tsx';
import { now } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { href, useQuery } from '../ui/url.ts';
import { Scorecard } from './card.tsx';

/** One facility's or street's scorecard, as whoever assesses sees it. */
export default function OfficerCardPage() {
  const id = useRoute().params.id ?? '';
  const { query } = useQuery();
  const quarter = query.quarter || quarterOf(dayOf(now.value));
  const subject = /^\d{9}$/.test(id) ? 'desk' : null;
  return (
    <Guard roles={['officer', 'leader', 'inspector']}>
      <Scorecard
        of={id}
        quarter={quarter}
        tools={
          <ButtonLink look="quiet" icon={ChevronLeft} href={href('/officer/scorecards', { subject, quarter })}>
            {t('返回清单')}
          </ButtonLink>
        }
      />
    </Guard>
  );
}
