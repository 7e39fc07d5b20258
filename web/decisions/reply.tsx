import { ChevronLeft, Printer } from 'lucide';
import { useState } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import { call, client } from '../api.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { config, hotline } from '../ui/config.ts';
import { Empty, Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { date, now, stamp } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { PrintOnly } from '../ui/print.tsx';
import { Problem } from '../ui/problem.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import { session } from '../ui/session.ts';
import { href } from '../ui/url.ts';
import { word } from '../ui/words.ts';
import { HandOver } from './hand-over.tsx';
import { itemWords, outcomeWord, type Replies, type Reply, rulesWord } from './words.ts';
import './decisions.css';

/** The one reply (统一答复): every item with its outcome and reason, by which rules, and how to object. */
export default function ReplyPage() {
  return (
    <Guard roles={['family', 'desk', 'officer', 'leader', 'inspector']}>
      <Page id={useRoute().params.applicationId ?? ''} />
    </Guard>
  );
}

function Page({ id }: { id: string }) {
  useTitle(t('统一答复书'));
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.applications[':id'].reply.$get({ param: { id } }, o), { signal }),
    [id],
  );
  useEvents(['applications'], reload);
  const [which, setWhich] = useState<string>();
  const shown = data?.replies.find((r) => r.id === which) ?? data?.replies[0];
  const role = session.value?.role;
  const back =
    role === 'family' ? `/me/cases/${id}` : role === 'desk' ? href('/desk', { case: id }) : `/officer/cases/${id}`;
  return (
    <PublicFrame>
      <div class="reply-page stack">
        <div class="row-between screen-only">
          <ButtonLink class="back" look="quiet" icon={ChevronLeft} href={back}>
            {t('回到这件申请')}
          </ButtonLink>
          {shown && (
            <Button icon={Printer} look="primary" onClick={() => print()}>
              {t('打印')}
            </Button>
          )}
        </div>
        {failure && <Problem of={failure} onRetry={reload} />}
        {!data && !failure && <Loading cards={1} />}
        {data && !shown && (
          <Empty as="h1" title={t('还没有答复')}>
            <p>{t('作出决定后，答复书会在这里。')}</p>
          </Empty>
        )}
        {data && data.replies.length > 1 && (
          <nav class="row screen-only" aria-label={t('历次答复')}>
            {data.replies.map((one) => (
              <Button key={one.id} aria-pressed={one.id === shown?.id} onClick={() => setWhich(one.id)}>
                {t('{date} {no}', { date: date(one.made_at), no: one.reply_no })}
              </Button>
            ))}
          </nav>
        )}
        {data && shown && <Sheet of={shown} about={data} latest={shown.id === data.replies[0]?.id} />}
        {data && shown && role !== 'family' && <HandOver of={shown} onDone={reload} />}
      </div>
    </PublicFrame>
  );
}

function Sheet({ of, about, latest }: { of: Reply; about: Replies; latest: boolean }) {
  const office = t('{district}民政局', { district: config.value?.district_name ?? '' });
  return (
    <article class="reply stack">
      <header class="reply-head">
        <p>{office}</p>
        <h1>{t('养老服务申请统一答复书')}</h1>
        <p class="num">{t('编号 {no}', { no: of.reply_no })}</p>
      </header>
      {!latest && <p class="screen-only">{t('这是较早的答复，最新的以上方第一份为准。')}</p>}
      <p>
        {t('{name}（身份证号 {id}）：', { name: about.name, id: about.id_no_masked })}
        <br />
        {t('您申请的{service}（受理号 {no}）已办结，答复如下。', {
          service: word('bed', about.service),
          no: about.receipt_no,
        })}
      </p>
      <p class="reply-outcome">
        <strong>{t('结果：{outcome}', { outcome: outcomeWord(of.outcome) })}</strong>
      </p>
      <table class="reply-items">
        <caption class="visually-hidden">{t('逐项结果')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('事项')}</th>
            <th scope="col">{t('结果')}</th>
            <th scope="col">{t('理由')}</th>
          </tr>
        </thead>
        <tbody>
          {of.items.map((item) => {
            const { what, outcome, why } = itemWords(item);
            return (
              <tr key={what}>
                <th scope="row">{what}</th>
                <td>{outcome}</td>
                <td>{why.length ? why.map((line) => <div key={line}>{line}</div>) : t('无')}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p>{t('依据：{rules}', { rules: rulesWord(of.rule_version) })}</p>
      <section class="reply-remedy">
        <h2>{t('不服怎么办')}</h2>
        <p>
          {of.outcome === 'queued'
            ? t(
                '对通道或排位有疑问，可以到社区前台或打电话要求核对；不服的，可以在{date}前依法申请行政复议，也可以提起行政诉讼。',
                {
                  date: date(of.appeal_by),
                },
              )
            : of.outcome === 'appeal_dismissed'
              ? t('申诉已答复一次。仍不服的，可以依法申请行政复议或者提起行政诉讼。')
              : t(
                  '可以在{date}前提出申诉：在网上「办理进度」里提交，或到社区前台提交；由没有参与原决定的人办理。也可以依法申请行政复议或者提起行政诉讼。',
                  {
                    date: date(of.appeal_by),
                  },
                )}
        </p>
        <p>{t('咨询电话 {phone}。', { phone: hotline() })}</p>
      </section>
      <p class="reply-sign">
        {office}
        <br />
        {date(of.made_at)}
      </p>
      <PrintOnly>
        <p class="small">{t('打印时间：{at}', { at: stamp(now.value) })}</p>
      </PrintOnly>
    </article>
  );
}
