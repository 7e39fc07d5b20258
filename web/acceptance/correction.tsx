import { ChevronLeft, Printer } from 'lucide';
import { useRoute } from 'preact-iso';
import { call, client } from '../api.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { config, hotline } from '../ui/config.ts';
import { Empty, Loading } from '../ui/empty.tsx';
import { date } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import { href } from '../ui/url.ts';
import { word } from '../ui/words.ts';
import { GapList } from './ask-more.tsx';
import './acceptance.css';

/** The notice of what is to be completed (补正通知书), on one sheet. */
export default function CorrectionPage() {
  return (
    <Guard roles={['desk', 'officer']}>
      <Correction id={useRoute().params.id ?? ''} />
    </Guard>
  );
}

function Correction({ id }: { id: string }) {
  useTitle(t('补正通知书'));
  const file = useLoad(
    (signal) => call((o) => client.api.v1.cases[':id'].$get({ param: { id } }, o), { signal }),
    [id],
  );
  const papers = useLoad(
    (signal) => call((o) => client.api.v1.applications[':id'].papers.$get({ param: { id } }, o), { signal }),
    [id],
  );
  const failure = file.failure ?? papers.failure;
  const of = file.data;
  const asked = papers.data?.asked.at(-1);
  const due = of?.clocks.find((c) => c.step === 'correction' && c.stopped_at === null)?.due_on;
  return (
    <PublicFrame>
      {failure && <Problem of={failure} onRetry={file.reload} />}
      {!failure && (!of || !papers.data) && <Loading cards={1} />}
      {of && papers.data && !asked && <Empty as="h1" title={t('没有要求过补正')} />}
      {of && asked && (
        <article class="notice-sheet stack">
          <div class="row-between screen-only">
            <ButtonLink look="quiet" icon={ChevronLeft} href={href('/desk', { case: id })}>
              {t('回到前台')}
            </ButtonLink>
            <Button icon={Printer} look="primary" onClick={() => print()}>
              {t('打印')}
            </Button>
          </div>
          <h1>{t('补正通知书')}</h1>
          <p>
            {t('{name}：您的{service}申请（{no}）还缺以下材料：', {
              name: of.name,
              service: word('bed', of.service),
              no: of.receipt_no ?? '',
            })}
          </p>
          <GapList gaps={asked.gaps} />
          {asked.note && <p>{asked.note}</p>}
          {due && (
            <p>
              {t('请在{date}前补齐，可以在网上上传，也可以送到社区前台。补齐前办理期限不计时。', { date: date(due) })}
            </p>
          )}
          <p>{t('材料已一次性告知，不会再次要求补正；仍有疑问请拨打 {phone}。', { phone: hotline() })}</p>
          <p>
            {t('{district}民政局', { district: config.value?.district_name ?? '' })} {date(asked.asked_at)}
          </p>
          <div class="sign-line">
            <span>{t('签收人：')}</span>
            <span>{t('签收日期：')}</span>
          </div>
        </article>
      )}
    </PublicFrame>
  );
}
