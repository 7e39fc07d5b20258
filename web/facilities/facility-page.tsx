import { ArrowLeft, Bed, Phone, Printer } from 'lucide';
import { useRef } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso';
import { roughlyPlaced } from '../../server/divisions/rules.ts';
import { greatCircleKm, walkingMinutes } from '../../server/kernel/geo.ts';
import { call, client, type Result } from '../api.ts';
import { away } from '../ui/away.ts';
import { Badge } from '../ui/badge.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Facts, Notice } from '../ui/card.tsx';
import { CompareBar, CompareToggle } from '../ui/compare.tsx';
import { hotline } from '../ui/config.ts';
import { Empty, Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { date, now, number, stamp, unfiled } from '../ui/format.ts';
import { freshness } from '../ui/freshness.tsx';
import { Grade, type GradeCode, quarterWord } from '../ui/grade.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { MapView } from '../ui/map/map.tsx';
import { useTitle } from '../ui/page.tsx';
import { chosenPlace, placeName, usePlaces } from '../ui/places.ts';
import { PrintOnly } from '../ui/print.tsx';
import { Problem } from '../ui/problem.tsx';
import { natureWord } from '../ui/profile.ts';
import { PublicFrame } from '../ui/public-frame.tsx';
import { ReadAloud } from '../ui/read-aloud.tsx';
import { session } from '../ui/session.ts';
import { href, useQuery } from '../ui/url.ts';
import { type FacilityKind, type Role, word } from '../ui/words.ts';
import { type BedGroup, BedTable, type Facility, Flags, Licences, Prices, Staff } from './facility-facts.tsx';
import { Gallery } from './gallery.tsx';
import { carried } from './search.ts';
import { Stars, VacancyLine } from './vacancy.tsx';
import './facility-page.css';

type Page = {
  grade: { quarter: string; grade: GradeCode | null; published_at: string } | null;
  facility: Facility & { kind: FacilityKind };
  street: string | null;
  community: string | null;
  vacancy: {
    as_on: string;
    filed: number;
    closed: number;
    occupied: number;
    held: number;
    free: number;
    free_male: number;
    free_female: number;
    confirmed_at: string | null;
  };
  beds: BedGroup[];
  lot_left: number;
};

/** One facility: what is free for whom, what it costs, what is not known; one way on: apply. */
export default function FacilityPage() {
  const { id } = useRoute().params as { id: string };
  const { query } = useQuery();
  const { data, failure, loading, reload } = useLoad(
    (signal) =>
      call((o) => client.api.v1.facilities[':id'].$get({ param: { id }, query: {} }, o), { signal }) as Promise<
        Result<Page>
      >,
    [id],
  );
  useEvents(['vacancies', `facility:${id}`], reload);
  useTitle(data?.facility.name ?? t('找养老床位'));
  const page = data?.facility.id === id ? data : undefined;
  const back = href('/', { ...carried(query), sel: id });
  if (!page) {
    return (
      <PublicFrame>
        {failure?.status === 404 || failure?.status === 422 ? (
          <Empty as="h1" title={t('没有这家机构')}>
            <p>{t('可能已经停办，或地址写错了。')}</p>
            <ButtonLink look="primary" href="/">
              {t('去找床位')}
            </ButtonLink>
          </Empty>
        ) : failure ? (
          <Problem of={failure} onRetry={reload} />
        ) : (
          <Loading />
        )}
      </PublicFrame>
    );
  }
  return (
    <PublicFrame>
      <div class="facility" aria-busy={loading}>
        <ButtonLink look="quiet" class="facility-back screen-only" icon={ArrowLeft} href={back}>
          {t('返回清单')}
        </ButtonLink>
        {failure && <Problem of={failure} onRetry={reload} focus={false} />}
        <Opened page={page} />
      </div>
    </PublicFrame>
  );
}

/** Whoever of the bureau may look into a home. */
const bureau: readonly Role[] = ['officer', 'leader', 'inspector'];

function Opened({ page }: { page: Page }) {
  const { facility, vacancy } = page;
  const { query } = useQuery();
  const { url } = useLocation();
  const { divisions } = usePlaces();
  const read = useRef<HTMLDivElement>(null!);
  const place = chosenPlace(query, divisions);
  const km = place && greatCircleKm(place.lng, place.lat, facility.lng, facility.lat);
  const roughly = roughlyPlaced(facility.accuracy_m);
  const stale = freshness(vacancy.confirmed_at, now.value) === 'stale';
  const gone = facility.closed_on !== null && facility.closed_on <= vacancy.as_on;
  const pin = { ...facility, free: vacancy.free, confirmed_at: vacancy.confirmed_at, street_only: roughly };

  return (
    <>
      <div ref={read} class="facility-main">
        <header class="facility-head">
          <h1>{facility.name}</h1>
          <p class="row">
            <span>{word('facility', facility.kind)}</span>
            <Stars full of={facility} />
            {facility.demonstration && <Badge>{t('演示数据')}</Badge>}
          </p>
          {gone && (
            <Notice tone="amber">
              {t('该机构已于 {day} 停办，不再接受申请。', { day: date(facility.closed_on) })}
            </Notice>
          )}
          <div class="row screen-only" data-unread>
            {bureau.includes(session.value?.role ?? 'family') && (
              <ButtonLink icon={Bed} href={href('/institution/beds', { facility: facility.id })}>
                {t('床位一览')}
              </ButtonLink>
            )}
            <ReadAloud of={read} />
            {!gone && <CompareToggle id={facility.id} name={facility.name} />}
            <Button icon={Printer} onClick={() => print()}>
              {t('打印')}
            </Button>
          </div>
          <CompareBar carry={carried(query)} />
        </header>

        <section class="facility-vacancy" aria-labelledby="beds">
          <h2 id="beds" class="visually-hidden">
            {t('空床')}
          </h2>
          <div aria-live="polite">
            <VacancyLine of={vacancy} />
          </div>
          <p class="muted">
            {t('共 {filed} 床：在住 {occupied}，保留 {held}，停用 {closed}', {
              filed: number(vacancy.filed),
              occupied: number(vacancy.occupied),
              held: number(vacancy.held),
              closed: number(vacancy.closed),
            })}
          </p>
          {stale && <Notice tone="plain">{t('这个数字已超过 72 小时没有确认，去之前请先打电话。')}</Notice>}
          <BedTable beds={page.beds} on={vacancy.as_on} />
          <p>
            {t('政府购买服务名额')}
            {t('：')}
            <strong class="num">{page.lot_left > 0 ? t('还剩 {n} 个', { n: page.lot_left }) : t('没有剩余')}</strong>
          </p>
        </section>

        {page.grade && (
          <section aria-labelledby="grade">
            <h2 id="grade">{t('民政考核等级')}</h2>
            <p class="row">
              <Grade of={page.grade.grade} />
              <span>{quarterWord(page.grade.quarter)}</span>
              <a href={href('/grades', { quarter: page.grade.quarter })}>{t('怎么考核的')}</a>
            </p>
            <p class="small muted">
              {t('由民政部门按记录考核，{day}公布；不是机构星级，也不是家属评价。', {
                day: date(page.grade.published_at),
              })}
            </p>
          </section>
        )}

        <section aria-labelledby="introduction">
          <h2 id="introduction">{t('机构介绍')}</h2>
          {facility.introduction ? <p class="facility-introduction">{facility.introduction}</p> : <p>{unfiled()}</p>}
          {facility.photos.length > 0 && <Gallery of={facility.photos} />}
        </section>

        <section class="facility-price" aria-labelledby="price">
          <h2 id="price">{t('价格')}</h2>
          <Prices of={facility} />
        </section>

        <section aria-labelledby="flags">
          <h2 id="flags">{t('条件和服务')}</h2>
          <Flags of={facility} />
        </section>

        <section aria-labelledby="staff">
          <h2 id="staff">{t('人员')}</h2>
          <Staff of={facility.staff} />
        </section>

        <section aria-labelledby="licences">
          <h2 id="licences">{t('证照')}</h2>
          <Licences of={facility.licences} />
          <p class="small muted">{t('证照由民政核对原件后公布，不公布编号。')}</p>
        </section>

        <section aria-labelledby="about">
          <h2 id="about">{t('位置和联系')}</h2>
          <Facts
            of={[
              [t('地址'), facility.address ?? unfiled()],
              [t('所在社区'), [page.street, page.community].filter(Boolean).join(' · ') || unfiled()],
              ...(place && km !== null
                ? ([
                    [
                      t('距离'),
                      t('离{place}{away}', { place: placeName(query, divisions), away: away(km, walkingMinutes(km)) }),
                    ],
                  ] as [string, string][])
                : []),
              [
                t('电话'),
                facility.phone ? (
                  <a class="num" href={`tel:${facility.phone}`}>
                    {facility.phone}
                  </a>
                ) : (
                  unfiled()
                ),
              ],
              [t('性质'), natureWord(facility.nature)],
              [t('服务时间'), facility.opening_hours ?? unfiled()],
              [t('探视时间'), facility.visiting_hours ?? unfiled()],
              [t('备案日期'), facility.filed_on ? date(facility.filed_on) : unfiled()],
            ]}
          />
          <div class="facility-map">
            <MapView
              label={t('{name}的位置', { name: facility.name })}
              items={[pin]}
              centre={facility}
              zoom={15}
              still
            />
          </div>
          <p class="small muted">
            {roughly ? t('位置只到街道，图上的点不是门口。') : t('图上的点误差约 {m} 米。', { m: facility.accuracy_m })}{' '}
            {facility.demonstration && t('这是演示数据：名称、位置和电话都不是真实机构的。')}
          </p>
        </section>
        <PrintOnly>
          <p class="small">
            {t('打印于 {when}，空床数随时变化，以网上为准。', { when: stamp(now.value) })} {location.origin}
            {url}
          </p>
        </PrintOnly>
      </div>

      <aside class="facility-act screen-only" aria-label={t('下一步')}>
        <div class="facility-act-in">
          {!gone && (
            <ButtonLink look="primary" wide href={href('/apply', { facility: facility.id })}>
              {t('申请入住')}
            </ButtonLink>
          )}
          <ButtonLink wide icon={Phone} href={`tel:${facility.phone ?? hotline()}`}>
            {facility.phone ? t('打电话问') : t('打服务电话问')}
          </ButtonLink>
          <p class="small muted facility-act-more">{t('没有空床也可以申请，会排进轮候。')}</p>
        </div>
      </aside>
    </>
  );
}
