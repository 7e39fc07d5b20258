import { useEffect, useState } from 'preact/hooks';
import { serviceOf } from '../../server/entitlements/rules.ts';
import { Facts } from '../ui/card.tsx';
import { money, unfiled } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { monthly, otherFee, range } from '../ui/profile.ts';
import { href } from '../ui/url.ts';
import { type FacilityKind, word } from '../ui/words.ts';
import { yuan } from '../ui/yuan.ts';
import type { Facility } from './facility-facts.tsx';
import { shareOf } from './share.ts';

/** Each part apart; a sum only when every part of it has been filed, and what is left of it to pay for an elder of this level. */
export function Prices({ of, level }: { of: Facility & { kind: FacilityKind }; level: string | undefined }) {
  const parts = [of.bed_fee_min_fen, of.care_fee_min_fen, of.meal_fee_fen];
  const whole = parts.every((part) => part !== null) ? parts.reduce<number>((sum, part) => sum + (part ?? 0), 0) : null;
  const [share, setShare] = useState<Awaited<ReturnType<typeof shareOf>> | null>(null);
  // The rates are asked once a visit; another level or price makes another share
  useEffect(() => {
    let left = false;
    setShare(null);
    if (level && whole !== null)
      shareOf(whole, of.kind, Number(level)).then((found) => {
        if (!left) setShare(found);
      });
    return () => {
      left = true;
    };
  }, [of.id, whole, level]);
  return (
    <>
      <Facts
        of={[
          [t('床位费'), monthly(of.bed_fee_min_fen, of.bed_fee_max_fen)],
          [t('护理费'), monthly(of.care_fee_min_fen, of.care_fee_max_fen)],
          [t('膳食费'), monthly(of.meal_fee_fen, of.meal_fee_max_fen)],
          [
            t('押金'),
            of.deposit_fen === null
              ? unfiled()
              : t('{sum}，离院退还', { sum: range(of.deposit_fen, of.deposit_max_fen) }),
          ],
          [
            t('其他收费'),
            of.other_fees === null ? (
              unfiled()
            ) : of.other_fees.length === 0 ? (
              t('无')
            ) : (
              <ul>
                {of.other_fees.map((fee) => (
                  <li key={`${fee.name}${fee.unit}`}>{otherFee(fee)}</li>
                ))}
              </ul>
            ),
          ],
          [
            t('合计'),
            whole === null ? (
              <span class="muted">{t('有未填报的项目，无法合计')}</span>
            ) : (
              <strong class="num">{t('{sum} / 月起', { sum: money(whole, true) })}</strong>
            ),
          ],
        ]}
      />
      {share?.family_fen != null && !!share.government_fen && (
        <p class="facility-share">
          {t('{level}老人补贴后每月约', { level: word('level', level!) })}{' '}
          <strong class="num">{money(share.family_fen, true)}</strong>{' '}
          <span class="muted">{t('（政府补 {sum}，按最低价测算）', { sum: money(share.government_fen, true) })}</span>
        </p>
      )}
      <p class="small muted">{t('以上由机构填报，未减补贴。补贴按老人的情况测算，申请时逐项列出。')}</p>
      {whole !== null && (
        <p class="screen-only" data-unread>
          <a href={href('/calculator', { price: yuan(whole), service: serviceOf(of.kind) })}>
            {t('按老人的情况测算补贴后的费用')}
          </a>
        </p>
      )}
    </>
  );
}
