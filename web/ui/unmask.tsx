import { Eye } from 'lucide';
import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button } from './button.tsx';
import { Facts } from './card.tsx';
import { Dialog } from './dialog.tsx';
import { TextInput } from './field.tsx';
import { unfiled } from './format.ts';
import { t } from './i18n.ts';
import { useAction } from './load.ts';
import { errorAt, Problem } from './problem.tsx';

/** Full ID number and phone, shown only after a reason has been given; the numbers leave the page with the dialog. */
export function Unmask({ applicant }: { applicant: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button look="quiet" icon={Eye} onClick={() => setOpen(true)}>
        {t('查看完整号码')}
      </Button>
      {open && <Asking applicant={applicant} onClose={() => setOpen(false)} />}
    </>
  );
}

function Asking({ applicant, onClose }: { applicant: string; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const [seen, setSeen] = useState<{ id_no: string; phone: string | null }>();
  const { run, busy, failure } = useAction((intent, text: string) =>
    call((o) => client.api.v1.applicants[':id'].unmask.$post({ param: { id: applicant }, json: { reason: text } }, o), {
      intent,
    }),
  );
  const ask = async () => {
    if (!reason.trim()) return setMissing(true);
    const answer = await run(reason.trim());
    if (answer.ok) setSeen(answer.data);
  };
  return (
    <Dialog
      open
      title={t('查看完整号码')}
      onClose={onClose}
      foot={
        seen ? (
          <Button look="primary" onClick={onClose}>
            {t('看完了')}
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>{t('取消')}</Button>
            <Button look="primary" busy={busy} onClick={ask}>
              {t('查看')}
            </Button>
          </>
        )
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        {seen ? (
          <Facts
            of={[
              [t('身份证号'), <span class="num">{seen.id_no}</span>],
              [t('电话'), <span class="num">{seen.phone ?? unfiled()}</span>],
            ]}
          />
        ) : (
          <TextInput
            label={t('查看原因')}
            hint={t('谁、何时、为何查看都会写入审计记录。')}
            pointer="/reason"
            value={reason}
            onInput={setReason}
            maxLength={500}
            error={missing && !reason.trim() ? t('请写明原因') : errorAt(failure, '/reason')}
          />
        )}
      </div>
    </Dialog>
  );
}
