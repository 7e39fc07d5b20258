import { dayOf } from '../../server/kernel/period.ts';
import { quarterOf } from '../../server/scorecards/rules.ts';
import { now } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { OwnFacility } from '../ui/own-facility.tsx';
import { useQuery } from '../ui/url.ts';
import { Scorecard } from './card.tsx';

/** An institution's own scorecard: the running quarter's, and those that were fixed. */
export default function OwnCardPage() {
  const { query } = useQuery();
  const quarter = query.quarter || quarterOf(dayOf(now.value));
  return <OwnFacility title={t('考核')}>{(id) => <Scorecard key={id} of={id} quarter={quarter} />}</OwnFacility>;
}
