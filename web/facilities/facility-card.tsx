import { type Signal, useComputed } from '@preact/signals';
import { MapPin } from 'lucide';
import type { Ref } from 'preact';
import { roughlyPlaced } from '../../server/divisions/rules.ts';
import { away } from '../ui/away.ts';
import { Badge } from '../ui/badge.tsx';
import { ButtonLink } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { CompareToggle } from '../ui/compare.tsx';
import { date, now } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { Icon } from '../ui/icon.tsx';
import { drawing, lookOf } from '../ui/map/marker.ts';
import { word } from '../ui/words.ts';
import type { Nearby } from './nearby.ts';
import { PriceLine, Stars, VacancyLine } from './vacancy.tsx';

/** One facility in the list. The whole card opens it; `lifted` answers to its marker. */
export function FacilityCard({
  of,
  street,
  from,
  sex,
  was,
  open,
  selected,
  hovered,
  cardRef,
  lifts,
}: {
  of: Nearby;
  street: string | undefined;
  /** Whether the distance is from a place the reader chose; otherwise it says little and is left out. */
  from: boolean;
  sex?: string;
  was?: number;
  open: string;
  /** which one is chosen and which is pointed at, on the list or on the map */
  selected: Signal<string | null>;
  hovered: Signal<string | null>;
  cardRef?: Ref<HTMLElement>;
  /** whether pointing at it lifts its marker */
  lifts: boolean;
}) {
  // Only the card whose answer changes is drawn anew
  const active = useComputed(() => selected.value === of.id).value;
  const lifted = useComputed(() => hovered.value === of.id).value;
  const lift = (id: string | null) => {
    if (lifts) hovered.value = id;
  };
  const roughly = roughlyPlaced(of.accuracy_m);
  const pin = drawing(lookOf({ ...of, free: of.free, confirmed_at: of.confirmed_at, street_only: roughly }, now.value));
  return (
    <Card
      as="li"
      lifts
      active={active}
      class={`place-card${lifted ? ' place-lifted' : ''}`}
      cardRef={cardRef}
      onMouseEnter={() => lift(of.id)}
      onMouseLeave={() => lift(null)}
      onFocusIn={() => lift(of.id)}
      onFocusOut={() => lift(null)}
    >
      <div class="place-head">
        {/* Closed words and digits only, the same drawing as on the map */}
        <span class="place-pin" aria-hidden="true" dangerouslySetInnerHTML={{ __html: pin }} />
        <div class="place-title">
          <h3>{of.name}</h3>
          <p class="small muted">
            {[word('facility', of.kind), street].filter(Boolean).join(' · ')}
            {of.demonstration && (
              <>
                {' '}
                <Badge>{t('演示数据')}</Badge>
              </>
            )}
          </p>
        </div>
      </div>
      <VacancyLine of={of} sex={sex} was={was} />
      {of.closes_on && <p class="small closes">{t('已公告 {day}停办，不再接收老人', { day: date(of.closes_on) })}</p>}
      <div class="place-foot">
        <div class="place-facts">
          <PriceLine of={of} />
          {from && (
            <p class="small muted">
              <Icon of={MapPin} /> {away(of.distance_km, of.walking_minutes)}
            </p>
          )}
          {of.stars !== null && (
            <p>
              <Stars of={of} />
            </p>
          )}
        </div>
        <div class="place-acts">
          <CompareToggle id={of.id} name={of.name} />
          <ButtonLink class="place-open" href={open}>
            {t('查看')}
            <span class="visually-hidden"> {of.name}</span>
          </ButtonLink>
        </div>
      </div>
    </Card>
  );
}
