import { ChevronLeft, Printer, RotateCw, Stamp } from 'lucide';
import { useState } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import { stillWaits } from '../../server/approval/rules.ts';
import { dayOf } from '../../server/kernel/period.ts';
import { answerBy } from '../../server/settlement/rules.ts';
import { call, client } from '../api.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Facts, Notice } from '../ui/card.tsx';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { Select } from '../ui/field.tsx';
import { date, money, now, number, stamp } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { PrintOnly } from '../ui/print.tsx';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { say } from '../ui/toast.tsx';
import { useQuery } from '../ui/url.ts';
import { word } from '../ui/words.ts';
import { Approve, ConfirmAll } from './answering.tsx';
import { LineCase } from './line-case.tsx';
import { inMonth, type Line, LineState, quantity, type Settlement } from './words.tsx';
import './settlement.css';

/** One month of a contract: for the bureau whole, for a home its own lines; and the statement that is printed. */
export default function SettlementPage() {
  return (
    <Guard roles={['officer', 'leader', 'treasurer', 'inspector', 'institution']}>
      <Loaded id={useRoute().params.id ?? ''} />
    </Guard>
  );
}

function Loaded({ id }: { id: string }) {
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.settlements[':id'].$get({ param: { id } }, o), { signal }),
    [id],
  );
  useEvents(['settlements'], reload);
  const title = data ? t('{month}结算', { month: inMonth(data.month) }) : t('月度结算');
  useTitle(title);
  if (data) return <Opened of={data} title={title} onDone={reload} />;
  return (
    <StaffFrame title={title} list={failure ? <Problem of={failure} onRetry={reload} focus={false} /> : <Loading />} />
  );
}

const shows = ['disputed', 'waiting', 'correction'] as const;
/** The day until which a line waits for its home; null when it does not. */
const waitsUntil = (line: Line): string | null =>
  stillWaits({ answer: line.answer, draftedAt: new Date(line.drafted_at) }, dayOf(now.value))
    ? answerBy(new Date(line.drafted_at))
    : null;

