import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Card, Notice } from '../ui/card.tsx';
import { Confirm } from '../ui/dialog.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { Select, TextArea, TextInput } from '../ui/field.tsx';
import { money, month } from '../ui/format.ts';
import { type GradeCode, gradeWord, quarterWord } from '../ui/grade.tsx';
import { t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { Table } from '../ui/table.tsx';
import { say } from '../ui/toast.tsx';
import type { Holdbacks } from './words.ts';

type Said = Record<string, { percent: string; reason: string }>;
const share = (grade: string | null, percent: number) =>
  t('{grade} {percent}%', { grade: grade ? gradeWord(grade as GradeCode) : t('单独决定'), percent });

/** What contracts held back of a quarter's payments, and what its grades make of it. */
export function HoldbackTab({ quarter, onQuarter }: { quarter: string; onQuarter: (q: string) => void }) {
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.holdbacks[':quarter'].$get({ param: { quarter } }, o), { signal }),
    [quarter],
  );
  const list = useLoad((signal) => call((o) => client.api.v1.scorecards.$get({ query: {} }, o), { signal }), []);
  useEvents(['scorecards', 'settlements'], reload);
  return (
    <div class="stack scorecards">
      {failure && <Problem of={failure} onRetry={reload} focus={false} />}
      {!data && !failure && <Loading />}
      {data && (
        <>
          <div class="row scorecard-pick">
            <Select
              label={t('考核期')}
              value={quarter}
              onInput={onQuarter}
              options={[...new Set([quarter, ...(list.data?.quarters ?? [])])].map((q) => ({
                value: q,
                label: quarterWord(q),
              }))}
            />
          </div>
          {data.held.length === 0 && data.done.length === 0 && (
            <Empty title={t('没有留存的款项')}>
              <p>{t('合同约定部分价款随考核支付的，每次付款留存的部分列在这里。')}</p>
            </Empty>
          )}
          {data.held.length > 0 && <Open of={data} onDone={reload} />}
          {data.done.length > 0 && <Done of={data} />}
        </>
      )}
    </div>
  );
}

