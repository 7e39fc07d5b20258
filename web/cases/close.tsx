import { useState } from 'preact/hooks';
import { move } from '../../server/applications/rules.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/dialog.tsx';
import { TextArea } from '../ui/field.tsx';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';
import type { Case } from './data.ts';

/** Ends a case that cannot go on, with the reason the family reads; shown only where the status table allows it. */
export function CloseCase({ of, onDone }: { of: Case; onDone: () => void }) {
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const { run, busy, failure } = useAction((intent, text: string) =>
    call((o) => client.api.v1.applications[':id'].close.$post({ param: { id: of.id }, json: { reason: text } }, o), {
      intent,
      ifMatch: of.version,
    }),
  );
  // The end of the stay closes the case of somebody who has moved in.
  if (of.status === 'placed' || !move(of.status, 'close').ok) return null;
  const close = async () => {
    setTried(true);
    if (!reason.trim() || !(await run(reason.trim())).ok) return;
    say(t('{name}的申请已结案', { name: of.name }));
    setOpen(false);
    onDone();
  };
  return (
    <>
      <Button look="quiet" onClick={() => setOpen(true)}>
        {t('结案…')}
      </Button>
      <Confirm
        open={open}
        title={t('结案')}
        verb={t('确定结案')}
        danger
        busy={busy}
        onConfirm={close}
        onClose={() => setOpen(false)}
      >
        {failure && <Problem of={failure} />}
        <p>{t('办理到此为止，时限停止；家属可以申诉。')}</p>
        <TextArea
          label={t('结案原因')}
          hint={t('家属会读到这段话')}
          pointer="/reason"
          value={reason}
          onInput={setReason}
          rows={3}
          maxLength={500}
          error={tried && !reason.trim() ? t('请写明原因') : errorAt(failure, '/reason')}
        />
      </Confirm>
    </>
  );
}
