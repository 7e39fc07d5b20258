import { useLocation } from 'preact-iso';
import { Notice } from '../ui/card.tsx';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useTitle } from '../ui/page.tsx';
import { session } from '../ui/session.ts';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { BedBoard } from './board.tsx';
import './board.css';

/** A nurse's own home; the bureau may look at any (`?facility=`). */
export default function BedsPage() {
  useTitle(t('床位'));
  const { query } = useLocation();
  const who = session.value;
  const facility = who?.role === 'institution' ? who.facility?.id : query.facility;
  return (
    <Guard roles={['institution', 'officer', 'leader', 'inspector']}>
      {facility ? (
        <BedBoard key={facility} facility={facility} role={who?.role ?? 'inspector'} />
      ) : (
        <StaffFrame
          title={t('床位')}
          list={
            <Notice tone="amber">
              {who?.role === 'institution'
                ? t('此账号还没有关联机构，请联系民政管理员。')
                : t('请从机构页面打开它的床位。')}
            </Notice>
          }
        />
      )}
    </Guard>
  );
}
