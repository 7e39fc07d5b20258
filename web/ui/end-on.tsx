import { useState } from 'preact/hooks';
import type { Day } from '../../server/kernel/period.ts';
import type { Result } from '../api.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { DateInput, TextInput } from './field.tsx';
import { t } from './i18n.ts';
import { useAction } from './load.ts';
import { errorAt, Problem } from './problem.tsx';
import { say } from './toast.tsx';

/** Something dated comes to its end: the last day on which it holds, and why. `children` says what follows from it. */
export function EndOn<T>({
  title,
  verb,
  first,
  said,
  send,
  onDone,
  onClose,
  children,
}: {
  title: string;
  verb: string;
  /** the day proposed */
  first: Day;
  said: string;
  send: (end: { last_day: Day; reason: string }, intent: string) => Promise<Result<T>>;
  onDone: () => void;
  onClose: () => void;
  children: string;
}) {
  const [last, setLast] = useState(first);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const { run, busy, failure } = useAction((intent) => send({ last_day: last, reason: reason.trim() }, intent));
  const save = async () => {
    setTried(true);
    if (!last || !reason.trim()) return;
    const done = await run();
    if (!done.ok) return;
    say(said);
    onDone();
  };
  return (
    <Dialog
      open
      title={title}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={save}>
            {verb}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <p>{children}</p>
        <DateInput
          label={t('最后一天')}
          pointer="/last_day"
          value={last}
          onInput={setLast}
          error={tried && !last ? t('请选日期') : errorAt(failure, '/last_day')}
        />
        <TextInput
          label={t('原因')}
          pointer="/reason"
          value={reason}
          maxLength={500}
          onInput={setReason}
          error={tried && !reason.trim() ? t('请写明原因') : errorAt(failure, '/reason')}
        />
      </div>
    </Dialog>
  );
}
