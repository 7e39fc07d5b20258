import { CalendarClock } from 'lucide';
import { weekdayOf } from '../../server/kernel/period.ts';
import { weekdayWord } from '../ui/bed-words.ts';
import { ButtonLink } from '../ui/button.tsx';
import { Card, Facts, Notice } from '../ui/card.tsx';
import { date, left } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { Icon } from '../ui/icon.tsx';
import type { Offer } from './me.tsx';
import { endOf } from './words.ts';

export const waitsForFamily = (of: Offer) => of.state === 'waiting' && of.family_answer === null;

/** A live offer among what waits: what, where, until when; the page behind it has what it costs and what follows. */
export function OfferCard({ of }: { of: Offer }) {
  const mine = waitsForFamily(of);
  return (
    <Card class="stack offer" active={mine}>
      <div class="row-between">
        <h2>{t('{name}有入住通知', { name: of.name })}</h2>
        <Deadline of={of} />
      </div>
      {of.due_soon && (
        <Notice tone="amber">
          {mine
            ? t('期限快到了：{date}前要答复。', { date: date(of.due_soon) })
            : t('期限快到了：{date}前要办理入住。', { date: date(of.due_soon) })}
        </Notice>
      )}
      {!mine && <p>{stepText(of)}</p>}
      <Where of={of} />
      <div class="row" data-unread>
        <ButtonLink look="primary" wide href={`/me/offers/${of.id}`}>
          {mine ? t('看费用和后果，再答复') : t('看这份通知')}
        </ButtonLink>
        <ButtonLink look="quiet" href={`/me/reasons/${of.application_id}`}>
          {t('分配结果说明')}
        </ButtonLink>
      </div>
    </Card>
  );
}

export function Where({ of }: { of: Offer }) {
  return (
    <Facts
      of={[
        [t('机构名称'), <a href={`/facilities/${of.facility_id}`}>{of.facility}</a>],
        [t('床位号'), t('{room} 室 {bed} 床', { room: of.room_no, bed: of.bed_no })],
        ...(of.weekdays.length
          ? [[t('每周哪几天'), of.weekdays.map(weekdayWord).join(t('、'))] as [string, string]]
          : []),
      ]}
    />
  );
}

/** The day it waits until, in words that stand still: nobody is hurried by running seconds. */
export function Deadline({ of }: { of: Offer }) {
  const day = of.check_in_by ?? of.respond_by;
  return (
    <strong class={`deadline${of.state === 'lapsed' ? ' deadline-late' : ''}`}>
      <Icon of={CalendarClock} />
      <span>
        <span class="whole">
          {t('{date}（{weekday}）24 时前', { date: date(day), weekday: weekdayWord(weekdayOf(day)) })}
        </span>
        <span class="whole">{left(endOf(day))}</span>
      </span>
    </strong>
  );
}

/** What it waits for once the family has accepted. */
export function stepText(of: Offer): string {
  if (of.state === 'lapsed') return t('期限已过。');
  if (of.state === 'accepted')
    return t('双方都已接受。请在{date}前带老人到机构办理入住。要带哪些材料，请先打电话问机构。', {
      date: date(of.check_in_by),
    });
  return t('您已接受，正在等机构答复。床位继续为您保留。');
}
