import { Download, Printer } from 'lucide';
import { useMemo, useState } from 'preact/hooks';
import type { Service } from '../../server/coverage/rules.ts';
import { Button } from '../ui/button.tsx';
import { Facts, Notice } from '../ui/card.tsx';
import { csv, download } from '../ui/csv.ts';
import { Checkbox, Select } from '../ui/field.tsx';
import { date, number, stamp } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { PrintOnly } from '../ui/print.tsx';
import { type Column, type Sort, Table } from '../ui/table.tsx';
import type { Query, useQuery } from '../ui/url.ts';
import { CoverageLegend, CoverageMap } from './map.tsx';
import {
  type Community,
  coveredOf,
  isRough,
  minutesText,
  type Picture,
  rangeText,
  serviceWord,
  shareOf,
  shareText,
} from './words.ts';

type Part = { of: Picture; service: Service; query: Query; set: ReturnType<typeof useQuery>['set'] };

/** How the figures were come by: rule, files, and what is not known. */
export function Basis({ of }: { of: Picture }) {
  const { rule, files, unsaid, undated } = of;
  const uncounted = of.grids.filter((g) => g.seniors === null).length;
  const rough = of.grids.filter((g) => !g.own).length;
  return (
    <div class="small muted coverage-basis">
      <p>
        {t('口径：步行 {minutes} 分钟，每分钟 {speed} 米，绕行系数 {detour}；{from} 起施行。', {
          minutes: rule.minutes,
          speed: rule.metres_per_minute,
          detour: rule.detour_hundredths / 100,
          from: date(rule.from),
        })}
        {rule.example && t('为示例口径。')}
        {rule.doc_no && ` ${rule.doc_no}`}
      </p>
      <p>
        {files.length
          ? t('有文件之处按文件，其余按直线推算：{list}。', {
              list: files
                .map((f) => t('{source}（{when} 导入）', { source: f.source, when: stamp(f.added_at) }))
                .join(t('；')),
            })
          : t('没有导入步行文件，全部按直线距离乘绕行系数推算。')}
      </p>
      <p>
        {[
          rough > 0 && t('{n} 个网格没有自己的坐标，按社区位置推算。', { n: rough }),
          uncounted > 0 && t('{n} 个网格人数未填报，不计入。', { n: uncounted }),
          unsaid > 0 && t('{n} 家机构服务项目未填报，不算提供。', { n: unsaid }),
          undated > 0 && t('{n} 家机构备案日未填报，按一直在册算。', { n: undated }),
          t('服务项目按机构今天的填报。'),
        ]
          .filter(Boolean)
          .join('')}
      </p>
    </div>
  );
}

export function PictureTab({ of, service, query, set, narrow }: Part & { narrow: boolean }) {
  const grids = query.view === 'grids';
  const [sort, setSort] = useState<Sort>({ key: 'open', down: true });
  const total = of.total[service]!;
  const sum = coveredOf(total);
  const rows = useMemo(() => {
    const shown = of.communities.filter((c) => !query.street || c.street === query.street);
    const value = (c: Community): number | string => {
      const s = coveredOf(c.sums[service]!);
      if (sort.key === 'name') return c.name;
      if (sort.key === 'seniors') return c.seniors;
      if (sort.key === 'share') return shareOf(c.sums[service]!) ?? -1;
      if (sort.key === 'nearest') return c.nearest[service]?.minutes ?? Number.POSITIVE_INFINITY;
      return s.seniors - s.covered;
    };
    const order = (a: Community, b: Community) => {
      const [x, y] = [value(a), value(b)];
      return (x < y ? -1 : x > y ? 1 : 0) * (sort.down ? -1 : 1) || (a.code < b.code ? -1 : 1);
    };
    return shown.sort(order);
  }, [of, service, query.street, sort]);
  const streets = [...new Map(of.communities.map((c) => [c.street, c.street_name]))];
  return (
    <>
      <PrintOnly>
        <p>{t('{service}，{day}', { service: serviceWord(service), day: date(of.on) })}</p>
      </PrintOnly>
      <div class="coverage-head">
        <p class="coverage-figure">
          <strong class="num">
            {sum.most === sum.least ? shareText(total) : t('约 {share}', { share: shareText(total) })}
          </strong>{' '}
          {t('的老人步行 {minutes} 分钟内有{service}', { minutes: of.rule.minutes, service: serviceWord(service) })}
        </p>
        <Facts
          of={[
            [t('已覆盖'), t('{n} 人', { n: number(sum.covered) })],
            [t('未覆盖'), t('{n} 人', { n: number(sum.seniors - sum.covered) })],
            [t('按坐标误差'), rangeText(total)],
          ]}
        />
      </div>
      {sum.most !== sum.least && (
        <Notice>
          {t('多数网格或机构的位置只到街道或社区，所以写“约”：最少 {least} 人，最多 {most} 人。', {
            least: number(sum.least),
            most: number(sum.most),
          })}
        </Notice>
      )}
      <CoverageMap
        of={of}
        service={service}
        grids={grids}
        chosen={query.sel ?? null}
        onArea={(code) => set({ sel: code })}
        skipTo="coverage-list"
      />
      <CoverageLegend grids={grids} />
      <div class="row coverage-filters">
        <Select
          label={t('街道')}
          value={query.street ?? ''}
          empty={t('全区')}
          options={streets.map(([value, label]) => ({ value, label }))}
          onInput={(street) => set({ street: street || null, sel: null })}
        />
        <Checkbox label={t('地图按网格')} checked={grids} onChange={(on) => set({ view: on ? 'grids' : null })} />
        <Button icon={Printer} onClick={() => print()}>
          {t('打印')}
        </Button>
        <Button icon={Download} onClick={() => download(t('15分钟服务圈-{day}.csv', { day: of.on }), csv(sheet(of)))}>
          {t('导出 CSV')}
        </Button>
      </div>
      <div id="coverage-list">
        <Table
          caption={t('各社区{service}覆盖', { service: serviceWord(service) })}
          rows={rows}
          columns={columns(of, service, narrow)}
          rowKey={(c) => c.code}
          current={query.sel}
          sort={sort}
          onSort={setSort}
          onOpen={(c) => set({ sel: c.code })}
          empty={t('没有符合条件的社区')}
          maxHeight="var(--list-max)"
        />
      </div>
      <ByService of={of} />
      <Basis of={of} />
    </>
  );
}

