import { useState } from 'preact/hooks';
import { say as sentence } from '../../server/kernel/messages.ts';
import { addDays } from '../../server/kernel/period.ts';
import { explain } from '../../server/settlement/rules.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Facts } from '../ui/card.tsx';
import { Loading } from '../ui/empty.tsx';
import { date, dayMonth, moment, money, number } from '../ui/format.ts';
import { lang, t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { CaseView, NextAction } from '../ui/staff-frame.tsx';
import { Table } from '../ui/table.tsx';
import { say } from '../ui/toast.tsx';
import { word } from '../ui/words.ts';
import { SayWhy } from './answering.tsx';
import { inMonth, type Line, LineState, quantity, type Reckoning, type Settlement } from './words.tsx';

/** One line: the days and prices, what each scheme pays and by which document, and what was said of it. */
export function LineCase({ settlement, of, onDone }: { settlement: Settlement; of: Line; onDone: () => void }) {
  const [asking, setAsking] = useState<'dispute' | 'uphold' | null>(null);
  const { data, failure, reload } = useLoad(
    (signal) =>
      call(
        (o) => client.api.v1.settlements[':id'].lines[':line'].$get({ param: { id: settlement.id, line: of.id } }, o),
        { signal },
      ),
    [settlement.id, of.id, of.answered_at],
  );
  return (
    <>
      <CaseView next={<Next settlement={settlement} of={of} onAsk={setAsking} onDone={onDone} />}>
        <div class="row-between">
          <h2>{of.person}</h2>
          <LineState of={of} until={null} />
        </div>
        <Facts
          of={[
            [t('机构'), of.facility],
            [
              t('类型'),
              of.kind === 'correction'
                ? t('对 {month}的更正', { month: inMonth(of.month) })
                : t('{month}，{service}', { month: inMonth(of.month), service: word('bed', of.service_class) }),
            ],
            [t('数量'), t('{days} 天，{quantity}', { days: number(of.days), quantity: quantity(of) })],
            [
              t('金额'),
              t('服务费 {amount} = 政府承担 {government} + 家庭承担 {family}', {
                amount: money(of.amount_fen),
                government: money(of.government_fen),
                family: money(of.family_fen),
              }),
            ],
          ]}
        />
        {failure && <Problem of={failure} onRetry={reload} focus={false} />}
        {!data && !failure && <Loading cards={1} />}
        {data && <Grounds of={data} line={of} />}
      </CaseView>
      {asking && (
        <SayWhy settlement={settlement} of={of} what={asking} onClose={() => setAsking(null)} onDone={onDone} />
      )}
    </>
  );
}

function Next({
  settlement,
  of,
  onAsk,
  onDone,
}: {
  settlement: Settlement;
  of: Line;
  onAsk: (what: 'dispute' | 'uphold') => void;
  onDone: () => void;
}) {
  const confirm = useAction((intent) =>
    call(
      (o) =>
        client.api.v1.settlements[':id'].answers.$post(
          {
            param: { id: settlement.id },
            json: { facility_id: of.facility_id, answer: 'confirmed', lines: [of.id] },
          },
          o,
        ),
      { intent },
    ),
  );
  if (settlement.approved_at !== null) return null;
  const role = session.value?.role;
  if (role === 'institution') {
    const agree = async () => {
      if ((await confirm.run()).ok) say(t('已确认'));
      onDone();
    };
    return (
      <NextAction
        says={t('确认后按这一行结算；不对就说明哪里不对。')}
        verb={t('确认')}
        busy={confirm.busy}
        why={of.answer === 'confirmed' ? t('已经确认') : null}
        onAct={agree}
      >
        {of.answer !== 'upheld' && <Button onClick={() => onAsk('dispute')}>{t('提出异议…')}</Button>}
      </NextAction>
    );
  }
  if (of.answer !== 'disputed' || (role !== 'officer' && role !== 'leader')) return null;
  return (
    <NextAction
      says={t('维持这一行；登记有误的，请机构更正后点“重新计算”。')}
      verb={t('维持')}
      onAct={() => onAsk('uphold')}
    />
  );
}

function Grounds({ of, line }: { of: Reckoning; line: Line }) {
  const { reckoned, settled } = of.basis;
  const mine = reckoned.spells.filter((s) => s.lot === of.lot_id);
  const others = reckoned.spells.some((s) => s.lot !== of.lot_id);
  const runs = mine.flatMap((s) => s.runs.map(([from, to, n]) => ({ s, from, to, n })));
  const quote = explain(reckoned);
  return (
    <>
      <Table
        caption={line.kind === 'correction' ? t('按现在的登记，在院的日子') : t('在院的日子')}
        maxHeight="none"
        rows={runs}
        rowKey={(r) => `${r.from}${r.s.price_fen}`}
        empty={t('没有在院的日子')}
        columns={[
          {
            key: 'days',
            head: t('日期'),
            nowrap: true,
            cell: (r) =>
              addDays(r.from, 1) === r.to
                ? dayMonth(r.from)
                : t('{from}—{to}', { from: dayMonth(r.from), to: dayMonth(addDays(r.to, -1)) }),
          },
          {
            key: 'n',
            head: t('每天'),
            end: true,
            nowrap: true,
            cell: (r) => (line.unit === 'hour' ? t('{n} 分钟', { n: r.n }) : t('1/{den}', { den: r.s.den })),
          },
          { key: 'price', head: t('单价'), end: true, nowrap: true, cell: (r) => money(r.s.price_fen) },
        ]}
      />
      {settled && (
        <Facts
          of={[
            [
              t('以前结算'),
              t('{days} 天，服务费 {amount}，政府承担 {government}', {
                days: number(settled.days),
                amount: money(settled.amount_fen),
                government: money(settled.government_fen),
              }),
            ],
          ]}
        />
      )}
      {runs.length > 0 && (
        <Table
          caption={others ? t('谁出多少（本人本月全部服务一起算）') : t('谁出多少')}
          maxHeight="none"
          rows={quote.lines.filter((l) => l.pays === 'provider')}
          rowKey={(l) => l.scheme}
          columns={[
            { key: 'scheme', head: t('项目'), nowrap: true, cell: (l) => word('scheme', l.scheme) },
            {
              key: 'amount',
              head: t('金额'),
              end: true,
              nowrap: true,
              cell: (l) => (l.applies === 'yes' ? money(l.amount_fen) : l.applies === 'no' ? t('不适用') : t('未知')),
            },
            {
              key: 'why',
              head: t('依据'),
              cell: (l) => (
                <span class="small">
                  {[l.how, ...l.reasons].flatMap((r) => (r ? sentence(lang.value, r.code, r.values) : [])).join(' ')}
                  {l.doc_no && <div class="muted">{l.doc_no}</div>}
                </span>
              ),
            },
          ]}
        />
      )}
      {of.answers.length > 0 && (
        <section class="stack-tight" aria-labelledby="settlement-said">
          <h3 id="settlement-said">{t('答复经过')}</h3>
          <ul class="stack-tight">
            {of.answers.map((a) => (
              <li key={a.at}>
                {t('{at} {who}：{what}', {
                  at: moment(a.at),
                  who: a.by ?? t('系统'),
                  what: { confirmed: t('确认'), disputed: t('有异议'), upheld: t('核实维持') }[a.answer],
                })}
                {a.reason && <p class="muted">{a.reason}</p>}
              </li>
            ))}
          </ul>
        </section>
      )}
      <p class="muted small">
        {t('草拟于 {day}。当天入住算一天，离开、离世当天不算，请假住院不算。', { day: date(line.drafted_at) })}
      </p>
    </>
  );
}
