import { FileText } from 'lucide';
import { ButtonLink } from '../ui/button.tsx';
import { Facts } from '../ui/card.tsx';
import { date } from '../ui/format.ts';
import { useHandOver } from '../ui/hand-over.tsx';
import { t } from '../ui/i18n.ts';
import { Problem } from '../ui/problem.tsx';
import { CaseView, NextAction } from '../ui/staff-frame.tsx';
import { word } from '../ui/words.ts';
import type { Waiting } from './desk.tsx';

/** A reply is handed over, and noted to whom. */
export function DeskReply({ of, onDone }: { of: Waiting; onDone: () => void }) {
  const { field, send, busy, failure } = useHandOver(of.id, onDone);
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
      {field}
    </CaseView>
  );
}
