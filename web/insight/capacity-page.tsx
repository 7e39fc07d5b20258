import { Download, Printer } from 'lucide';
import { useRef, useState } from 'preact/hooks';
import { call, client, type Result } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { csv, download } from '../ui/csv.ts';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { moment, number } from '../ui/format.ts';
import { type History as Beds, History } from '../ui/history.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { BarPlot, FunnelPlot } from '../ui/plot.tsx';
import { Problem } from '../ui/problem.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import { ReadAloud } from '../ui/read-aloud.tsx';
import { type Column, type Sort, Table } from '../ui/table.tsx';
import { href } from '../ui/url.ts';
import { type FacilityKind, word } from '../ui/words.ts';
import './capacity.css';

type Funnel = { facilities: number; filed: number; usable: number; occupied: number; held: number; free: number };
type Street = Funnel & { code: string; name: string; seniors: number; per_thousand: number | null };
type Kind = Funnel & { kind: FacilityKind };
type Capacity = {
  district: { code: string; name: string; hotline: string | null };
  total: Funnel;
  seniors: number;
  per_thousand: number | null;
  communities: number;
  grids: number;
  by_kind: Kind[];
  by_street: Street[];
  oldest_confirmation: string | null;
};

/** What the district has, in figures that are each computed when asked for. */
export default function CapacityPage() {
  useTitle(t('全区床位'));
  const { data, failure, loading, reload } = useLoad(
    (signal) => call((o) => client.api.v1.capacity.$get({}, o), { signal }) as Promise<Result<Capacity>>,
    [],
  );
  useEvents(['vacancies'], reload);
  return (
    <PublicFrame>
      <div class="capacity" aria-busy={loading}>
        {failure && <Problem of={failure} onRetry={reload} focus={!data} />}
        {!data && !failure && <Loading />}
        {data && <Figures of={data} />}
      </div>
    </PublicFrame>
  );
}

function Figures({ of }: { of: Capacity }) {
  const { total } = of;
  const read = useRef<HTMLElement>(null!);
  const streets = [...of.by_street].sort((a, b) => (b.per_thousand ?? -1) - (a.per_thousand ?? -1));
  return (
    <>
      <header class="capacity-head" ref={read}>
        <h1>{t('{district}养老床位', { district: of.district.name })}</h1>
        <ul class="capacity-figures">
          <Figure n={number(total.filed)} says={t('张备案床位')} />
          <Figure
            n={of.per_thousand === null ? t('未填报') : number(of.per_thousand, 1)}
            says={t('张床 / 每千名老人')}
          />
          <Figure n={number(total.free)} says={t('张现在空着')} />
          <Figure n={number(total.facilities)} says={t('处机构和服务点')} />
        </ul>
        <p class="muted">
          {t(
            '{seniors} 名登记老人，{communities} 个社区和村，{grids} 个网格。每个数字都由床位、入住和网格登记当场算出。',
            {
              seniors: number(of.seniors),
              communities: number(of.communities),
              grids: number(of.grids),
            },
          )}
          {of.oldest_confirmation && ` ${t('最早一次确认：{when}。', { when: moment(of.oldest_confirmation) })}`}
        </p>
        <div class="row screen-only" data-unread>
          <Button icon={Printer} onClick={() => print()}>
            {t('打印')}
          </Button>
          <ReadAloud of={read} />
        </div>
      </header>

      <section class="capacity-part">
        <FunnelPlot
          title={t('从备案到空床')}
          head={[t('环节'), t('床位')]}
          steps={[
            { id: 'filed', label: t('备案'), value: total.filed, tone: 'plain' },
            { id: 'usable', label: t('可用'), value: total.usable, tone: 'plain' },
            { id: 'occupied', label: t('在住'), value: total.occupied, tone: 'stale' },
            { id: 'held', label: t('保留'), value: total.held, tone: 'amber' },
            { id: 'free', label: t('空床'), value: total.free },
          ]}
        />
        <p class="small muted">{t('可用 = 备案 − 停用；可用 = 在住 + 保留 + 空床。百分比是占备案床位的比例。')}</p>
      </section>

      <section class="capacity-part">
        <BarPlot
          title={t('各街道每千名老人床位数')}
          head={[t('街道'), t('每千名老人床位')]}
          value={(n) => number(n, 1)}
          mark={of.per_thousand === null ? undefined : { value: of.per_thousand, label: t('全区') }}
          bars={streets.map((street) => ({
            id: street.code,
            label: street.name,
            value: street.per_thousand,
            tone: (street.per_thousand ?? 0) < (of.per_thousand ?? 0) ? 'stale' : undefined,
          }))}
        />
        <p class="small muted">{t('灰色的低于全区水平。')}</p>
      </section>

      <section class="capacity-part">
        <h2>{t('床位变化')}</h2>
        <History
          name={of.district.code}
          load={(by, signal) =>
            call((o) => client.api.v1.capacity.history.$get({ query: { by } }, o), { signal }) as Promise<Result<Beds>>
          }
        />
      </section>

      <section class="capacity-part">
        <h2>{t('按街道')}</h2>
        <StreetTable of={of} />
      </section>

      <section class="capacity-part">
        <h2>{t('按类型')}</h2>
        <Table
          caption={t('按机构类型的床位')}
          hideCaption
          rows={[...of.by_kind]}
          rowKey={(row) => row.kind}
          columns={[
            {
              key: 'kind',
              head: t('类型'),
              nowrap: true,
              cell: (row) => <a href={href('/', { kind: row.kind })}>{word('facility', row.kind)}</a>,
            },
            ...funnelColumns<Kind>(),
          ]}
        />
      </section>
    </>
  );
}

