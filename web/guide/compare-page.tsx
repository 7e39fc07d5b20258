import type { InferResponseType } from 'hono/client';
import { Printer } from 'lucide';
import { useEffect, useState } from 'preact/hooks';
import type { Rate } from '../../server/entitlements/rules.ts';
import { type Ability, partRows, toldOf } from '../../server/guide/rules.ts';
import { dayOf } from '../../server/kernel/period.ts';
import { call, client, type Failure } from '../api.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Notice } from '../ui/card.tsx';
import { idsIn, MOST_COMPARED, strayIn, useCompared } from '../ui/compare.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { date, now, stamp } from '../ui/format.ts';
import { guide } from '../ui/guide.ts';
import { t } from '../ui/i18n.ts';
import { useTitle } from '../ui/page.tsx';
import { chosenPlace, placeName, usePlaces } from '../ui/places.ts';
import { PrintOnly } from '../ui/print.tsx';
import { Problem } from '../ui/problem.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import { ratesOnce } from '../ui/rates.ts';
import { href, type Query, useQuery } from '../ui/url.ts';
import { surely, useAbility } from './ability.ts';
import { rowsOf } from './compare-rows.tsx';
import { CompareTable } from './compare-table.tsx';
import { PersonForm, personWords } from './person-form.tsx';
import { sheetPoints } from './sheet.ts';
import './compare.css';

type Of = (typeof client.api.v1.facilities)[':id'];
export type Ratings = InferResponseType<Of['ratings']['$get'], 200>;
/** What is read of one place; `ratings` null when they could not be had. */
export type FacilityPage = InferResponseType<Of['$get'], 200> & { ratings: Ratings | null };
type Read = { id: string; page: FacilityPage | null; failure: Failure | null };

/** Up to four places beside each other for one person: what differs first, on one sheet of paper. */
export default function ComparePage() {
  useTitle(t('比较机构'));
  const { query, set } = useQuery();
  const { ids: remembered, clear, toggle } = useCompared();
  const named = idsIn(query.ids);
  const ids = (named.length ? named : remembered).slice(0, MOST_COMPARED);
  const over = named.length - MOST_COMPARED;
  const likely = useAbility();
  const level = levelOf(query.level, likely);
  const sex = query.sex === 'male' || query.sex === 'female' ? query.sex : guide.value.sex;
  const { read, rates, again } = useRead(ids, { ...query, level: level ? String(level.level) : '', sex: sex ?? '' });
  const { divisions } = usePlaces();
  const from = chosenPlace(query, divisions);
  const today = dayOf(now.value);
  const gone = read?.filter((r) => r.page && isClosed(r.page)) ?? [];
  const missing = read?.filter((r) => !r.page && (r.failure?.status === 404 || r.failure?.status === 422)) ?? [];
  const failed = read?.find((r) => !r.page && !missing.includes(r))?.failure;
  const lost = [...missing.map((r) => r.id), ...strayIn(query.ids)];
  const pages = (read ?? []).flatMap((r) => (r.page && !gone.includes(r) ? [r.page] : []));
  const carry: Query = { ...query, ...(level ? { level: String(level.level) } : {}), ...(sex ? { sex } : {}) };
  const told = toldOf(guide.value, level);
  const rows = rates
    ? rowsOf(pages, {
        told,
        rates,
        on: today,
        from,
        place: placeName(query, divisions),
        asked: guide.value.situation !== null,
      })
    : [];
  const { differ, same } = partRows(rows);
  const points = sheetPoints(
    pages.map((p) => p.facility.name),
    differ,
    same,
  );
  return (
    <PublicFrame>
      <div class="compare stack" style={{ '--sheet': `${points}pt` }}>
        <div class="row-between">
          <h1>{t('比较机构')}</h1>
          {pages.length > 1 && (
            <Button class="screen-only" icon={Printer} onClick={() => print()}>
              {t('打印')}
            </Button>
          )}
        </div>
        {over > 0 && (
          <Notice tone="amber">
            {t('最多比较 {n} 家。地址里多出的 {over} 家没有列出，请先去掉几家再加。', { n: MOST_COMPARED, over })}
          </Notice>
        )}
        {lost.length > 0 && (
          <Notice tone="amber">
            {t('有 {n} 家找不到，没有列出：可能已经撤下，或地址写错了（{ids}）。', {
              n: lost.length,
              ids: lost.map((id) => id.slice(0, 8)).join(t('、')),
            })}
          </Notice>
        )}
        {gone.map(({ id, page }) => (
          <Notice tone="amber" key={id}>
            {t('{name}已于 {day} 停办，没有列出。', {
              name: page!.facility.name,
              day: date(page!.facility.closed_on),
            })}
          </Notice>
        ))}
        {failed && <Problem of={failed} onRetry={again} focus={false} />}
        {ids.length > 0 && (!read || !rates) && <Loading cards={3} />}
        {read && rates && pages.length === 0 && !failed && <None />}
        {ids.length === 0 && <None />}
        {pages.length > 0 && rates && (
          <>
            {pages.length === 1 && <Notice>{t('只有一家，没有可比的。请再加一家。')}</Notice>}
            <PersonForm level={level} sex={sex} set={set} />
            <PrintOnly>
              <p class="compare-for">{personWords(level, sex)}</p>
            </PrintOnly>
            <CompareTable
              pages={pages}
              differ={differ}
              same={same}
              open={(id) => href(`/facilities/${id}`, carry)}
              apply={(id) => href('/apply', { ...carry, ids: null, facility: id })}
              drop={toggle}
            />
            <PrintOnly>
              <p class="small">{t('打印于 {when}，空床数随时变化，以网上为准。', { when: stamp(now.value) })}</p>
            </PrintOnly>
            <div class="row screen-only">
              <ButtonLink href={href('/', { ...carry, ids: ids.join(',') })}>
                {pages.length < MOST_COMPARED ? t('再加一家') : t('返回清单')}
              </ButtonLink>
              <Button look="quiet" onClick={clear}>
                {t('全部去掉')}
              </Button>
            </div>
          </>
        )}
      </div>
    </PublicFrame>
  );
}

