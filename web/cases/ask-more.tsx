import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextArea } from '../ui/field.tsx';
import { date } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';
import { type Case, type CaseData, paperWord } from './data.ts';

/** Asks for everything that is missing in one notice, shown as the family will read it before it goes out. */
export function AskMore({ all, of, onClose }: { all: CaseData; of: Case; onClose: () => void }) {
  const gaps = all.papers?.gaps ?? [];
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);
  const { run, busy, failure } = useAction((intent, text: string | null) =>
    call(
      (o) => client.api.v1.applications[':id']['ask-more'].$post({ param: { id: of.id }, json: { note: text } }, o),
      {
        intent,
        ifMatch: of.version,
      },
    ),
  );
  const empty = gaps.length === 0 && !note.trim();
  const send = async () => {
    setTried(true);
    if (empty) return;
    const done = await run(note.trim() || null);
    if (!done.ok) return;
    say(t('已一次性告知补正，{date}前补齐', { date: date(done.data.due_on) }));
    onClose();
    all.reload();
  };
  return (
    <Dialog
      open
      title={t('要求补正')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={send}>
            {t('发出补正告知')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <p>{t('只能告知一次：请核对是否写全。补齐之前办理时限暂停。')}</p>
        <section class="card stack-tight" aria-label={t('家属将收到')}>
          <h3>{t('家属将收到')}</h3>
          <p>{t('{name}的申请还需要：', { name: of.name })}</p>
          <ul class="dots">
            {gaps.map((gap) => (
              <li key={gap.type}>
                {paperWord(gap.type)}
                {gap.since && <span class="muted"> {t('（{date}起已过期）', { date: date(gap.since) })}</span>}
              </li>
            ))}
            {note.trim() && <li>{note.trim()}</li>}
          </ul>
        </section>
        <TextArea
          label={t('另外要求')}
          optional={gaps.length > 0}
          pointer="/note"
          value={note}
          onInput={setNote}
          rows={3}
          maxLength={1000}
          error={tried && empty ? t('材料齐全，请写明要补什么') : errorAt(failure, '/note')}
        />
      </div>
    </Dialog>
  );
}
