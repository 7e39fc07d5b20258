import { EXACT_M, type Service } from '../../server/coverage/rules.ts';
import { Facts, Notice } from '../ui/card.tsx';
import { number } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { CaseView } from '../ui/staff-frame.tsx';
import { Table } from '../ui/table.tsx';
import {
  byWord,
  type Community,
  metresText,
  minutesText,
  type Picture,
  rangeText,
  serviceWord,
  shareText,
  stateOf,
  stateWord,
} from './words.ts';

const accuracy = (m: number) => (m > EXACT_M ? t('约 {n} 米', { n: number(m) }) : t('{n} 米以内', { n: number(m) }));

/** One community: every service with the nearest facility, and its grids. */
export function CommunityCase({ of, picture, service }: { of: Community; picture: Picture; service: Service }) {
  const name = new Map(picture.facilities.map((f) => [f.id, f.name]));
  const grids = picture.grids.filter((g) => g.community === of.code);
  return (
    <CaseView>
      <h2>{of.name}</h2>
      <Facts
        of={[
          [t('街道'), of.street_name],
          [t('老人'), number(of.seniors)],
          [t('网格'), number(grids.length)],
          [t('位置精度'), accuracy(of.accuracy_m)],
        ]}
      />
      {of.uncounted > 0 && <Notice tone="amber">{t('{n} 个网格人数未填报，不计入。', { n: of.uncounted })}</Notice>}
      <Table
        maxHeight="var(--list-max)"
        caption={t('各项服务')}
        rows={picture.services}
        rowKey={(s) => s}
        current={service}
        columns={[
          { key: 'service', head: t('服务'), cell: (s) => serviceWord(s) },
          { key: 'share', head: t('覆盖'), end: true, nowrap: true, cell: (s) => shareText(of.sums[s]!) },
          { key: 'range', head: t('按坐标误差'), end: true, nowrap: true, cell: (s) => rangeText(of.sums[s]!) },
          {
            key: 'nearest',
            head: t('最近一处'),
            cell: (s) => {
              const way = of.nearest[s];
              if (!way) return <span class="muted">{t('区内没有')}</span>;
              return (
                <>
                  <a href={`/facilities/${way.facility_id}`}>{name.get(way.facility_id)}</a>
                  <br />
                  <span class="small muted">
                    {[minutesText(way), metresText(way), byWord(way.by)].filter(Boolean).join(' · ')}
                  </span>
                </>
              );
            },
          },
        ]}
      />
      <Table
        maxHeight="var(--list-max)"
        caption={t('各网格：{service}', { service: serviceWord(service) })}
        rows={grids}
        rowKey={(g) => g.code}
        columns={[
          { key: 'name', head: t('网格'), cell: (g) => g.name },
          {
            key: 'seniors',
            head: t('老人'),
            end: true,
            nowrap: true,
            cell: (g) => (g.seniors === null ? t('未填报') : number(g.seniors)),
          },
          { key: 'state', head: t('结论'), nowrap: true, cell: (g) => stateWord(stateOf(g, service)) },
          { key: 'own', head: t('位置'), nowrap: true, cell: (g) => (g.own ? accuracy(g.accuracy_m) : t('按社区')) },
        ]}
      />
    </CaseView>
  );
}
