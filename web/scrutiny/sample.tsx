import { Dices } from 'lucide';
import { useState } from 'preact/hooks';
import { drawnOf, LEAST_SHARE } from '../../server/scrutiny/rules.ts';
import { call, client } from '../api.ts';
import { StatusDot } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Facts, Notice } from '../ui/card.tsx';
import { Confirm } from '../ui/dialog.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { Select } from '../ui/field.tsx';
import { date, money, month as monthWord, number, percent } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { Table } from '../ui/table.tsx';
import { say } from '../ui/toast.tsx';
import { useQuery } from '../ui/url.ts';
import { word } from '../ui/words.ts';
import { CheckDialog } from './check.tsx';
import type { Sample, Sampled, SampleOf } from './shapes.ts';
import { foundWord } from './words.ts';

/** Whom to visit of a month: drawn once by chance, checked by two people on site. */
export function SampleTab() {
  const { query, set } = useQuery();
  const month = query.month || undefined;
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.scrutiny.samples.$get({ query: { month } }, o), { signal }),
    [month],
  );
  useEvents(['funds'], reload);
  return (
    <div class="stack">
      {failure && <Problem of={failure} onRetry={reload} focus={false} />}
      {!data && !failure && <Loading />}
      {data && !data.month_on && (
        <Empty title={t('还没有审定的结算')}>
          <p>{t('每月结算审定后，从中随机抽取至少 1% 现场核查。')}</p>
        </Empty>
      )}
      {data?.month_on && (
        <>
          <div class="scrutiny-pick">
            <Select
              label={t('月份')}
              value={data.month_on}
              onInput={(value) => set({ month: value })}
              options={[
                ...new Map([
                  [data.month_on, data.sample !== null],
                  ...data.months.map((m) => [m.month_on, m.drawn] as const),
                ]),
              ].map(([day, drawn]) => ({
                value: day,
                label: drawn ? t('{month}（已抽）', { month: monthWord(day) }) : monthWord(day),
              }))}
            />
          </div>
          {data.sample ? (
            <Drawn of={data.sample} onDone={reload} />
          ) : (
            <Undrawn of={data} month={data.month_on} onDone={reload} />
          )}
        </>
      )}
    </div>
  );
}

function Undrawn({ of, month, onDone }: { of: SampleOf; month: string; onDone: () => void }) {
  const [asking, setAsking] = useState(false);
  const draw = useAction((intent) =>
    call((o) => client.api.v1.scrutiny.samples.$post({ json: { month_on: month, basis_points: LEAST_SHARE } }, o), {
      intent,
    }),
  );
  const role = session.value?.role;
  const may = role === 'inspector' || role === 'leader';
  const n = drawnOf(of.population, LEAST_SHARE);
  const why = of.open.length > 0 ? t('还有合同没有审定：{list}', { list: of.open.join(t('、')) }) : null;
  return (
    <div class="stack">
      {draw.failure && <Problem of={draw.failure} />}
      <p>
        {t('{month}共有 {all} 条财政支付的结算，按 1% 抽 {n} 条现场核查。', {
          month: monthWord(month),
          all: number(of.population),
          n,
        })}
      </p>
      {why && (
        <Notice tone="amber">
          <p>{why}</p>
        </Notice>
      )}
      {may ? (
        <div>
          <Button look="primary" icon={Dices} busy={draw.busy} why={why} onClick={() => setAsking(true)}>
            {t('抽样…')}
          </Button>
        </div>
      ) : (
        <p class="muted">{t('由督查或分管领导抽样，经办人员不抽。')}</p>
      )}
      <Confirm
        open={asking}
        title={t('抽取{month}的样本', { month: monthWord(month) })}
        verb={t('抽 {n} 条', { n })}
        busy={draw.busy}
        onClose={() => setAsking(false)}
        onConfirm={async () => {
          const done = await draw.run();
          setAsking(false);
          if (!done.ok) return;
          say(t('已抽 {n} 条', { n: done.data.drawn }));
          onDone();
        }}
      >
        <p>{t('随机种子由系统产生并记录在案，一个月只抽一次，不能重抽。')}</p>
      </Confirm>
    </div>
  );
}

function Drawn({ of, onDone }: { of: Sample; onDone: () => void }) {
  const [open, setOpen] = useState<Sampled>();
  const inspector = session.value?.role === 'inspector';
  const checked = of.lines.filter((line) => line.check).length;
  return (
    <div class="stack sample">
      <Facts
        of={[
          [
            t('抽样'),
            t('{all} 条里抽 {n} 条（{share}），{who}于 {day}', {
              all: number(of.population),
              n: of.lines.length,
              share: percent(of.basis_points / 10_000),
              who: of.drawn_by ?? t('系统'),
              day: date(of.drawn_on),
            }),
          ],
          [t('已核查'), t('{n} / {of}', { n: checked, of: of.lines.length })],
          [
            t('随机种子'),
            <code class="small" key="seed">
              {of.seed}
            </code>,
          ],
          [
            t('名册校验值'),
            <span key="digest">
              <code class="small">{of.population_digest}</code>{' '}
              <a href={`/api/v1/scrutiny/samples/${of.id}/population`} download>
                {t('下载名册')}
              </a>
            </span>,
          ],
          [
            t('复核'),
            of.same ? (
              <StatusDot key="same" shape="check" tone="accent">
                {t('用同一种子重抽，结果相同')}
              </StatusDot>
            ) : (
              <StatusDot key="same" shape="triangle" tone="red">
                {t('重抽结果不同：抽样后结算被改动过')}
              </StatusDot>
            ),
          ],
        ]}
      />
      <Table
        caption={t('现场核查名单')}
        hideCaption
        rows={of.lines}
        rowKey={(row) => row.line_id}
        maxHeight="var(--list-max)"
        onOpen={inspector ? setOpen : undefined}
        current={open?.line_id}
        columns={[
          { key: 'person', head: t('姓名'), nowrap: true, cell: (row) => row.person },
          {
            key: 'found',
            head: t('核查结果'),
            nowrap: true,
            cell: (row) => (
              <StatusDot
                {...(!row.check
                  ? ({ shape: 'ring', tone: 'amber' } as const)
                  : row.check.found === 'true'
                    ? ({ shape: 'check', tone: 'accent' } as const)
                    : ({ shape: 'triangle', tone: 'red' } as const))}
              >
                {row.check ? foundWord(row.check.found) : t('待核查')}
              </StatusDot>
            ),
          },
          { key: 'facility', head: t('机构名称'), cell: (row) => row.facility },
          { key: 'community', head: t('社区或村'), cell: (row) => row.community },
          { key: 'service', head: t('服务'), nowrap: true, cell: (row) => word('bed', row.service) },
          { key: 'days', head: t('天数'), end: true, cell: (row) => number(row.days) },
          { key: 'amount', head: t('财政支付'), end: true, nowrap: true, cell: (row) => money(row.government_fen) },
          {
            key: 'check',
            head: t('核查记录'),
            cell: (row) =>
              row.check ? (
                <>
                  {t('{day}，{who}', { day: date(row.check.checked_on), who: row.check.people.join(t('、')) })}
                  {row.check.note && <span class="small muted"> {row.check.note}</span>}
                </>
              ) : (
                '—'
              ),
          },
        ]}
      />
      {inspector && <p class="small muted">{t('打开一行登记现场核查，须两人在场。')}</p>}
      {open && <CheckDialog sample={of.id} of={open} onClose={() => setOpen(undefined)} onDone={onDone} />}
    </div>
  );
}
