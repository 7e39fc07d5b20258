import { Printer } from 'lucide';
import { useEffect } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Card, Facts } from '../ui/card.tsx';
import { config, hotline } from '../ui/config.ts';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { knownFacilities, needFacilities } from '../ui/facilities.ts';
import { date, now, stamp } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { paperName } from '../ui/papers.ts';
import { PrintOnly } from '../ui/print.tsx';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { href } from '../ui/url.ts';
import { word } from '../ui/words.ts';
import { statusOf } from './words.ts';

/** What was handed in, with the number to quote; once accepted, the receipt (受理回执) with the day the decision is due. */
export function Receipt({ application }: { application: string }) {
  useEffect(() => void needFacilities(), []);
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.applications[':id'].$get({ param: { id: application } }, o), { signal }),
    [application],
  );
  useEvents(['applications'], reload);
  const accepted = data?.application.accepted_at ?? null;
  const title = accepted ? t('受理回执') : t('已提交，待受理');
  useTitle(title);
  if (!data) return failure ? <Problem of={failure} onRetry={reload} /> : <Loading cards={1} />;
  const one = data.application;
  const status = statusOf(one.status);
  const family = session.value?.role === 'family';
  return (
    <div class="apply stack receipt">
      <PrintOnly>
        <p>{t('{district}民政局', { district: config.value?.district_name ?? '' })}</p>
      </PrintOnly>
      <h1>{title}</h1>
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
            ...(accepted ? [[t('受理日期'), date(accepted)] as [string, string]] : []),
            [t('现在'), status.word],
          ]}
        />
        {accepted && one.receipt_no ? (
          <Accepted id={one.id} applicant={one.applicant_id} receipt={one.receipt_no} />
        ) : (
          <p>{status.next}</p>
        )}
        <p>{t('查询或改动请拨打 {phone}，报受理号即可。', { phone: hotline() })}</p>
        <PrintOnly>
          <p>{t('打印时间：{at}', { at: stamp(now.value) })}</p>
        </PrintOnly>
      </Card>
      <div class="apply-foot screen-only">
        <Button icon={Printer} onClick={() => print()}>
          {t('打印回执')}
        </Button>
        <ButtonLink look="primary" href={family ? `/me/cases/${one.id}` : href('/desk', { case: one.id })}>
          {family ? t('看办理进度') : t('回到前台')}
        </ButtonLink>
      </div>
    </div>
  );
}

/** Which papers the case rests on, and by when it is decided. */
function Accepted({ id, applicant, receipt }: { id: string; applicant: string; receipt: string }) {
  const file = useLoad(
    (signal) => call((o) => client.api.v1.cases[':id'].$get({ param: { id } }, o), { signal }),
    [id],
  );
  const papers = useLoad(
    (signal) =>
      call((o) => client.api.v1.applicants[':id'].documents.$get({ param: { id: applicant } }, o), { signal }),
    [applicant],
  );
  const failure = file.failure ?? papers.failure;
  const clock = file.data?.clocks.find((c) => c.step === 'decision' && c.stopped_at === null);
  const used = papers.data?.documents.filter((d) => d.uses.some((u) => u.receipt_no === receipt)) ?? [];
  return (
    <>
      {failure && <Problem of={failure} onRetry={file.reload} focus={false} />}
      <div>
        <h2 class="next-head">{t('已收材料')}</h2>
        {used.length > 0 ? (
          <ul class="dashed">
            {used.map((d) => (
              <li key={d.id}>{paperName(d)}</li>
            ))}
          </ul>
        ) : (
          <p>{t('没有要交的材料。')}</p>
        )}
      </div>
      {clock && (
        <p>
          <strong>
            {clock.due_on
              ? t('最迟{date}作出决定。', { date: date(clock.due_on) })
              : t('现在暂停计时（补正、评估或公示），之后接着算。')}
          </strong>{' '}
          {t('法定期限 {n} 个工作日；补正、评估和公示的时间不计在内。', { n: clock.days })}
        </p>
      )}
    </>
  );
}
