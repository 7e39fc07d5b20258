import type { InferResponseType } from 'hono/client';
import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button } from './button.tsx';
import { Card, Notice } from './card.tsx';
import { Dialog } from './dialog.tsx';
import { TextArea } from './field.tsx';
import { date } from './format.ts';
import { t } from './i18n.ts';
import { useAction, useLoad } from './load.ts';
import { errorAt, Problem } from './problem.tsx';
import { say } from './toast.tsx';

type Case = InferResponseType<(typeof client.api.v1.cases)[':id']['$get'], 200>;

/** What was said against a decision and what came of it; and, while there is time, the way to say something. */
export function Appeals({ of, onDone }: { of: Case; onDone: () => void }) {
  const until = useAppealBy(of);
  const [open, setOpen] = useState(false);
  // What is written stays while the page is open, also when the dialog is closed to look something up
  const [text, setText] = useState('');
  const may = of.next.step === 'may_appeal';
  if (!may && of.appeals.length === 0) return null;
  return (
    <Card as="section" class="stack">
      <h2>{t('申诉')}</h2>
      {of.appeals.map((one) => (
        <div key={one.filed_at} class="stack-tight">
          <p>{t('{date}提出：{text}', { date: date(one.filed_at), text: one.grounds })}</p>
          <Notice tone={one.outcome === 'allowed' ? 'accent' : 'plain'}>
            {one.outcome === null
              ? t('正在办理，还没有答复。')
              : one.outcome === 'allowed'
                ? t('{date}答复：申诉成立，重新审核。{text}', { date: date(one.decided_at), text: one.answer ?? '' })
                : t('{date}答复：维持原决定。{text}', { date: date(one.decided_at), text: one.answer ?? '' })}
          </Notice>
        </div>
      ))}
      {may && (
        <div class="row-between">
          <span>{until ? t('申诉截止：{date}', { date: date(until) }) : t('期限内可以申诉一次。')}</span>
          <Button look="primary" onClick={() => setOpen(true)}>
            {text ? t('接着写申诉') : t('提出申诉')}
          </Button>
        </div>
      )}
      {open && (
        <AppealDialog
          of={of}
          until={until}
          text={text}
          setText={setText}
          onClose={() => setOpen(false)}
          onDone={onDone}
        />
      )}
    </Card>
  );
}

/** The last day for an appeal, as the reply says it. */
function useAppealBy(of: Case): string | null {
  const asked = of.next.step === 'may_appeal' && of.replies > 0;
  const { data } = useLoad(
    (signal) =>
      asked
        ? call((o) => client.api.v1.applications[':id'].reply.$get({ param: { id: of.id } }, o), { signal })
        : new Promise<never>(() => {}),
    [of.id, asked],
  );
  return data?.replies[0]?.appeal_by ?? null;
}

function AppealDialog({
  of,
  until,
  text,
  setText,
  onClose,
  onDone,
}: {
  of: Case;
  until: string | null;
  text: string;
  setText: (text: string) => void;
  onClose: () => void;
  onDone: () => void;
}) {
  const [tried, setTried] = useState(false);
  const { run, busy, failure } = useAction((intent, grounds: string) =>
    call((o) => client.api.v1.applications[':id'].appeal.$post({ param: { id: of.id }, json: { grounds } }, o), {
      intent,
      ifMatch: of.version,
    }),
  );
  const send = async () => {
    setTried(true);
    if (!text.trim()) return;
    const done = await run(text.trim());
    if (!done.ok) return;
    say(t('申诉已收到，最迟{date}答复', { date: date(done.data.answer_by) }));
    setText('');
    onClose();
    onDone();
  };
  return (
    <Dialog
      open
      title={t('提出申诉')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('先不提交')}</Button>
          <Button look="primary" busy={busy} onClick={send}>
            {t('提交申诉')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} onRetry={send} />}
        <p>
          {until && `${t('申诉截止：{date}', { date: date(until) })} `}
          {t('由没有参与原决定的人办理，只能申诉一次。')}
        </p>
        <TextArea
          label={t('哪里不对，为什么')}
          pointer="/grounds"
          value={text}
          onInput={setText}
          rows={6}
          maxLength={2000}
          error={tried && !text.trim() ? t('请写明申诉的理由') : errorAt(failure, '/grounds')}
        />
      </div>
    </Dialog>
  );
}
