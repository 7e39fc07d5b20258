import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Confirm } from './dialog.tsx';
import { TextArea } from './field.tsx';
import { t } from './i18n.ts';
import { useAction } from './load.ts';
import { errorAt, Problem } from './problem.tsx';
import { say } from './toast.tsx';

/** At the counter: ends what somebody may do for the person, at once, for a reason that is written down. */
export function EndHelper({
  applicant,
  helper,
  onClose,
  onDone,
}: {
  applicant: string;
  helper: { account_id: string; name: string };
  onClose: () => void;
  onDone: () => void;
}) {
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const { run, busy, failure } = useAction((intent, json: { reason: string }) =>
    call(
      (o) =>
        client.api.v1.applicants[':id'].helpers[':account'].end.$post(
          { param: { id: applicant, account: helper.account_id }, json },
          o,
        ),
      { intent },
    ),
  );
  const end = async () => {
    if (!reason.trim()) return setMissing(true);
    const done = await run({ reason: reason.trim() });
    if (!done.ok) return;
    say(t('已结束，{name}现在起不能再代办', { name: helper.name }));
    onDone();
    onClose();
  };
  return (
    <Confirm
      open
      title={t('结束{name}的代办', { name: helper.name })}
      verb={t('结束代办')}
      danger
      busy={busy}
      onConfirm={end}
      onClose={onClose}
    >
      <div class="stack-tight">
        {failure && <Problem of={failure} onRetry={end} />}
        <p>{t('立即生效：对方不能再查看和办理，并会收到通知。以前已经办的仍然有效；要恢复，重新关联即可。')}</p>
        <TextArea
          label={t('为什么结束')}
          hint={t('例如：老人当面要求结束；监护关系已变更。')}
          pointer="/reason"
          value={reason}
          onInput={setReason}
          rows={2}
          maxLength={500}
          error={missing && !reason.trim() ? t('请写明原因') : errorAt(failure, '/reason')}
        />
      </div>
    </Confirm>
  );
}
