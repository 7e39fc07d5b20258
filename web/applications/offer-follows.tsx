import { countsAsExit, declineReasons } from '../../server/allocation/rules.ts';
import { Card } from '../ui/card.tsx';
import { knownFacilities } from '../ui/facilities.ts';
import { t } from '../ui/i18n.ts';
import { inLanguage } from '../ui/queue-words.ts';
import type { OfferView } from './offer-page.tsx';
import { declineWord } from './words.ts';

/** What each answer comes to by the queue rules, before anything is answered. */
export function WhatFollows({ of }: { of: OfferView }) {
  const free = declineReasons.filter((reason) => !countsAsExit(reason)).map(declineWord);
  const waits = of.offer.family_answer === null;
  return (
    <Card as="section" class="stack">
      <h2>{t('每种答复会怎样')}</h2>
      <div>
        <h3>{t('接受')}</h3>
        <ul class="dashed">
          <li>
            {t('机构也同意后，{n} 个工作日内到机构办理入住；不来办理记一次放弃。', { n: of.check_in_working_days })}
          </li>
          <li>
            {t('入住后有 {n} 天试住期：试住期内因回家或住院离开，可以恢复原来的轮候时间，限一次。', {
              n: of.trial_days,
            })}
          </li>
        </ul>
      </div>
      {waits && of.if_declined && (
        <div>
          <h3>{t('不接受')}</h3>
          <ul class="dashed">
            <li>{t('原因是「{reasons}」：不算放弃，位次和选择都不变。', { reasons: free.join(t('」「')) })}</li>
            <li>
              {t('其他原因：')}
              <Counted of={of} then={of.if_declined} />
            </li>
          </ul>
        </div>
      )}
      {waits && of.if_silent && (
        <div>
          <h3>{t('到期没有答复')}</h3>
          <ul class="dashed">
            <li>
              {t('床位放出，')}
              <Counted of={of} then={of.if_silent} />
            </li>
          </ul>
        </div>
      )}
    </Card>
  );
}

/** What an exit counts for, and what is left after it. */
function Counted({ of, then }: { of: OfferView; then: NonNullable<OfferView['if_declined']> }) {
  const names = then.left.map((id) => knownFacilities.value.get(id)?.name ?? '…');
  const left = [...names, ...(then.any ? [t('{km} 公里内的其他机构', { km: of.radius_km })] : [])];
  return (
    <>
      {t('记一次放弃，{months} 个月内共 {n} 次（满 {limit} 次暂停轮候）；不再通知这家机构。', {
        months: of.limits.window_months,
        n: then.exits,
        limit: of.limits.exits,
      })}{' '}
      {then.bar
        ? t('这样会暂停轮候：{why}', { why: inLanguage(then.bar.message_zh, then.bar.message_en) })
        : then.closes
          ? t('没有别的选择了，这件申请会结案；以后可以重新申请，时间重新算。')
          : left.length > 0
            ? t('还会继续为您找：{places}。', { places: left.join(t('、')) })
            : ''}
    </>
  );
}
