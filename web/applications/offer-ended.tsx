import { Button, ButtonLink } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { date } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { Where } from './offer-card.tsx';
import type { OfferView } from './offer-page.tsx';
import { declineWord, statusOf } from './words.ts';

/** An offer that is over, opened from an old message: what happened, whether it counts, and what can be done now. */
export function EndedOffer({ of }: { of: OfferView }) {
  const { offer } = of;
  const on = date(of.ended_at ?? offer.check_in_by ?? offer.respond_by);
  const queued = of.case_status === 'queued';
  return (
    <Card as="section" class="stack">
      <h2>{title(of)}</h2>
      <p>{happened(of, on)}</p>
      <Where of={offer} />
      <div>
        <h3>{t('算不算放弃')}</h3>
        <p>
          {of.counted
            ? t('记了一次放弃，这家机构不再通知。{months} 个月内满 {n} 次会暂停轮候。', {
                months: of.limits.window_months,
                n: of.limits.exits,
              })
            : t('没有记放弃。')}
        </p>
      </div>
      <div>
        <h3>{t('现在怎么办')}</h3>
        <p>
          {offer.state === 'admitted'
            ? t('已经入住。床位、账单和意见都在「入住」里。')
            : queued
              ? t('申请还在轮候中，轮候时间不变；再有合适的床，会再发通知。')
              : t('这件申请：{status}。需要时可以重新申请；对结果不服，可以在办理进度里申诉。', {
                  status: statusOf(of.case_status).word,
                })}
        </p>
        <div class="row screen-only" data-unread>
          <ButtonLink look="primary" href={offer.state === 'admitted' ? '/me' : `/me/cases/${offer.application_id}`}>
            {offer.state === 'admitted' ? t('回到我的主页') : queued ? t('看现在排第几') : t('看办理进度')}
          </ButtonLink>
          <Button onClick={() => print()}>{t('打印')}</Button>
        </div>
      </div>
    </Card>
  );
}

function title({ offer }: OfferView): string {
  switch (offer.state) {
    case 'admitted':
      return t('已经办好入住');
    case 'family_declined':
      return t('您已谢绝');
    case 'facility_declined':
      return t('机构没有接收');
    case 'withdrawn':
      return t('民政部门已收回这份通知');
    case 'died':
      return t('这份通知已经结束');
    default:
      return t('这份通知已经过期');
  }
}

function happened({ offer, family_reason }: OfferView, on: string): string {
  switch (offer.state) {
    case 'admitted':
      return t('{date}已入住这家机构。', { date: on });
    case 'family_declined':
      return t('{date}谢绝，原因：{why}。', { date: on, why: declineWord(family_reason ?? 'other') });
    case 'facility_declined':
      return t('{date}机构答复不能接收。这不是您的原因，位次不变。', { date: on });
    case 'withdrawn':
      return t('{date}由民政部门收回。这不是您的原因，位次不变。', { date: on });
    case 'died':
      return t('{date}结束。', { date: on });
    default:
      if (offer.family_answer === null)
        return t('要在{by}前答复，到期没有收到答复，床位已放出给下一位老人。', { by: date(offer.respond_by) });
      return offer.facility_answer === 'accepted'
        ? t('要在{by}前办理入住，到期没有办，床位已放出。', { by: date(offer.check_in_by) })
        : t('您已接受，机构在{by}前没有答复。这不是您的原因，位次不变。', { by: date(offer.respond_by) });
  }
}
