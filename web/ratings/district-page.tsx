import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useTitle } from '../ui/page.tsx';
import { RatingsList } from './list.tsx';

/** What families say of the homes of the district; an officer hides what must not stand there. */
export default function DistrictRatingsPage() {
  useTitle(t('家属评价'));
  return (
    <Guard roles={['officer', 'leader', 'inspector']}>
      <RatingsList title={t('家属评价')} facility={null} />
    </Guard>
  );
}
