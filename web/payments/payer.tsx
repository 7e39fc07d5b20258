import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/card.tsx';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { session } from '../ui/session.ts';
import { say } from '../ui/toast.tsx';
import { AccountForm } from './account-form.tsx';
import { type Account, AccountLine, type Payments } from './words.tsx';

/** The bureau's own account, from which the next batches are paid. */
export function Payer({ of, onDone }: { of: Payments['payer']; onDone: () => void }) {
  const [editing, setEditing] = useState(false);
  const { run, busy, failure, clear } = useAction((intent, account: Account) =>
    call((o) => client.api.v1.payments.payer.$put({ json: account }, o), { intent }),
  );
  const may = session.value?.role === 'treasurer';
  const send = async (account: Account) => {
    const done = await run(account);
    if (!done.ok) return;
    say(t('付款账户已更新，之后的批次从这个账户付'));
    setEditing(false);
    onDone();
  };
  const change = () => {
    clear();
    setEditing(true);
  };
  return (
    <>
      {of ? (
        <div class="row pay-payer">
          <span class="muted">{t('付款账户')}</span>
          <AccountLine of={of} />
          {of.demonstration && <Badge>{t('示例')}</Badge>}
          {may && (
            <Button look="quiet" onClick={change}>
              {t('更换')}
            </Button>
          )}
        </div>
      ) : (
        <Notice tone="amber">
          <p>{t('还没有付款账户，填写后才能生成批次。')}</p>
          {may && <Button onClick={change}>{t('填写付款账户')}</Button>}
        </Notice>
      )}
      {editing && (
        <AccountForm
          title={t('付款账户')}
          verb={t('保存')}
          first={of}
          busy={busy}
          failure={failure}
          onSend={send}
          onClose={() => setEditing(false)}
        />
      )}
    </>
  );
}
