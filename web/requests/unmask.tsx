import { Eye } from 'lucide';
import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Facts } from '../ui/card.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextInput } from '../ui/field.tsx';
import { unfiled } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';

type Seen = { name: string | null; phone: string | null; text: string };

/** Name, phone and text in full, after a reason; they leave the page with the dialog. */
export function Unmask({ request }: { request: string }) {
  const [open, setOpen] = useState(false);
  return (
    <div class="screen-only">
      <Button look="quiet" icon={Eye} onClick={() => setOpen(true)}>
        {t('查看姓名和电话')}
      </Button>
      {open && <Asking request={request} onClose={() => setOpen(false)} />}
    </div>
  );
}

function Asking({ request, onClose }: { request: string; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const [seen, setSeen] = useState<Seen>();
  const { run, busy, failure } = useAction((intent, text: string) =>
    call((o) => client.api.v1.requests[':id'].unmask.$post({ param: { id: request }, json: { reason: text } }, o), {
      intent,
    }),
  );
  const ask = async () => {
    setTried(true);
    if (!reason.trim()) return;
    const answer = await run(reason.trim());
    if (answer.ok) setSeen(answer.data);
  };
  return (
    <Dialog
      open
      title={t('查看姓名和电话')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{seen ? t('看完了') : t('取消')}</Button>
          {!seen && (
            <Button look="primary" busy={busy} onClick={ask}>
              {t('查看')}
            </Button>
          )}
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        {seen ? (
          <>
            <Facts
              of={[
                [t('姓名'), seen.name ?? unfiled()],
                [t('电话'), seen.phone ? <span class="num">{seen.phone}</span> : unfiled()],
              ]}
            />
            <p class="request-text">{seen.text}</p>
          </>
        ) : (
          <TextInput
            label={t('查看原因')}
            hint={t('谁、何时、为何查看都会写入审计记录。')}
            pointer="/reason"
            value={reason}
            onInput={setReason}
            maxLength={500}
            error={tried && !reason.trim() ? t('请写明原因') : errorAt(failure, '/reason')}
          />
        )}
      </div>
    </Dialog>
  );
}
