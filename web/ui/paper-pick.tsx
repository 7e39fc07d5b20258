import type { InferResponseType } from 'hono/client';
import { useEffect } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Notice } from './card.tsx';
import { Select } from './field.tsx';
import { date } from './format.ts';
import { t } from './i18n.ts';
import { useLoad } from './load.ts';
import { paperName } from './papers.ts';
import { Problem } from './problem.tsx';
import { arrived } from './sendings.ts';

type Documents = InferResponseType<(typeof client.api.v1.applicants)[':id']['documents']['$get'], 200>['documents'];

/**
 * One of the papers in somebody's library, with what has just been sent up. Only what `takes` lets through can be chosen;
 * `whenNone` is said when that is none.
 */
export function PaperPick({
  applicant,
  label,
  takes,
  value,
  onPick,
  whenNone,
  optional = false,
  error,
}: {
  applicant: string;
  label: string;
  takes: (paper: Documents[number]) => boolean;
  value: string | null;
  onPick: (id: string | null) => void;
  whenNone: string;
  optional?: boolean;
  error?: string | null;
}) {
  const { data, failure, reload } = useLoad(
    (signal) =>
      call((o) => client.api.v1.applicants[':id'].documents.$get({ param: { id: applicant } }, o), { signal }),
    [applicant],
  );
  const came = arrived.value;
  useEffect(() => {
    if (came > 0) reload();
  }, [came]);
  if (failure) return <Problem of={failure} onRetry={reload} focus={false} />;
  const papers = (data?.documents ?? []).filter(takes);
  if (!optional && data && papers.length === 0) return <Notice tone="amber">{whenNone}</Notice>;
  return (
    <Select
      label={label}
      hint={optional && papers.length === 0 ? whenNone : undefined}
      optional={optional}
      pointer="/document_id"
      value={value ?? ''}
      empty={optional ? t('不附材料') : t('请选择')}
      options={papers.map((d) => ({
        value: d.id,
        label: t('{paper}（{date}）', { paper: paperName(d), date: date(d.issued_on) }),
      }))}
      onInput={(id) => onPick(id || null)}
      error={error}
    />
  );
}
