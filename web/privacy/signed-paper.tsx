import { signedLately } from '../../server/consents/rules.ts';
import { dayOf } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { Notice } from '../ui/card.tsx';
import { Select } from '../ui/field.tsx';
import { date, now } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { paperName } from '../ui/papers.ts';
import { Problem } from '../ui/problem.tsx';

/** At the counter: on what the person signed for this. Only a paper that would be taken can be chosen. */
export function SignedPaper({
  applicant,
  value,
  onInput,
  error,
}: {
  applicant: string;
  value: string;
  onInput: (id: string) => void;
  error: string | null;
}) {
  const { data, failure, reload } = useLoad(
    (signal) =>
      call((o) => client.api.v1.applicants[':id'].documents.$get({ param: { id: applicant } }, o), { signal }),
    [applicant],
  );
  if (failure) return <Problem of={failure} onRetry={reload} focus={false} />;
  const today = dayOf(now.value);
  const papers = (data?.documents ?? []).filter((d) =>
    signedLately(
      { type: d.type, issuedOn: d.issued_on, verified: d.verified_at !== null, refused: d.state === 'refused' },
      today,
    ),
  );
  if (data && papers.length === 0)
    return (
      <Notice tone="amber">{t('前台代办要有老人 30 天内签字的书面材料：请先在材料里上传并核验知情同意书。')}</Notice>
    );
  return (
    <Select
      label={t('凭哪份材料')}
      pointer="/document_id"
      value={value}
      empty={t('请选择')}
      options={papers.map((d) => ({
        value: d.id,
        label: t('{paper}（{date}）', { paper: paperName(d), date: date(d.issued_on) }),
      }))}
      onInput={onInput}
      error={error}
    />
  );
}