function columns(of: Picture, service: Service, narrow: boolean): Column<Community>[] {
  const name = new Map(of.facilities.map((f) => [f.id, f.name]));
  const all: (Column<Community> | false)[] = [
    {
      key: 'name',
      head: t('社区'),
      sortable: true,
      cell: (c) => (
        <span class="wrap-name">
          {c.name}
          {!narrow && <span class="muted small"> {c.street_name}</span>}
        </span>
      ),
    },
    { key: 'seniors', head: t('老人'), end: true, nowrap: true, sortable: true, cell: (c) => number(c.seniors) },
    {
      key: 'share',
      head: t('覆盖'),
      end: true,
      nowrap: true,
      sortable: true,
      cell: (c) => shareText(c.sums[service]!),
    },
    {
      key: 'open',
      head: t('未覆盖'),
      end: true,
      nowrap: true,
      sortable: true,
      cell: (c) => {
        const s = coveredOf(c.sums[service]!);
        return number(s.seniors - s.covered);
      },
    },
    !narrow && {
      key: 'range',
      head: t('按坐标误差'),
      end: true,
      nowrap: true,
      cell: (c) => rangeText(c.sums[service]!),
    },
    {
      key: 'nearest',
      head: t('最近一处'),
      sortable: true,
      cell: (c) => {
        const way = c.nearest[service];
        if (!way) return <span class="muted">{t('区内没有')}</span>;
        return (
          <span>
            {!narrow && `${name.get(way.facility_id) ?? ''} `}
            {minutesText(way)}
          </span>
        );
      },
    },
  ];
  return all.filter((c) => c !== false);
}

type Line = { service: Service; sum: Picture['total'][string] };
/** The district by every service, for whoever asks what is shortest. */
function ByService({ of }: { of: Picture }) {
  return (
    <Table
      maxHeight="var(--list-max)"
      caption={t('全区各项服务')}
      rows={of.services.map((service): Line => ({ service, sum: of.total[service]! }))}
      rowKey={(row) => row.service}
      columns={[
        { key: 'service', head: t('服务'), cell: (row) => serviceWord(row.service) },
        {
          key: 'covered',
          head: t('已覆盖'),
          end: true,
          nowrap: true,
          cell: (row) => number(coveredOf(row.sum).covered),
        },
        {
          key: 'open',
          head: t('未覆盖'),
          end: true,
          nowrap: true,
          cell: (row) => number(coveredOf(row.sum).seniors - coveredOf(row.sum).covered),
        },
        { key: 'share', head: t('覆盖'), end: true, nowrap: true, cell: (row) => shareText(row.sum) },
        { key: 'range', head: t('按坐标误差'), end: true, nowrap: true, cell: (row) => rangeText(row.sum) },
      ]}
    />
  );
}

/** Everything the page can show, one row a community and service. */
function sheet(of: Picture): (string | number | null)[][] {
  const name = new Map(of.facilities.map((f) => [f.id, f.name]));
  const head = [
    t('日期'),
    t('代码'),
    t('街道'),
    t('社区'),
    t('服务'),
    t('老人'),
    t('已覆盖'),
    t('最少'),
    t('最多'),
    t('最近一处'),
    t('分钟'),
    t('是否约数'),
  ];
  return [
    head,
    ...of.communities.flatMap((c) =>
      of.services.map((s) => {
        const sum = coveredOf(c.sums[s]!);
        const way = c.nearest[s] ?? null;
        return [
          ...[of.on, c.code, c.street_name, c.name, serviceWord(s), sum.seniors, sum.covered, sum.least, sum.most],
          way && (name.get(way.facility_id) ?? null),
          way && Math.ceil(way.minutes),
          way && (isRough(way) ? t('约') : ''),
        ];
      }),
    ),
  ];
}