const Figure = ({ n, says }: { n: string; says: string }) => (
  <li>
    <strong class="num">{n}</strong> <span>{says}</span>
  </li>
);

function StreetTable({ of }: { of: Capacity }) {
  const [sort, setSort] = useState<Sort>({ key: 'code', down: false });
  const columns: Column<Street>[] = [
    { key: 'name', head: t('街道'), nowrap: true, cell: (row) => <a href={href('/', { at: row.code })}>{row.name}</a> },
    { key: 'seniors', head: t('老人'), end: true, sortable: true, cell: (row) => number(row.seniors) },
    ...funnelColumns<Street>(),
    {
      key: 'per_thousand',
      head: t('每千名老人'),
      end: true,
      sortable: true,
      cell: (row) => (row.per_thousand === null ? t('未填报') : number(row.per_thousand, 1)),
    },
  ];
  const value = (row: Street) => row[sort.key as keyof Street] ?? -1;
  const rows = [...of.by_street].sort((a, b) => {
    const order = value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0;
    return (sort.down ? -order : order) || (a.code < b.code ? -1 : 1);
  });
  const save = () => {
    const heads = [
      'code',
      'name',
      'seniors',
      'facilities',
      'filed',
      'usable',
      'occupied',
      'held',
      'free',
      'per_thousand',
    ] as const;
    download(
      `capacity-${of.district.code}.csv`,
      csv([heads, ...of.by_street.map((row) => heads.map((head) => row[head]))]),
    );
  };
  return (
    <>
      <Table
        caption={t('按街道的床位')}
        hideCaption
        {...{ rows, columns, sort }}
        rowKey={(row) => row.code}
        onSort={setSort}
      />
      <div class="row screen-only">
        <Button icon={Download} onClick={save}>
          {t('下载 CSV')}
        </Button>
        <span class="small muted">{t('可用表格软件打开；字段名与开放接口相同。')}</span>
      </div>
    </>
  );
}

function funnelColumns<Row extends Funnel>(): Column<Row>[] {
  const column = (name: keyof Funnel, head: string): Column<Row> => ({
    key: name,
    head,
    end: true,
    sortable: true,
    cell: (row) => number(row[name]),
  });
  return [
    column('facilities', t('机构数')),
    column('filed', t('备案')),
    column('usable', t('可用')),
    column('occupied', t('在住')),
    column('held', t('保留')),
    column('free', t('空床')),
  ];
}
