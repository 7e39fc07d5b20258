import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/card.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Loading } from '../ui/empty.tsx';
import { DateInput, Select } from '../ui/field.tsx';
import { date } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { Table } from '../ui/table.tsx';
import { say } from '../ui/toast.tsx';
import type { LotPage } from './view.ts';

/** Whoever still counts on a lot that is over goes on under a following one: whom, from which day, to which. */
export function CarryOver({ of, onClose, onDone }: { of: LotPage; onClose: () => void; onDone: () => void }) {
  const { lot, today, following } = of;
  const best = following[0];
  const [to, setTo] = useState(best?.id ?? '');
  const [on, setOn] = useState(() => later(lot.end, best?.start ?? lot.end));
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const people = useLoad(
    (signal) => call((o) => client.api.v1.ledger.lots[':id'].behind.$get({ param: { id: lot.id } }, o), { signal }),
    [lot.id],
  );
  const carry = useAction((intent) =>
    call(
      (o) =>
        client.api.v1.ledger.lots[':id']['carry-over'].$post(
          { param: { id: lot.id }, json: { to_lot: to, changed_on: on, only: chosen } },
          o,
        ),
      { intent },
    ),
  );
  // Whoever had left by that day is the old lot's, or nobody's.
  const all = (people.data?.people ?? []).filter((p) => p.until === null || p.until > on);
  const ticked = new Set(all.map((p) => p.id).filter((id) => !left.has(id)));
  const chosen = [...ticked];
  const send = async () => {
    const done = await carry.run();
    if (!done.ok) return;
    const { stays, left_since, offers, uncovered_days } = done.data;
    say(
      [
        t('已结转在住 {stays} 人、通知 {offers} 份。', { stays, offers }),
        left_since > 0 && t('其间已离开的 {n} 人，那些天也算在后续标的上。', { n: left_since }),
        uncovered_days > 0 && t('两份标的之间有 {n} 天没有合同付费。', { n: uncovered_days }),
      ]
        .filter(Boolean)
        .join(''),
    );
    onDone();
  };
  return (
    <Dialog
      open
      wide
      title={t('结转到后续标的')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button
            look="primary"
            busy={carry.busy}
            why={chosen.length === 0 || !to ? t('请选择后续标的和要结转的人') : null}
            onClick={send}
          >
            {t('结转 {n} 项', { n: chosen.length })}
          </Button>
        </>
      }
    >
      <div class="stack">
        {carry.failure && <Problem of={carry.failure} />}
        {following.length === 0 ? (
          <Notice tone="amber">
            {t('本机构没有同类服务的后续标的。请先签订并公告后续合同，或安排退住、收回通知。')}
          </Notice>
        ) : (
          <>
            <Select
              label={t('后续标的')}
              value={to}
              onInput={(id) => {
                setTo(id);
                setOn(later(lot.end, following.find((l) => l.id === id)?.start ?? lot.end));
              }}
              pointer="/to_lot"
              error={errorAt(carry.failure, '/to_lot')}
              options={following.map((l) => ({
                value: l.id,
                label: t('{no}，{start} 起，还剩 {left} / {bought}', {
                  no: l.contract_no,
                  start: l.start,
                  left: l.left,
                  bought: l.bought,
                }),
              }))}
            />
            <DateInput
              label={t('从哪一天起')}
              hint={t('这一天起由后续标的付费；可以补记过去的日子，已结算的月份会自动出更正行。')}
              value={on}
              min={lot.end}
              max={today}
              onInput={setOn}
              pointer="/changed_on"
              error={errorAt(carry.failure, '/changed_on')}
            />
          </>
        )}
        {people.failure && <Problem of={people.failure} onRetry={people.reload} focus={false} />}
        {!people.data && !people.failure && <Loading cards={1} />}
        {people.data && (
          <Table
            caption={t('还在原标的上的')}
            rows={all}
            rowKey={(row) => row.id}
            ticked={ticked}
            onTick={(next) => setLeft(new Set(all.map((p) => p.id).filter((id) => !next.has(id))))}
            maxHeight="20rem"
            columns={[
              { key: 'name', head: t('姓名'), nowrap: true, cell: (row) => row.name },
              { key: 'bed', head: t('床位'), nowrap: true, cell: (row) => row.bed },
              {
                key: 'what',
                head: t('情况'),
                cell: (row) =>
                  row.kind === 'offer'
                    ? t('{day}通知，未入住', { day: date(row.since) })
                    : row.until === null
                      ? t('{day}入住', { day: date(row.since) })
                      : t('{day}入住，{until}离开', { day: date(row.since), until: date(row.until) }),
              },
            ]}
          />
        )}
      </div>
    </Dialog>
  );
}

const later = (a: string, b: string) => (a > b ? a : b);
