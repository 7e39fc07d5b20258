import type { InferResponseType } from 'hono/client';
import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { date } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import { Table } from '../ui/table.tsx';
import { say } from '../ui/toast.tsx';
import { PayState } from './words.tsx';

type Route = (typeof client.api.v1)['payment-batches'][':id']['answers'];
type Seen = InferResponseType<Route['preview']['$post'], 200>;
type Sent = { file_name: string; content_base64: string };
const MAX_BYTES = 600_000;

async function base64(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

/** The bank's file: looked at first, every change shown, then taken over whole. */
export function Answers({ batch, onClose, onDone }: { batch: string; onClose: () => void; onDone: () => void }) {
  const [sent, setSent] = useState<Sent>();
  const [seen, setSeen] = useState<Seen>();
  const [wrong, setWrong] = useState<string | null>(null);
  const look = useAction((intent, json: Sent) =>
    call((o) => client.api.v1['payment-batches'][':id'].answers.preview.$post({ param: { id: batch }, json }, o), {
      intent,
    }),
  );
  const take = useAction((intent, json: Sent) =>
    call((o) => client.api.v1['payment-batches'][':id'].answers.$post({ param: { id: batch }, json }, o), { intent }),
  );
  const choose = async (file: File | undefined) => {
    if (!file) return;
    setSeen(undefined);
    setSent(undefined);
    look.clear();
    take.clear();
    if (file.size > MAX_BYTES) return setWrong(t('文件超过 600 KB，请核对是不是银行回单'));
    setWrong(null);
    const next = { file_name: file.name.slice(0, 120), content_base64: await base64(file) };
    const done = await look.run(next);
    if (!done.ok) return;
    setSent(next);
    setSeen(done.data);
  };
  const confirm = async () => {
    if (!sent) return setWrong(t('请选择银行回单文件'));
    const done = await take.run(sent);
    if (!done.ok) return;
    const { paid, returned } = done.data.counts;
    say(t('已导入：{paid} 笔已付，{returned} 笔被退回', { paid, returned }));
    onClose();
    onDone();
  };
  const failure = look.failure ?? take.failure;
  const nothing = seen && seen.rows.length === 0;
  return (
    <Dialog
      open
      wide
      title={t('导入银行回单')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button
            look="primary"
            busy={look.busy || take.busy}
            why={nothing ? t('文件里没有新的答复') : seen ? null : t('先选择文件')}
            onClick={confirm}
          >
            {t('确认导入')}
          </Button>
        </>
      }
    >
      <div class="stack">
        <Field
          label={t('银行回单文件')}
          hint={t(
            'CSV（填好结果、日期、原因的批次文件，或银行导出的明细）或 pain.002。选好后先看会改什么，不会马上写入。',
          )}
          error={wrong}
        >
          {(bind) => (
            <input
              {...bind}
              class="input"
              type="file"
              accept=".csv,.txt,.xml"
              onChange={(event) => choose(event.currentTarget.files?.[0])}
            />
          )}
        </Field>
        {failure && <Problem of={failure} />}
        {seen && (
          <>
            <p>
              {t('{paid} 笔已付，{returned} 笔被退回；{known} 笔此前已导入，{pending} 笔银行还在处理。', seen.counts)}
            </p>
            {!nothing && (
              <Table
                caption={t('会改什么')}
                rows={seen.rows}
                rowKey={(r) => r.id}
                maxHeight="40vh"
                columns={[
                  { key: 'id', head: t('付款编号'), nowrap: true, cell: (r) => <span class="num">{r.id}</span> },
                  { key: 'row', head: t('文件行'), end: true, cell: (r) => r.row },
                  { key: 'result', head: t('结果'), nowrap: true, cell: (r) => <PayState of={{ state: r.result }} /> },
                  { key: 'day', head: t('银行日期'), nowrap: true, cell: (r) => date(r.bank_on) },
                  { key: 'why', head: t('原因'), cell: (r) => r.reason ?? '' },
                ]}
              />
            )}
          </>
        )}
      </div>
    </Dialog>
  );
}
