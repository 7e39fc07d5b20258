import { call, client } from '../api.ts';
import { Notice } from '../ui/card.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';

/** Says who else of this name and birth date is registered, so that somebody looks; nothing is merged. */
export function PossibleDuplicates({ applicant }: { applicant: string }) {
  const { data } = useLoad(
    (signal) =>
      call((o) => client.api.v1.applicants.duplicates.$post({ json: { applicant_id: applicant } }, o), { signal }),
    [applicant],
  );
  if (!data || data.people.length === 0) return null;
  return (
    <Notice tone="amber">
      <strong>{t('可能重复登记：另有 {n} 人同名、同一天出生', { n: data.people.length })}</strong>
      <ul>
        {data.people.map((one) => (
          <li key={one.id}>
            {one.street} · {one.community} · {t('身份证号末两位 {end}', { end: one.id_no_end })}
          </li>
        ))}
      </ul>
      <p class="small">{t('请看身份证核对；确是同一人的，告诉民政经办人，系统不会自动合并。')}</p>
    </Notice>
  );
}
