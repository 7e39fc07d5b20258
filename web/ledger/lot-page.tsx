import { Download } from 'lucide';
import { useState } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import { call, client } from '../api.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Facts, Notice } from '../ui/card.tsx';
import { csv, download } from '../ui/csv.ts';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { date, money, number } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { Table } from '../ui/table.tsx';
import { href, useQuery } from '../ui/url.ts';
import { word } from '../ui/words.ts';
import { CarryOver } from './carry-over.tsx';
import { ForecastPlot } from './forecast.tsx';
import { base, isWrong, type LotPage, parts, type Run, readers, runsOf, sentence, unitWord } from './view.ts';
import './ledger.css';

/** One lot: what it is, what is worth a look, what the term comes to, and each of its days. */
export default function LotLedgerPage() {
  useTitle(t('标的台账'));
  return (
    <Guard roles={readers}>
      <Loaded />
    </Guard>
  );
}

function Loaded() {
  const { id = '' } = useRoute().params;
  const { query } = useQuery();
  const { data, failure, reload } = useLoad(
    (signal) =>
      call(
        (o) => client.api.v1.ledger.lots[':id'].$get({ param: { id }, query: query.on ? { on: query.on } : {} }, o),
        { signal },
      ),
    [id, query.on],
  );
  useEvents(['offers', 'vacancies'], reload);
  return (
    <StaffFrame
      title={data ? t('{facility} · {service}', titleOf(data)) : t('标的台账')}
      tools={<ButtonLink href={href(base(), { on: query.on })}>{t('返回台账')}</ButtonLink>}
      list={
        <div class="ledger-lot">
          {failure && <Problem of={failure} onRetry={reload} focus={false} />}
          {!data && !failure && <Loading />}
          {data && <Shown of={data} onDone={reload} />}
        </div>
      }
    />
  );
}

const titleOf = ({ lot }: LotPage) => ({ facility: lot.facility, service: word('bed', lot.service_class) });

function Shown({ of, onDone }: { of: LotPage; onDone: () => void }) {
  const { lot, on, today, warnings, forecast } = of;
  const [carrying, setCarrying] = useState(false);
  const day = of.days.at(-1);
  const behind = day ? day.stays_after + day.offers_after : 0;
  const may = session.value?.role === 'officer' || session.value?.role === 'leader';
  return (
    <>
      {on !== today && <Notice>{t('这是{day}的台账，按现在的记录推算。', { day: date(on) })}</Notice>}
      {warnings.map((w) => (
        <Notice key={w.code} tone={isWrong(w.code) ? 'red' : 'amber'}>
          <p>{sentence(w)}</p>
          {w.code === 'ledger_left_behind' && may && behind > 0 && on === today && (
            <p class="row screen-only">
              <Button look="primary" onClick={() => setCarrying(true)}>
                {t('结转到后续标的')}
              </Button>
            </p>
          )}
        </Notice>
      ))}
      <Facts
        of={[
          [t('合同'), t('{no} {title}', { no: lot.contract_no, title: lot.contract })],
          [t('承接主体'), lot.provider],
          [
            t('期限'),
            lot.ended_on
              ? t('{start} 起，{end} 终止', { start: date(lot.start), end: date(lot.end) })
              : t('{start} 起，到 {end} 为止（不含当日）', { start: date(lot.start), end: date(lot.end) }),
          ],
          [t('购买数量'), t('{n} {unit}', { n: number(lot.quantity), unit: unitWord(lot.unit) })],
          [t('合同金额'), money(lot.amount_fen, true)],
          ...(day
            ? ([
                [
                  t('{day}的名额', { day: date(on) }),
                  parts()
                    .map(([name, head]) => t('{what} {n}', { what: head, n: number(day[name]) }))
                    .join(t('，')),
                ],
                [
                  t('已验收 / 已拨付'),
                  t('{accepted} / {paid}', { accepted: money(day.accepted_fen), paid: money(day.paid_fen) }),
                ],
              ] as [string, string][])
            : []),
        ]}
      />
      {forecast && <ForecastPlot of={forecast} lot={lot} />}
      <div class="stack-tight">
        <h2>{t('逐日台账')}</h2>
        <Table
          caption={t('逐日台账')}
          hideCaption
          maxHeight="28rem"
          rows={runsOf(of.days)}
          rowKey={(row) => row.on}
          columns={[
            {
              key: 'on',
              head: t('日期'),
              nowrap: true,
              cell: (row) =>
                row.days === 1 ? date(row.on) : t('{from} 至 {to}', { from: date(row.from), to: date(row.on) }),
            },
            { key: 'days', head: t('天数'), end: true, cell: (row) => number(row.days) },
            ...parts().map(([key, head]) => ({
              key,
              head,
              end: true,
              cell: (row: Run) => number(row[key]),
            })),
            ...(of.days.some((d) => d.stays_after + d.offers_after > 0)
              ? [
                  {
                    key: 'after',
                    head: t('到期仍在住 / 通知'),
                    end: true,
                    cell: (row: Run) => t('{stays} / {offers}', { stays: row.stays_after, offers: row.offers_after }),
                  },
                ]
              : []),
            ...(lot.unit === 'hour'
              ? [{ key: 'minutes', head: t('服务分钟'), end: true, cell: (row: Run) => number(row.minutes) }]
              : []),
            { key: 'accepted', head: t('累计验收'), end: true, nowrap: true, cell: (row) => money(row.accepted_fen) },
            { key: 'paid', head: t('累计拨付'), end: true, nowrap: true, cell: (row) => money(row.paid_fen) },
          ]}
        />
        <p class="small muted">{t('名额和金额没有变动的日子合成一行；CSV 里逐日都有。')}</p>
        <div class="row screen-only">
          <Button icon={Download} onClick={() => save(of)}>
            {t('下载 CSV')}
          </Button>
        </div>
      </div>
      {carrying && (
        <CarryOver
          of={of}
          onClose={() => setCarrying(false)}
          onDone={() => {
            setCarrying(false);
            onDone();
          }}
        />
      )}
    </>
  );
}

function save({ lot, days }: LotPage) {
  const names = [
    'on',
    'bought',
    'committed',
    'in_use',
    'unused',
    'stays_after',
    'offers_after',
    'minutes',
    'accepted_fen',
    'paid_fen',
  ] as const;
  const rows = days.map((d) => [lot.contract_no, lot.facility, lot.service_class, ...names.map((name) => d[name])]);
  download(
    `contract-ledger-${lot.contract_no}-${lot.service_class}.csv`,
    csv([['contract_no', 'facility', 'service_class', ...names], ...rows]),
  );
}
