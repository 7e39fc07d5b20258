import { ArrowLeft, Bed, Phone, Printer } from 'lucide';
import { useRef } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso';
import { call, client, type Result } from '../api.ts';
import { Badge } from '../ui/badge.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Notice } from '../ui/card.tsx';
import { CompareBar, CompareToggle } from '../ui/compare.tsx';
import { hotline } from '../ui/config.ts';
import { Empty, Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { date, now, number, stamp, unfiled } from '../ui/format.ts';
import { freshness } from '../ui/freshness.tsx';
import { Grade, type GradeCode, quarterWord } from '../ui/grade.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { printWithMaps } from '../ui/map/map.tsx';
import { useTitle } from '../ui/page.tsx';
import { PrintOnly } from '../ui/print.tsx';
import { Problem } from '../ui/problem.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import { ReadAloud } from '../ui/read-aloud.tsx';
import { UntilAsked } from '../ui/saving.tsx';
import { session } from '../ui/session.ts';
import { href, useQuery } from '../ui/url.ts';
import { type FacilityKind, type Role, word } from '../ui/words.ts';
import { Checks, type Inspections } from './facility-checks.tsx';
import { type Closing, ClosingNotice, ForResidents, Nearest } from './facility-closed.tsx';
import { Expected, type ExpectedBeds, ForElder, whomOf } from './facility-elder.tsx';
import { type BedGroup, BedTable, type Facility, Flags, Licences, Staff } from './facility-facts.tsx';
import { Prices } from './facility-price.tsx';
import { Ratings } from './facility-ratings.tsx';
import { Way } from './facility-way.tsx';
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
  for_person: { beds: number; reasons: { code: string; message_zh: string; message_en: string }[] } | null;
  expected: ExpectedBeds[];
  closing: Closing | null;
  inspections: Inspections;
};

/** One facility: what is free for this elder, what it costs, what is not known; one way on: apply. The address is the question. */
export default function FacilityPage() {
  const { id } = useRoute().params as { id: string };
  const { query } = useQuery();
  const whom = whomOf(query);
  const { data, failure, loading, reload } = useLoad(
    (signal) =>
      call((o) => client.api.v1.facilities[':id'].$get({ param: { id }, query: whom }, o), { signal }) as Promise<
        Result<Page>
      >,
    [id, JSON.stringify(whom)],
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
            <p>{t('链接可能不完整，或地址写错了。可以按名称查找，也可以打服务电话问。')}</p>
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
        {page.facility.closed_on !== null && page.facility.closed_on <= page.vacancy.as_on ? (
          <Closed page={page} closedOn={page.facility.closed_on} />
        ) : (
          <Opened page={page} />
        )}
      </div>
    </PublicFrame>
  );
}

/** Whoever of the bureau may look into a home. */
const bureau: readonly Role[] = ['officer', 'leader', 'inspector'];

/** A link that was shared when the home was open: since when it is not, where to go instead, whom to call. */
function Closed({ page: { facility }, closedOn }: { page: Page; closedOn: string }) {
  const { query } = useQuery();
  return (
    <div class="facility-main">
      <header class="facility-head">
        <h1>{facility.name}</h1>
        <p>{word('facility', facility.kind)}</p>
      </header>
      <Notice tone="amber">
        <strong>{t('该机构已于 {day} 停办，不再接受申请。', { day: date(closedOn) })}</strong>
      </Notice>
      <Nearest of={facility} query={query} />
      <ForResidents phone={null} />
    </div>
  );
}

function Opened({ page }: { page: Page }) {
  const { facility, vacancy, closing } = page;
  const { query, set } = useQuery();
  const { url } = useLocation();
  const read = useRef<HTMLDivElement>(null!);
  const stale = freshness(vacancy.confirmed_at, now.value) === 'stale';

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
          {closing && <ClosingNotice of={closing} />}
          <div class="row screen-only" data-unread>
            {bureau.includes(session.value?.role ?? 'family') && (
              <ButtonLink icon={Bed} href={href('/institution/beds', { facility: facility.id })}>
                {t('床位一览')}
              </ButtonLink>
            )}
            <ReadAloud of={read} />
            {!closing && <CompareToggle id={facility.id} name={facility.name} />}
            <Button icon={Printer} onClick={() => void printWithMaps()}>
              {t('打印')}
            </Button>
          </div>
          <CompareBar carry={carried(query)} />
        </header>

        {closing ? (
          <>
            <Nearest of={facility} query={query} />
            <ForResidents phone={facility.phone} />
          </>
        ) : (
          <section class="facility-vacancy" aria-labelledby="beds">
            <h2 id="beds" class="visually-hidden">
              {t('空床')}
            </h2>
            <ForElder query={query} set={set} beds={page.for_person} confirmedAt={vacancy.confirmed_at} />
            <div class="facility-all" aria-live="polite">
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
            <Expected of={page.expected} />
            <BedTable beds={page.beds} on={vacancy.as_on} />
            <p class="screen-only" data-unread>
              <a href={href('/me/watches/new', { ...carried(query), facility: facility.id })}>{t('有床时告诉我')}</a>
            </p>
            <p>
              {t('政府购买服务名额')}
              {t('：')}
              <strong class="num">{page.lot_left > 0 ? t('还剩 {n} 个', { n: page.lot_left }) : t('没有剩余')}</strong>
            </p>
          </section>
        )}

        <section class="facility-price" aria-labelledby="price">
          <h2 id="price">{t('价格')}</h2>
          <Prices of={facility} level={whomOf(query).level} />
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

        <Checks of={page.inspections} />
        <Ratings facility={facility.id} />

        <section aria-labelledby="introduction">
          <h2 id="introduction">{t('机构介绍')}</h2>
          {facility.introduction ? <p class="facility-introduction">{facility.introduction}</p> : <p>{unfiled()}</p>}
          {facility.photos.length > 0 && (
            <UntilAsked what={t('{n} 张照片', { n: facility.photos.length })}>
              <Gallery of={facility.photos} />
            </UntilAsked>
          )}
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

        <Way
          of={facility}
          query={query}
          free={closing ? 0 : vacancy.free}
          confirmedAt={vacancy.confirmed_at}
          street={page.street}
          community={page.community}
        />
        <PrintOnly>
          <p class="small">
            {t('打印于 {when}，空床数随时变化，以网上为准。', { when: stamp(now.value) })} {location.origin}
            {url}
          </p>
        </PrintOnly>
      </div>

      <aside class="facility-act screen-only" aria-label={t('下一步')}>
        <div class="facility-act-in">
          {!closing && (
            <ButtonLink look="primary" wide href={href('/apply', { ...carried(query), facility: facility.id })}>
              {t('申请入住')}
            </ButtonLink>
          )}
          <ButtonLink wide icon={Phone} class="facility-call" href={`tel:${facility.phone ?? hotline()}`}>
            <span>
              {facility.phone ? t('打电话问') : t('打服务电话问')}
              <strong class="num">{facility.phone ?? hotline()}</strong>
            </span>
          </ButtonLink>
          {!closing && <p class="small muted facility-act-more">{t('没有空床也可以申请，会排进轮候。')}</p>}
        </div>
      </aside>
    </>
  );
}
