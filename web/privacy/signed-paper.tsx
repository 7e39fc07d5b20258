import { signedLately } from '../../server/consents/rules.ts';
import { dayOf } from '../../server/kernel/period.ts';
import { now } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { PaperPick } from '../ui/paper-pick.tsx';

/** At the counter: on what the person signed for this. Only a paper that would be taken can be chosen. */
export function SignedPaper({
  applicant,
  value,
  onPick,
  error,
}: {
  applicant: string;
  value: string | null;
  onPick: (id: string | null) => void;
  error: string | null;
}) {
  const today = dayOf(now.value);
  return (
    <PaperPick
      applicant={applicant}
      label={t('凭哪份材料')}
      takes={(d) =>
        signedLately(
          { type: d.type, issuedOn: d.issued_on, verified: d.verified_at !== null, refused: d.state === 'refused' },
          today,
        )
      }
      value={value}
      onPick={onPick}
      whenNone={t('前台代办要有老人 30 天内签字的书面材料：请先在材料里上传并核验知情同意书。')}
      error={error}
    />
  );
}
