import type { DocumentType } from '../../server/documents/rules.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Card, Notice } from '../ui/card.tsx';
import { Loading } from '../ui/empty.tsx';
import { date } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { Library } from '../ui/library.tsx';
import { useAction, useLoad } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';
import type { Case } from './timeline.ts';

/** What the case needs and what is missing, brought right here; then one button that says it is all there. */
export function CasePapers({
  of,
  onDone,
}: {
  of: Pick<Case, 'id' | 'applicant_id' | 'status' | 'version'>;
  onDone: () => void;
}) {
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.applications[':id'].papers.$get({ param: { id: of.id } }, o), { signal }),
    [of.id, of.version],
  );
  const supply = useAction((intent) =>
    call((o) => client.api.v1.applications[':id'].supply.$post({ param: { id: of.id }, json: {} }, o), {
      intent,
      ifMatch: of.version,
    }),
  );
  const asked = of.status === 'more_info' ? data?.asked.findLast((a) => a.supplied_at === null) : undefined;
  const send = async () => {
    const done = await supply.run();
    if (!done.ok) return;
    say(t('已告诉工作人员材料齐了，接着办理'));
    onDone();
  };
  const missing = data?.gaps.length ?? 0;
  return (
    <Card as="section" class="stack">
      <h2>{t('需要的材料')}</h2>
      {failure && <Problem of={failure} onRetry={reload} focus={false} />}
      {supply.failure && <Problem of={supply.failure} onRetry={send} />}
      {!data && !failure && <Loading cards={1} />}
      {asked && (
        <p>
          {t('{date}一次性告知需要补正。', { date: date(asked.asked_at) })}
          {asked.note && t('工作人员说明：{text}', { text: asked.note })}
        </p>
      )}
      {data && (of.status !== 'draft' || missing > 0) && (
        <Library applicant={of.applicant_id} required={data.needed as DocumentType[]} mayUpload onChange={reload} />
      )}
      {data && missing === 0 && of.status !== 'more_info' && (
        <Notice tone="accent">{t('需要的材料都在，不用再交。')}</Notice>
      )}
      {of.status === 'more_info' && (
        <div class="row-between">
          <span>
            {missing > 0 ? t('还缺 {n} 份，传好后再点这里。', { n: missing }) : t('材料都在了，请点这里告诉工作人员。')}
          </span>
          <Button
            look="primary"
            busy={supply.busy}
            why={missing > 0 ? t('还缺 {n} 份材料', { n: missing }) : null}
            onClick={send}
          >
            {t('材料已补齐')}
          </Button>
        </div>
      )}
    </Card>
  );
}
