import { Navigation } from 'lucide';
import { roughlyPlaced } from '../../server/divisions/rules.ts';
import { greatCircleKm, walkingMinutes } from '../../server/kernel/geo.ts';
import { away } from '../ui/away.ts';
import { ButtonLink } from '../ui/button.tsx';
import { Facts } from '../ui/card.tsx';
import { date, unfiled } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { MapView } from '../ui/map/map.tsx';
import { chosenPlace, placeName, usePlaces } from '../ui/places.ts';
import { natureWord } from '../ui/profile.ts';
import { UntilAsked } from '../ui/saving.tsx';
import type { Query } from '../ui/url.ts';
import type { FacilityKind } from '../ui/words.ts';
import type { Facility } from './facility-facts.tsx';

/** For the phone's own map, whichever it is; opened only by a tap. A place known to the street only is looked up by its words. */
const geo = ({ lng, lat, name, address, accuracy_m }: Facility): string =>
  roughlyPlaced(accuracy_m)
    ? `geo:0,0?q=${encodeURIComponent([address, name].filter(Boolean).join(' '))}`
    : `geo:${lat},${lng}?q=${lat},${lng}(${encodeURIComponent(name)})`;

/** Where it is, how to get there, whom to call. */
export function Way({
  of: facility,
  query,
  free,
  confirmedAt,
  street,
  community,
}: {
  of: Facility & { kind: FacilityKind };
  query: Query;
  free: number;
  confirmedAt: string | null;
  street: string | null;
  community: string | null;
}) {
  const { divisions } = usePlaces();
  const place = chosenPlace(query, divisions);
  const km = place && greatCircleKm(place.lng, place.lat, facility.lng, facility.lat);
  const roughly = roughlyPlaced(facility.accuracy_m);
  const pin = { ...facility, free, confirmed_at: confirmedAt, street_only: roughly };
  return (
    <section aria-labelledby="about">
      <h2 id="about">{t('位置和联系')}</h2>
      <Facts
        of={[
          [
            t('电话'),
            facility.phone ? (
              <a class="num facility-phone" href={`tel:${facility.phone}`}>
                {facility.phone}
              </a>
            ) : (
              unfiled()
            ),
          ],
          [t('地址'), facility.address ?? unfiled()],
          [t('所在社区'), [street, community].filter(Boolean).join(' · ') || unfiled()],
          ...(place && km !== null
            ? ([
                [
                  t('距离'),
                  t('离{place}{away}', { place: placeName(query, divisions), away: away(km, walkingMinutes(km)) }),
                ],
              ] as [string, string][])
            : []),
          [
            t('怎么走'),
            facility.directions ? <span class="facility-introduction">{facility.directions}</span> : unfiled(),
          ],
          [t('性质'), natureWord(facility.nature)],
          [t('服务时间'), facility.opening_hours ?? unfiled()],
          [t('探视时间'), facility.visiting_hours ?? unfiled()],
          [t('备案日期'), facility.filed_on ? date(facility.filed_on) : unfiled()],
        ]}
      />
      <div class="facility-map">
        <UntilAsked what={t('地图')}>
          <MapView label={t('{name}的位置', { name: facility.name })} items={[pin]} centre={facility} zoom={15} still />
        </UntilAsked>
      </div>
      <p class="screen-only" data-unread>
        <ButtonLink icon={Navigation} href={geo(facility)}>
          {t('用手机地图打开')}
        </ButtonLink>
      </p>
      <p class="small muted">
        {roughly ? t('位置只到街道，图上的点不是门口。') : t('图上的点误差约 {m} 米。', { m: facility.accuracy_m })}{' '}
        {facility.demonstration && t('这是演示数据：名称、位置和电话都不是真实机构的。')}
      </p>
    </section>
  );
}
