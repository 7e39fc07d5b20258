import { ButtonLink } from '../ui/button.tsx';
import { Notice } from '../ui/card.tsx';
import { hotline } from '../ui/config.ts';
import { date, distance } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { href, type Query } from '../ui/url.ts';
import { type FacilityKind, word } from '../ui/words.ts';
import { whomOf } from './facility-elder.tsx';
import { nearby } from './nearby.ts';
import { carried } from './search.ts';
import { VacancyLine } from './vacancy.tsx';

type Home = { id: string; kind: FacilityKind; lng: number; lat: number };
const SHOWN = 3;

/** The three nearest of the same kind with a bed for this elder; when there is none of that kind, of any. */
export function Nearest({ of, query }: { of: Home; query: Query }) {
  const { level, sex, dementia } = whomOf(query);
  const { data, loading } = useLoad(
    async (signal) => {
      const asked = {
        lng: String(of.lng),
        lat: String(of.lat),
        has_bed: 'true' as const,
        limit: String(SHOWN + 1),
        ...(level ? { level } : {}),
        ...(sex ? { sex } : {}),
        ...(dementia ? { dementia } : {}),
      };
      const same = await nearby({ ...asked, kinds: of.kind }, signal);
      return same.ok && same.data.facilities.every((f) => f.id === of.id) ? nearby(asked, signal) : same;
    },
    [of.id, level, sex, dementia],
  );
  const rows = (data?.facilities ?? []).filter((f) => f.id !== of.id).slice(0, SHOWN);
  return (
    <section class="nearest" aria-labelledby="nearest" aria-busy={loading}>
      <h2 id="nearest">{t('附近有空床的机构')}</h2>
      {data && rows.length === 0 && <p>{t('附近暂时没有查到有空床的机构。')}</p>}
      <ul>
        {rows.map((row) => (
          <li key={row.id} class="card">
            <h3>
              <a href={href(`/facilities/${row.id}`, carried(query))}>{row.name}</a>
            </h3>
            <p class="small muted">
              {word('facility', row.kind)} · {t('离这里约 {far}', { far: distance(row.distance_km * 1000) })}
            </p>
            <VacancyLine of={row} sex={query.sex} />
          </li>
        ))}
      </ul>
      <p class="screen-only">
        <ButtonLink href={href('/', carried(query))}>{t('去找床位')}</ButtonLink>
      </p>
    </section>
  );
}

/** Whom residents of a home that closes, or their families, call. */
export function ForResidents({ phone }: { phone: string | null }) {
  return (
    <section aria-labelledby="residents">
      <h2 id="residents">{t('住在这里的老人')}</h2>
      <p>
        {t('转到哪里住、预收的费用怎么退，由民政安排。请打服务电话')}{' '}
        <a class="num facility-phone" href={`tel:${hotline()}`}>
          {hotline()}
        </a>
      </p>
      {phone && (
        <p>
          {t('机构留下的电话')}{' '}
          <a class="num facility-phone" href={`tel:${phone}`}>
            {phone}
          </a>
        </p>
      )}
    </section>
  );
}

export type Closing = { announced_on: string; closes_on: string };

/** A home that has said on which day it closes. */
export const ClosingNotice = ({ of }: { of: Closing }) => (
  <Notice tone="amber">
    <strong>{t('这家机构将于 {day} 停办', { day: date(of.closes_on) })}</strong>
    <p>{t('{day}公告，不再接受新的入住。下面的资料供现在住在这里的家庭查阅。', { day: date(of.announced_on) })}</p>
  </Notice>
);
