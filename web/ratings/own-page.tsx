import { t } from '../ui/i18n.ts';
import { OwnFacility } from '../ui/own-facility.tsx';
import { useTitle } from '../ui/page.tsx';
import { RatingsList } from './list.tsx';

/** What families say of the own home, to be answered once. */
export default function OwnRatingsPage() {
  useTitle(t('家属评价'));
  return (
    <OwnFacility title={t('家属评价')}>
      {(facility) => <RatingsList title={t('家属评价')} facility={facility} />}
    </OwnFacility>
  );
}