function Opened({ of, title, onDone }: { of: Settlement; title: string; onDone: () => void }) {
  const { query, set } = useQuery();
  const [approving, setApproving] = useState(false);
  const [confirming, setConfirming] = useState(false);
  const role = session.value?.role;
  const own = role === 'institution';
  const bureau = role === 'officer' || role === 'leader';
  const frozen = of.approved_at !== null;
  const show = shows.find((s) => s === query.show);
  const homes = [...new Map(of.lines.map((l) => [l.facility_id, l.facility]))];
  const waiting = frozen ? [] : of.lines.filter((l) => l.answer === null);
  const disputed = frozen ? [] : of.lines.filter((l) => l.answer === 'disputed');
  const rows = of.lines
    .filter((l) => !query.facility || l.facility_id === query.facility)
    .filter((l) => show !== 'disputed' || l.answer === 'disputed')
    .filter((l) => show !== 'waiting' || l.answer === null)
    .filter((l) => show !== 'correction' || l.kind === 'correction');
  const open = of.lines.find((l) => l.id === query.line);
  const redraft = useAction((intent) =>
    call((o) => client.api.v1.settlements.$post({ json: { month: of.month, contract_id: of.contract_id } }, o), {
      intent,
    }),
  );
  const again = async () => {
    const done = await redraft.run();
    if (!done.ok) return;
    say(t('已按现在的登记重新计算，没有变化的行保持原样'));
    onDone();
  };
  return (
    <StaffFrame
      title={title}
      tools={
        <>
          <ButtonLink look="quiet" icon={ChevronLeft} href={own ? '/institution/settlements' : '/officer/settlements'}>
            {t('返回清单')}
          </ButtonLink>
          <Button icon={Printer} onClick={() => print()}>
            {t('打印结算单')}
          </Button>
          {bureau && !frozen && (
            <>
              <Button icon={RotateCw} busy={redraft.busy} onClick={again}>
                {t('重新计算')}
              </Button>
              <Button
                look="primary"
                icon={Stamp}
                onClick={() => setApproving(true)}
                why={disputed.length ? t('还有 {n} 行有异议，请先核实', { n: disputed.length }) : null}
              >
                {t('审定')}
              </Button>
            </>
          )}
          {own && waiting.length > 0 && (
            <Button look="primary" onClick={() => setConfirming(true)}>
              {t('确认其余 {n} 行', { n: waiting.length })}
            </Button>
          )}
        </>
      }
      list={
        <div class="stack settlement">
          {redraft.failure && <Problem of={redraft.failure} />}
          <Head of={of} />
          {disputed.length > 0 && (
            <div class="screen-only">
              <Notice tone="amber">
                {own
                  ? t('{n} 行已提出异议，等民政核实。', { n: disputed.length })
                  : t('{n} 行有异议。点开逐行核实：维持，或让机构更正登记后重新计算。', { n: disputed.length })}
              </Notice>
            </div>
          )}
          <div class="row settlement-filters screen-only">
            {homes.length > 1 && (
              <Select
                label={t('机构')}
                value={query.facility ?? ''}
                empty={t('全部机构')}
                options={homes.map(([value, label]) => ({ value, label }))}
                onInput={(facility) => set({ facility: facility || null })}
              />
            )}
            <Select
              label={t('显示')}
              value={show ?? ''}
              empty={t('全部 {n} 行', { n: of.lines.length })}
              options={[
                { value: 'disputed', label: t('有异议的') },
                { value: 'waiting', label: t('没有答复的') },
                { value: 'correction', label: t('更正') },
              ]}
              onInput={(s) => set({ show: s || null })}
            />
          </div>
          <Table
            caption={t('逐人明细')}
            hideCaption
            columns={columns({ frozen, homes: homes.length > 1, narrow: !!open })}
            rows={rows}
            rowKey={(row) => row.id}
            current={open?.id}
            onOpen={(row) => set({ line: row.id })}
            empty={t('没有符合条件的行')}
          />
          {homes.length > 1 && <ByHome of={of} homes={homes} />}
          <PrintOnly>
            <div class="settlement-sign">
              <p>{t('机构（盖章）：')}</p>
              <p>{t('民政部门（盖章）：')}</p>
              <p>{t('打印时间：{at}', { at: stamp(now.value) })}</p>
            </div>
          </PrintOnly>
          {approving && <Approve of={of} onClose={() => setApproving(false)} onDone={onDone} />}
          {confirming && <ConfirmAll of={of} lines={waiting} onClose={() => setConfirming(false)} onDone={onDone} />}
        </div>
      }
      case={open ? <LineCase key={open.id} settlement={of} of={open} onDone={onDone} /> : null}
      onBack={() => set({ line: null })}
    />
  );
}

function Head({ of }: { of: Settlement }) {
  const carried = of.payments.reduce((sum, p) => sum + p.carried_fen, 0);
  const due = of.payments.reduce((sum, p) => sum + p.amount_fen, 0);
  const held = of.payments.filter((p) => p.held_fen > 0);
  return (
    <>
      <PrintOnly>
        <h1>{t('养老服务购买合同月度结算单')}</h1>
      </PrintOnly>
      {of.demonstration && <p class="muted small">{t('示例数据')}</p>}
      <Facts
        of={[
          [t('合同'), t('{title}（{no}）', { title: of.title, no: of.contract_no })],
          [t('承接主体'), of.provider],
          [
            t('状态'),
            of.approved_at
              ? t('{at} 由{who}审定，已封存', { at: stamp(of.approved_at), who: of.approved_by ?? t('系统') })
              : t('草稿，{at} 计算', { at: stamp(of.drafted_at) }),
          ],
          [
            t('合计'),
            t('服务费 {amount} = 政府承担 {government} + 家庭承担 {family}', {
              amount: money(of.amount_fen),
              government: money(of.government_fen),
              family: money(of.family_fen),
            }),
          ],
          ...(of.approved_at && of.whole
            ? ([
                [
                  t('应付'),
                  of.payments.length === 0 ? (
                    t('不需要支付，余额结转到下一期')
                  ) : (
                    <>
                      {money(due)}
                      {carried > 0 && t('（已扣除以前多付的 {carried}）', { carried: money(carried) })}
                      {of.payments.map((p) => (
                        <div key={p.id} class="small">
                          {p.kind === 'release' && t('考核后拨付，')}
                          {t('{budget}：{amount}，{day}前支付', {
                            budget: p.budget,
                            amount: money(p.amount_fen),
                            day: date(p.due_on),
                          })}
                          {p.paid && t('，已支付')}
                        </div>
                      ))}
                    </>
                  ),
                ],
                ...(held.length > 0 ? [[t('留待考核'), <Held key="held" of={held} />]] : []),
              ] as [string, preact.ComponentChildren][])
            : []),
          ...(of.approval_note ? ([[t('审定说明'), of.approval_note]] as [string, string][]) : []),
        ]}
      />
    </>
  );
}

