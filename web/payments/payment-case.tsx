import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Facts, Notice } from '../ui/card.tsx';
import { date, moment, money, month } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { session } from '../ui/session.ts';
import { CaseView, NextAction } from '../ui/staff-frame.tsx';
import { say } from '../ui/toast.tsx';
import { AccountForm } from './account-form.tsx';
import { Due } from './list.tsx';
import { type Account, AccountLine, type Payment, PayState } from './words.tsx';

/** One payment: what it is for, who approved it, where it goes, and what the bank said. */
export function PaymentCase({ of, onDone }: { of: Payment; onDone: () => void }) {
  const [setting, setSetting] = useState(false);
  const { run, busy, failure } = useAction((intent, account: Account, reason: string) =>
    call(
      (o) => client.api.v1.payments[':id'].account.$post({ param: { id: of.id }, json: { ...account, reason } }, o),
      { intent },
    ),
  );
  const role = session.value?.role;
  const may = role === 'officer' || role === 'leader';
  const needed = of.state === 'returned' || (of.state === 'open' && !of.account);
  const send = async (account: Account, reason: string) => {
    const done = await run(account, reason);
    if (!done.ok) return;
    say(t('账户已核定，财务可以重新付款'));
    setSetting(false);
    onDone();
  };
  const facts: [string, preact.ComponentChildren][] = [
    [t('金额'), <strong key="amount">{money(of.amount_fen)}</strong>],
    [t('状态'), <PayState key="state" of={of} />],
    [t('合同'), `${of.contract_no} ${of.title}`],
    [t('结算月份'), month(of.month_on)],
    [t('资金科目'), `${of.line_code} ${of.line_name}`],
    [t('审批'), `${of.approver ?? t('系统')} · ${moment(of.approved_at)}`],
    [t('付款期限'), <Due key="due" of={of} />],
    [t('收款账户'), <AccountLine key="account" of={of.account} />],
  ];
  if (of.held_fen > 0) facts.splice(1, 0, [t('留待考核（未计入）'), money(of.held_fen)]);
  if (of.kind === 'release') facts.splice(1, 0, [t('款项'), t('考核后拨付的留存款')]);
  if (of.carried_fen !== 0) facts.splice(1, 0, [t('已扣回以前多付'), money(of.carried_fen)]);
  if (of.account_approver)
    facts.push([t('账户核定'), t('{who}：{why}', { who: of.account_approver, why: of.account_reason ?? '' })]);
  if (of.batch_no)
    facts.push([
      t('批次'),
      <a key="batch" class="num" href={`/finance/batches/${of.batch_id}`}>
        {of.batch_no}
      </a>,
    ]);
  return (
    <>
      <CaseView
        next={
          may &&
          needed && (
            <NextAction
              says={
                of.state === 'returned'
                  ? t('账户有误时先核定新的账户；账户没错，财务可以直接重付。')
                  : t('没有收款账户，核定后财务才能付款。')
              }
              verb={t('核定账户')}
              onAct={() => setSetting(true)}
            />
          )
        }
      >
        <h2>{of.payee}</h2>
        {of.state === 'returned' && (
          <Notice tone="red">
            {t('银行 {day} 退回：{why}', { day: date(of.bank_on), why: of.answer_reason ?? '' })}
          </Notice>
        )}
        {!of.account && of.state === 'open' && <Notice tone="amber">{t('没有收款账户，核定后才能付款。')}</Notice>}
        <div class="pay-facts">
          <Facts of={facts} />
        </div>
      </CaseView>
      {setting && (
        <AccountForm
          title={t('核定收款账户')}
          verb={t('核定')}
          first={of.provider_account ?? of.account}
          fixedName={of.payee}
          why
          busy={busy}
          failure={failure}
          onSend={send}
          onClose={() => setSetting(false)}
        >
          <p>
            {t('{payee} {amount}。核定账户的人不能再付这笔款。', { payee: of.payee, amount: money(of.amount_fen) })}
          </p>
        </AccountForm>
      )}
    </>
  );
}
