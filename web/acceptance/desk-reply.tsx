import { FileText } from 'lucide';
import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { ButtonLink } from '../ui/button.tsx';
import { Facts } from '../ui/card.tsx';
import { TextInput } from '../ui/field.tsx';
import { date } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { CaseView, NextAction } from '../ui/staff-frame.tsx';
import { say } from '../ui/toast.tsx';
import { word } from '../ui/words.ts';
import type { Waiting } from './desk.tsx';

/** A reply is handed over, and noted to whom. */
export function DeskReply({ of, onDone }: { of: Waiting; onDone: () => void }) {
  const [to, setTo] = useState('');
  const [tried, setTried] = useState(false);
  const { run, busy, failure } = useAction((intent, who: string) =>
    call((o) => client.api.v1.replies[':id'].handover.$post({ param: { id: of.id }, json: { to: who } }, o), {
      intent,
    }),
  );
  const send = async () => {
    setTried(true);
    if (!to.trim()) return;
    const done = await run(to.trim());
    if (!done.ok) return;
    say(t('已记下：答复交给{who}', { who: to.trim() }));
    onDone();
  };
  return (
    <CaseView
      next={
        <NextAction says={t('当面交付后记下交给了谁、与老人的关系。')} verb={t('已交付')} busy={busy} onAct={send} />
      }
    >
      <h2>{of.name}</h2>
      {failure && <Problem of={failure} onRetry={send} />}
      <Facts
        of={[
          [t('申请'), word('bed', of.service)],
          [t('受理号'), <span class="num">{of.receipt_no}</span>],
          [t('答复编号'), <span class="num">{of.reply_no}</span>],
          [t('答复日期'), date(of.made_at)],
        ]}
      />
      <div>
        <ButtonLink icon={FileText} href={`/reply/${of.application_id}`}>
          {t('打开答复书打印')}
        </ButtonLink>
      </div>
      <TextInput
        label={t('交给谁')}
        hint={t('例如：本人；女儿 刘敏（已看身份证）。')}
        pointer="/to"
        value={to}
        onInput={setTo}
        maxLength={200}
        error={tried && !to.trim() ? t('请写明交给了谁') : errorAt(failure, '/to')}
      />
    </CaseView>
  );
}