/** What was kept back of the payments until the grade is known, and what became of it. */
function Held({ of }: { of: Settlement['payments'] }) {
  const total = (list: Settlement['payments'], pick: (p: Settlement['payments'][number]) => number) =>
    money(list.reduce((sum, p) => sum + pick(p), 0));
  const open = of.filter((p) => p.released_fen === null);
  const decided = of.filter((p) => p.released_fen !== null);
  return (
    <>
      {t('按合同留存 {held}', { held: total(of, (p) => p.held_fen) })}
      {open.length > 0 && (
        <div class="small">{t('{amount} 等本季度考核等级公布后决定', { amount: total(open, (p) => p.held_fen) })}</div>
      )}
      {decided.length > 0 && (
        <div class="small">
          {t('按考核拨付 {released}，不予拨付 {lost}', {
            released: total(decided, (p) => p.released_fen ?? 0),
            lost: total(decided, (p) => p.held_fen - (p.released_fen ?? 0)),
          })}
        </div>
      )}
    </>
  );
}

function columns(o: { frozen: boolean; homes: boolean; narrow: boolean }): Column<Line>[] {
  const all: (Column<Line> | false)[] = [
    { key: 'person', head: t('姓名'), nowrap: true, cell: (l) => l.person },
    o.homes &&
      !o.narrow && { key: 'facility', head: t('机构'), cell: (l) => <span class="settlement-home">{l.facility}</span> },
    {
      key: 'kind',
      head: t('类型'),
      nowrap: true,
      cell: (l) =>
        l.kind === 'correction' ? t('更正 {month}', { month: inMonth(l.month) }) : word('bed', l.service_class),
    },
    { key: 'days', head: t('天数'), end: true, cell: (l) => number(l.days) },
    !o.narrow && { key: 'units', head: t('数量'), end: true, nowrap: true, cell: (l) => quantity(l) },
    { key: 'amount', head: t('服务费'), end: true, nowrap: true, cell: (l) => money(l.amount_fen) },
    { key: 'government', head: t('政府承担'), end: true, nowrap: true, cell: (l) => money(l.government_fen) },
    !o.narrow && { key: 'family', head: t('家庭承担'), end: true, nowrap: true, cell: (l) => money(l.family_fen) },
    {
      key: 'state',
      head: t('机构答复'),
      nowrap: true,
      cell: (l) => <LineState of={l} until={o.frozen ? null : waitsUntil(l)} />,
    },
  ];
  return all.filter((c) => c !== false);
}

const ByHome = ({ of, homes }: { of: Settlement; homes: [id: string, name: string][] }) => (
  <Table
    caption={t('按机构合计')}
    maxHeight="none"
    rowKey={(row) => row.id}
    rows={homes.map(([id, name]) => {
      const mine = of.lines.filter((l) => l.facility_id === id);
      const sum = (pick: (l: Line) => number) => mine.reduce((n, l) => n + pick(l), 0);
      return {
        id,
        name,
        lines: mine.length,
        amount: sum((l) => l.amount_fen),
        government: sum((l) => l.government_fen),
        family: sum((l) => l.family_fen),
      };
    })}
    columns={[
      { key: 'name', head: t('机构'), cell: (row) => <span class="wrap-name">{row.name}</span> },
      { key: 'lines', head: t('行数'), end: true, cell: (row) => number(row.lines) },
      { key: 'amount', head: t('服务费'), end: true, nowrap: true, cell: (row) => money(row.amount) },
      { key: 'government', head: t('政府承担'), end: true, nowrap: true, cell: (row) => money(row.government) },
      { key: 'family', head: t('家庭承担'), end: true, nowrap: true, cell: (row) => money(row.family) },
    ]}
  />
);