function None() {
  return (
    <Empty title={t('还没有选机构')}>
      <p>{t('在清单里点“加入比较”，选两到四家。')}</p>
      <ButtonLink look="primary" href="/">
        {t('去找床位')}
      </ButtonLink>
    </Empty>
  );
}

const isClosed = ({ facility, vacancy }: FacilityPage) =>
  facility.closed_on !== null && facility.closed_on <= vacancy.as_on;

/** The level in the address is what the reader chose; where it is the likely one, its range belongs to it. */
function levelOf(said: string | undefined, likely: Ability | null): Ability | null {
  if (!/^[0-4]$/.test(said ?? '')) return likely;
  return likely && String(likely.level) === said ? likely : surely(Number(said));
}

/** All of them at once; one that is missing keeps nobody from seeing the others. */
function useRead(ids: string[], query: Query) {
  const [read, setRead] = useState<Read[]>();
  const [rates, setRates] = useState<Rate[]>();
  const [turn, setTurn] = useState(0);
  const whom = {
    ...(query.level ? { level: query.level } : {}),
    ...(query.sex ? { sex: query.sex as 'male' | 'female' } : {}),
    ...(query.dementia ? { dementia: 'true' as const } : {}),
    ...(query.days ? { weekdays: query.days } : {}),
  };
  const asked = JSON.stringify([ids, whom]);
  // The places and the person are the question
  useEffect(() => {
    const abort = new AbortController();
    const of = client.api.v1.facilities[':id'];
    const { signal } = abort;
    const one = async (id: string): Promise<Read> => {
      const mine = { param: { id } };
      const [got, rated] = await Promise.all([
        call((o) => of.$get({ ...mine, query: whom }, o), { signal }),
        call((o) => of.ratings.$get(mine, o), { signal }),
      ]);
      if (!got.ok) return { id, page: null, failure: got.failure };
      return { id, page: { ...got.data, ratings: rated.ok ? rated.data : null }, failure: null };
    };
    Promise.all([Promise.all(ids.map(one)), ratesOnce()]).then(([found, known]) => {
      if (abort.signal.aborted) return;
      setRead(found);
      setRates(known);
    });
    return () => abort.abort();
  }, [asked, turn]);
  return { read: read?.filter((r) => ids.includes(r.id)), rates, again: () => setTurn((n) => n + 1) };
}