function Open({ of, onDone }: { of: Holdbacks; onDone: () => void }) {
  const [said, setSaid] = useState<Said>({});
  const [asking, setAsking] = useState(false);
  const leader = session.value?.role === 'leader';
  const unknown = of.published
    ? [
        ...new Map(
          of.held.flatMap((p) => p.homes.filter((h) => h.percent === null).map((h) => [h.facility_id, h.facility])),
        ),
      ]
    : [];
  const decisions = unknown.flatMap(([id]) => {
    const one = said[id];
    return one && /^\d{1,3}$/.test(one.percent.trim())
      ? [{ facility_id: id, percent: Number(one.percent), reason: one.reason }]
      : [];
  });
  const { run, busy, failure } = useAction((intent, json: { decisions: typeof decisions }) =>
    call((o) => client.api.v1.holdbacks[':quarter'].release.$post({ param: { quarter: of.quarter }, json }, o), {
      intent,
    }),
  );
  const release = async () => {
    const done = await run({ decisions });
    setAsking(false);
    if (!done.ok) return;
    setSaid({});
    say(
      t('已生成 {n} 笔付款共 {released}，不予拨付 {lost}', {
        n: done.data.payments,
        released: money(done.data.released_fen),
        lost: money(done.data.forfeited_fen),
      }),
    );
    onDone();
  };
  const indexOf = (id: string) => decisions.findIndex((d) => d.facility_id === id);
  return (
    <section class="stack-tight">
      <h2>{t('尚未决定')}</h2>
      {!of.published && <Notice tone="plain">{t('本季度的等级公布以后，按等级拨付。')}</Notice>}
      <Table
        caption={t('尚未决定')}
        hideCaption
        maxHeight="none"
        rows={of.held}
        rowKey={(row) => row.payment_id}
        columns={[
          {
            key: 'contract',
            head: t('合同'),
            cell: (row) => (
              <span class="scorecard-name">
                {row.contract_no}
                <br />
                <span class="small muted">{row.provider}</span>
              </span>
            ),
          },
          { key: 'month', head: t('月份'), nowrap: true, cell: (row) => month(row.month_on) },
          { key: 'held', head: t('留存'), end: true, nowrap: true, cell: (row) => money(row.held_fen) },
          {
            key: 'homes',
            head: t('各机构的份额'),
            cell: (row) => (
              <ul class="plain-list small">
                {row.homes.map((h) => (
                  <li key={h.facility_id}>
                    {t('{facility} {held}：{share}', {
                      facility: h.facility,
                      held: money(h.held_fen),
                      share:
                        h.percent === null ? (of.published ? t('无等级') : t('待公布')) : share(h.grade, h.percent),
                    })}
                  </li>
                ))}
              </ul>
            ),
          },
          {
            key: 'released',
            head: t('可拨付'),
            end: true,
            nowrap: true,
            cell: (row) => (row.released_fen === null ? t('待定') : money(row.released_fen)),
          },
        ]}
      />
      {failure && <Problem of={failure} />}
      {leader && unknown.length > 0 && (
        <Card as="section" class="stack-tight">
          <h3>{t('没有等级的机构')}</h3>
          <p class="muted small">
            {t('数据不足、没有等级的机构，由局领导决定拨付比例并写明理由；没有决定的继续留存。')}
          </p>
          {unknown.map(([id, name]) => {
            const one = said[id] ?? { percent: '', reason: '' };
            const change = (part: Partial<typeof one>) => setSaid({ ...said, [id]: { ...one, ...part } });
            return (
              <fieldset key={id} class="field scorecard-decide">
                <legend class="field-label">{name}</legend>
                <TextInput
                  label={t('拨付比例（%）')}
                  inputMode="numeric"
                  maxLength={3}
                  value={one.percent}
                  onInput={(percent) => change({ percent })}
                />
                <TextArea
                  label={t('理由')}
                  pointer={`/decisions/${indexOf(id)}/reason`}
                  rows={2}
                  maxLength={500}
                  value={one.reason}
                  onInput={(reason) => change({ reason })}
                  error={errorAt(failure, `/decisions/${indexOf(id)}/reason`)}
                />
              </fieldset>
            );
          })}
        </Card>
      )}
      {leader && (
        <div class="row">
          <Button look="primary" onClick={() => setAsking(true)} why={of.published ? null : t('等级还没有公布')}>
            {t('按考核拨付')}
          </Button>
          <Confirm
            open={asking}
            title={t('按考核拨付')}
            verb={t('确定拨付')}
            busy={busy}
            onConfirm={release}
            onClose={() => setAsking(false)}
          >
            <p>
              {t(
                '为已有等级或已作决定的款项生成付款，30 天内支付；其余留存款不予拨付，不能撤回。没有等级又没有决定的继续留存。',
              )}
            </p>
          </Confirm>
        </div>
      )}
    </section>
  );
}

const Done = ({ of }: { of: Holdbacks }) => (
  <section class="stack-tight">
    <h2>{t('已经决定')}</h2>
    <Table
      caption={t('已经决定')}
      hideCaption
      maxHeight="none"
      rows={of.done}
      rowKey={(row) => `${row.payment_id} ${row.facility}`}
      columns={[
        {
          key: 'contract',
          head: t('合同'),
          cell: (row) => (
            <span class="scorecard-name">
              {row.contract_no}
              <br />
              <span class="small muted">{row.facility}</span>
            </span>
          ),
        },
        { key: 'month', head: t('月份'), nowrap: true, cell: (row) => month(row.month_on) },
        {
          key: 'grade',
          head: t('等级'),
          cell: (row) => (
            <>
              {share(row.grade, row.percent)}
              {row.reason && <div class="small muted">{row.reason}</div>}
            </>
          ),
        },
        { key: 'held', head: t('留存'), end: true, nowrap: true, cell: (row) => money(row.held_fen) },
        { key: 'released', head: t('拨付'), end: true, nowrap: true, cell: (row) => money(row.released_fen) },
        {
          key: 'lost',
          head: t('不予拨付'),
          end: true,
          nowrap: true,
          cell: (row) => money(row.held_fen - row.released_fen),
        },
      ]}
    />
  </section>
);
