import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextArea } from '../ui/field.tsx';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { NextAction } from '../ui/staff-frame.tsx';
import { say } from '../ui/toast.tsx';
import { word } from '../ui/words.ts';
import { currentAssessment, type File, type Person } from './particulars.tsx';

/** First look at an application: join the queue, or not eligible with the reason the family will read. */
export function Decide({ file, person, onDone }: { file: File; person: Person | undefined; onDone: () => void }) {
  const [rejecting, setRejecting] = useState(false);
  const { application } = file;
  const { run, busy, failure } = useAction((intent) =>
    call(
      (o) =>
        client.api.v1.applications[':id'].decide.$post(
          { param: { id: application.id }, json: { outcome: 'eligible', note: null } },
          o,
        ),
      {
        intent,
        ifMatch: application.version,
      },
    ),
  );
  if (application.status !== 'in_review')
    return application.status === 'queued' ? null : (
      <p class="next muted">{t('此申请{status}，没有下一步。', { status: word('status', application.status) })}</p>
    );
  if (session.value?.role !== 'officer') return <p class="next muted">{t('待民政经办审核。')}</p>;
  const approve = async () => {
    const done = await run();
    if (!done.ok) return;
    say(t('{name}：已同意', { name: file.name }));
    onDone();
  };
  return (
    <>
      {failure && (
        <div class="next-problem">
          <Problem of={failure} onRetry={approve} />
        </div>
      )}
      <NextAction
        says={t('同意后按规则公示；不需公示的，现在起列入轮候。')}
        verb={t('同意')}
        busy={busy}
        why={person && !currentAssessment(person) ? t('没有有效的能力评估，先安排评估') : null}
        onAct={approve}
      >
        <Button look="danger" onClick={() => setRejecting(true)}>
          {t('不符合条件')}
        </Button>
      </NextAction>
      {rejecting && <Reject file={file} onClose={() => setRejecting(false)} onDone={onDone} />}
    </>
  );
}

function Reject({ file, onClose, onDone }: { file: File; onClose: () => void; onDone: () => void }) {
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const { run, busy, failure } = useAction((intent, text: string) =>
    call(
      (o) =>
        client.api.v1.applications[':id'].decide.$post(
          { param: { id: file.application.id }, json: { outcome: 'ineligible', note: text } },
          o,
        ),
      { intent, ifMatch: file.application.version },
    ),
  );
  const send = async () => {
    if (!reason.trim()) return setMissing(true);
    const done = await run(reason.trim());
    if (!done.ok) return;
    say(t('已告知{name}不符合条件', { name: file.name }));
    onClose();
    onDone();
  };
  return (
    <Dialog
      open
      title={t('不符合条件')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="danger" busy={busy} onClick={send}>
            {t('确定不符合')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <TextArea
          label={t('原因')}
          hint={t('家属会读到这段话：写明依据，和可以怎么补救。')}
          pointer="/note"
          value={reason}
          onInput={setReason}
          maxLength={500}
          error={missing && !reason.trim() ? t('请写明原因') : errorAt(failure, '/note')}
        />
      </div>
    </Dialog>
  );
}
