import { Download } from 'lucide';
import { call, client } from '../api.ts';
import { StatusDot } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Chips, FilterChip, ToggleChip } from '../ui/chip.tsx';
import { csv, download } from '../ui/csv.ts';
import { Empty, Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { DateInput, RadioGroup } from '../ui/field.tsx';
import { date, money, number, percent } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { href, type Query, useQuery } from '../ui/url.ts';
import { codes, word } from '../ui/words.ts';
import { base, isWrong, kindsOfWarning, type Ledger, type LotRow, parts, readers, shortOf, unitWord } from './view.ts';
import './ledger.css';

/** What was bought and what became of it, of every lot at the end of a day. */
export default function LedgerPage() {
  useTitle(t('合同台账'));
  return (
    <Guard roles={readers}>
      <Lots />
    </Guard>
  );
}

function Lots() {
  const { query, set } = useQuery();
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.ledger.$get({ query: query.on ? { on: query.on } : {} }, o), { signal }),
    [query.on],
  );
  useEvents(['offers', 'vacancies'], reload);
  const own = session.value?.role === 'institution';
  return (
    <StaffFrame
      title={t('合同台账')}
      tools={data && <Filters {...{ query, set, data, own }} />}
      list={
        <div class="stack-tight ledger">
          <div class="ledger-day">
            <DateInput
              label={t('看哪一天')}
              value={query.on ?? data?.today ?? ''}
              max={data?.today ?? ''}
              onInput={(on) => set({ on: on && on !== data?.today ? on : null }, { replace: true })}
            />
          </div>
          {failure && <Problem of={failure} onRetry={reload} focus={false} />}
          {!data && !failure && <Loading />}
          {data && <Shown of={data} query={query} set={set} own={own} />}
        </div>
      }
    />
  );
}

type Set = (change: Record<string, string | null>, options?: { replace?: boolean }) => void;
const total = (rows: readonly LotRow[], name: keyof LotRow['day']) =>
  rows.reduce((n, row) => n + Number(row.day[name]), 0);

function Shown({ of, query, set, own }: { of: Ledger; query: Query; set: Set; own: boolean }) {
  const here = of.lots.filter(
    (l) =>
      (!query.contract || l.contract_id === query.contract) && (!query.service || l.service_class === query.service),
  );
  const rows = here.filter((l) => !query.warn || l.warnings.some((w) => w.code === query.warn));
  if (of.lots.length === 0)
    return (
      <Empty title={t('这一天没有在期的合同标的')}>
        <p>{t('合同公告以后，标的从起始日起列在这里。')}</p>
      </Empty>
    );
  const seen = kindsOfWarning
    .map((code) => ({ code, n: here.filter((l) => l.warnings.some((w) => w.code === code)).length }))
    .filter(({ n, code }) => n > 0 || code === query.warn);
  return (
    <>
      <dl class="ledger-sums">
        {parts().map(([name, head]) => (
          <div key={name}>
            <dt>{head}</dt>
            <dd class="num">{number(total(rows, name))}</dd>
          </div>
        ))}
        <div>
          <dt>{t('已验收')}</dt>
          <dd class="num">{money(total(rows, 'accepted_fen'), true)}</dd>
        </div>
        <div>
          <dt>{t('已拨付')}</dt>
          <dd class="num">{money(total(rows, 'paid_fen'), true)}</dd>
        </div>
      </dl>
      {seen.length > 0 && (
        // biome-ignore lint/a11y/useSemanticElements: a row of chips, not a form
        <div class="chips" role="group" aria-label={t('按提醒查看')}>
          {seen.map(({ code, n }) => (
            <ToggleChip
              key={code}
              on={query.warn === code}
              onChange={(on) => set({ warn: on ? code : null }, { replace: true })}
            >
              <Mark code={code} /> <strong class="num">{number(n)}</strong>
            </ToggleChip>
          ))}
        </div>
      )}
      <Table
        caption={t('{day}的标的', { day: date(of.on) })}
        rows={rows}
        rowKey={(row) => row.id}
        columns={columns(of, own)}
        empty={t('没有这样的标的')}
        maxHeight="var(--list-max)"
      />
      <p class="small muted">
        {t(
          '{day}结束时的名额，按现在的记录推算，后来补记和更正的都算在内；金额累计到这一天。通知中：发出的入住通知，到入住那天为止。',
          { day: date(of.on) },
        )}
      </p>
      <div class="row screen-only">
        <Button icon={Download} onClick={() => save(of, rows)}>
          {t('下载 CSV')}
        </Button>
      </div>
    </>
  );
}

