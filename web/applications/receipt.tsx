import { Printer } from 'lucide';
import { useEffect } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Card, Facts } from '../ui/card.tsx';
import { hotline } from '../ui/config.ts';
import { Loading } from '../ui/empty.tsx';
import { knownFacilities, needFacilities } from '../ui/facilities.ts';
import { now, stamp } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { PrintOnly } from '../ui/print.tsx';
import { Problem } from '../ui/problem.tsx';
import { word } from '../ui/words.ts';
import { statusOf } from './words.ts';

/** The receipt of an application: the number to quote, and paper for those who keep paper. */
export function Receipt({ application }: { application: string }) {
  useTitle(t('受理回执'));
  useEffect(() => void needFacilities(), []);
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.applications[':id'].$get({ param: { id: application } }, o), { signal }),
    [application],
  );
  if (!data) return failure ? <Problem of={failure} onRetry={reload} /> : <Loading cards={1} />;
  const one = data.application;
  const status = statusOf(one.status);
  return (
    <div class="apply stack">
      <h1>{t('受理回执')}</h1>
      <Card as="section" class="stack">
        <div>
          <div class="muted">{t('受理号')}</div>
          <div class="receipt-no">{one.receipt_no}</div>
        </div>
        <Facts
          of={[
            [t('老人'), data.name],
            [t('要什么床'), word('bed', one.service)],
            [
              t('想住哪家'),
              <>
                {one.choices.map((id) => (
                  <div key={id}>{knownFacilities.value.get(id)?.name ?? '…'}</div>
                ))}
                {one.accept_any && <div>{t('{km} 公里内其他机构也可以', { km: one.radius_km })}</div>}
              </>,
            ],
            [t('提交时间'), stamp(one.submitted_at)],
            [t('现在'), status.word],
          ]}
        />
        <p>{status.next}</p>
        <p>{t('查询或改动请拨打 {phone}，报受理号即可。', { phone: hotline() })}</p>
        <PrintOnly>
          <p>{t('打印时间：{at}', { at: stamp(now.value) })}</p>
        </PrintOnly>
      </Card>
      <div class="apply-foot screen-only">
        <Button icon={Printer} onClick={() => print()}>
          {t('打印回执')}
        </Button>
        <ButtonLink look="primary" href="/me">
          {t('看我的申请')}
        </ButtonLink>
      </div>
    </div>
  );
}
