import { useState } from 'preact/hooks';
import type { DocumentType } from '../../server/documents/rules.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextArea } from '../ui/field.tsx';
import { date } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { paperWords } from '../ui/papers.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';
import { word } from '../ui/words.ts';
import type { Case, Papers } from './desk-case.tsx';

/** The gaps as the notice lists them. */
export function GapList({ gaps }: { gaps: Papers['gaps'] }) {
  return (
    <ol class="gaps">
      {gaps.map((gap) => (
        <li key={gap.type}>
          {t(paperWords[gap.type as DocumentType] ?? gap.type)}
          {gap.why === 'expired' &&
            gap.since &&
            t('（{text}）', { text: t('{date}起过期', { date: date(gap.since) }) })}
        </li>
      ))}
    </ol>
  );
}

/** Everything that is missing, asked for once: what the notice will say, before it goes out. */
export function AskMore({
  of,
  papers,
  onClose,
  onDone,
}: {
  of: Case;
  papers: Papers;
  onClose: () => void;
  onDone: () => void;
}) {
  const [note, setNote] = useState('');
  const { run, busy, failure } = useAction((intent, text: string) =>
    call(
      (o) =>
        client.api.v1.applications[':id']['ask-more'].$post({ param: { id: of.id }, json: { note: text || null } }, o),
      { intent, ifMatch: of.version },
    ),
  );
  const send = async () => {
    const done = await run(note.trim());
    if (!done.ok) return;
    say(t('已告知，最迟{date}补齐；可以打印补正通知书', { date: date(done.data.due_on) }));
    onClose();
    onDone();
  };
  return (
    <Dialog
      open
      wide
      title={t('一次性告知补正')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={send}>
            {t('发出补正通知')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} onRetry={send} />}
        <p>{t('只能告知一次，请确认没有遗漏。家属会在手机上收到，期间办理期限暂停。')}</p>
        <TextArea
          label={t('补充说明')}
          optional
          pointer="/note"
          value={note}
          onInput={setNote}
          rows={3}
          maxLength={1000}
          error={errorAt(failure, '/note')}
        />
        <section class="notice-preview stack-tight" aria-label={t('通知预览')}>
          <strong>{t('补正通知书（预览）')}</strong>
          <p>
            {t('{name}：您的{service}申请（{no}）还缺以下材料：', {
              name: of.name,
              service: word('bed', of.service),
              no: of.receipt_no ?? '',
            })}
          </p>
          <GapList gaps={papers.gaps} />
          {note.trim() && <p>{note.trim()}</p>}
        </section>
      </div>
    </Dialog>
  );
}