export function Mark({ code }: { code: string }) {
  return (
    <StatusDot shape={isWrong(code) ? 'cross' : 'triangle'} tone={isWrong(code) ? 'red' : 'amber'}>
      {shortOf(code)}
    </StatusDot>
  );
}

function columns(of: Ledger, own: boolean): Column<LotRow>[] {
  const to = (row: LotRow) => href(`${base()}/${row.id}`, { on: of.on === of.today ? null : of.on });
  const name: Column<LotRow> = {
    key: 'facility',
    head: own ? t('服务') : t('机构'),
    cell: (row) => (
      <a class="ledger-name" href={to(row)}>
        {own ? word('bed', row.service_class) : row.facility}
      </a>
    ),
  };
  const service: Column<LotRow> = {
    key: 'service',
    head: t('服务'),
    nowrap: true,
    cell: (row) => word('bed', row.service_class),
  };
  return [
    name,
    ...(own ? [] : [service]),
    ...parts().map(
      ([key, head]): Column<LotRow> => ({
        key,
        head,
        end: true,
        cell: (row) => number(row.day[key]),
      }),
    ),
    {
      key: 'units',
      head: t('数量已用'),
      end: true,
      nowrap: true,
      cell: (row) =>
        row.used === null ? (
          '—'
        ) : (
          <span
            title={t('{used} / {all} {unit}', {
              used: number(row.used, 1),
              all: number(row.quantity),
              unit: unitWord(row.unit),
            })}
          >
            {row.quantity > 0 ? percent(row.used / row.quantity, 0) : '—'}
          </span>
        ),
    },
    { key: 'accepted', head: t('已验收'), end: true, nowrap: true, cell: (row) => money(row.day.accepted_fen, true) },
    { key: 'paid', head: t('已拨付'), end: true, nowrap: true, cell: (row) => money(row.day.paid_fen, true) },
    {
      key: 'warnings',
      head: t('提醒'),
      cell: (row) => (
        <span class="ledger-marks">
          {row.warnings.map((w) => (
            <Mark key={w.code} code={w.code} />
          ))}
        </span>
      ),
    },
    { key: 'contract', head: t('合同'), nowrap: true, cell: (row) => row.contract_no },
    {
      key: 'term',
      head: t('期限'),
      nowrap: true,
      cell: (row) => (
        <>
          {t('{start} 起，{end} 止', { start: row.start, end: row.end })}
          {row.ended_on && <span class="muted">{t('（终止）')}</span>}
        </>
      ),
    },
  ];
}

function save(of: Ledger, rows: readonly LotRow[]) {
  const day = [
    'bought',
    'committed',
    'in_use',
    'unused',
    'stays_after',
    'offers_after',
    'accepted_fen',
    'paid_fen',
  ] as const;
  const lot = [
    'contract_no',
    'provider',
    'facility',
    'service_class',
    'unit',
    'start',
    'end',
    'quantity',
    'amount_fen',
  ] as const;
  const head = ['on', ...lot, 'used', ...day, 'warnings'];
  const lines = rows.map((row) => [
    of.on,
    ...lot.map((name) => row[name]),
    row.used === null ? null : Math.round(row.used * 1000) / 1000,
    ...day.map((name) => row.day[name]),
    row.warnings.map((w) => w.code).join(' '),
  ]);
  download(`contract-ledger-${of.on}.csv`, csv([head, ...lines]));
}

function Filters({ query, set, data, own }: { query: Query; set: Set; data: Ledger; own: boolean }) {
  const contracts = [...new Map(data.lots.map((l) => [l.contract_id, l])).values()];
  const chosen = contracts.find((l) => l.contract_id === query.contract);
  return (
    <Chips label={t('筛选')}>
      {contracts.length > 1 && (
        <FilterChip
          label={t('合同')}
          summary={query.contract ? (chosen?.contract_no ?? '…') : null}
          onClear={() => set({ contract: null })}
        >
          <RadioGroup
            label={t('合同')}
            value={query.contract ?? ''}
            onChange={(contract) => set({ contract: contract || null })}
            options={[
              { value: '', label: t('任何合同') },
              ...contracts.map((l) => ({ value: l.contract_id, label: l.contract_no, hint: l.contract })),
            ]}
          />
        </FilterChip>
      )}
      {!own && (
        <FilterChip
          label={t('服务')}
          summary={query.service ? word('bed', query.service) : null}
          onClear={() => set({ service: null })}
        >
          <RadioGroup
            label={t('服务')}
            value={query.service ?? ''}
            onChange={(service) => set({ service: service || null })}
            options={[
              { value: '', label: t('任何服务') },
              ...codes('bed').map((value) => ({ value, label: word('bed', value) })),
            ]}
          />
        </FilterChip>
      )}
    </Chips>
  );
}
