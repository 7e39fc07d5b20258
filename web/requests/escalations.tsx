import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Facts } from '../ui/card.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Loading } from '../ui/empty.tsx';
import { TextArea, TextInput } from '../ui/field.tsx';
import { moment } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { say } from '../ui/toast.tsx';
import { errorWord, placeWord, type Request, type Sheet, SheetState } from './words.tsx';

/** What 12345 or 110 was told, as it was sent, and how far it came; printed it is the sheet to hand over by phone. */
export function Escalations({ of, onDone }: { of: Request; onDone: () => void }) {
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.requests[':id'].escalations.$get({ param: { id: of.id } }, o), { signal }),
    [of.id, of.version],
  );
  const [recording, setRecording] = useState(false);
  const role = session.value?.role;
  const records = (role === 'desk' || role === 'officer') && of.status === 'outside';
  return (
    <section class="card stack-tight" aria-label={t('转办单')}>
      <div class="row-between">
        <h2>{t('转办单')}</h2>
        {records && (
          <Button class="screen-only" onClick={() => setRecording(true)}>
            {t('登记对方工单号或答复')}
          </Button>
        )}
      </div>
      {failure && <Problem of={failure} onRetry={reload} focus={false} />}
      {!data && !failure && <Loading cards={1} />}
      {data?.escalations.map((one) => (
        <One key={one.id} of={one} />
      ))}
      {recording && (
        <Record
          of={of}
          onClose={() => setRecording(false)}
          onDone={() => {
            setRecording(false);
            reload();
            onDone();
          }}
        />
      )}
    </section>
  );
}

type Told = {
  number: string;
  kind: string;
  text: string;
  note: string;
  place: { street: string; community: string; grid: string | null };
  phone: string | null;
};

function One({ of }: { of: Sheet }) {
  const told = JSON.parse(of.body) as Told;
  return (
    <div class="stack-tight">
      <div class="row-between">
        <strong>{of.receiver}</strong>
        <SheetState of={of} />
      </div>
      <Facts
        of={[
          [t('我方编号'), <span class="num">{told.number}</span>],
          [t('类别'), told.kind],
          [t('事情'), told.text],
          [t('说明'), told.note],
          [t('在哪里'), placeWord(told.place)],
          [t('联系电话'), told.phone ? <span class="num">{told.phone}</span> : t('居民没有同意转告')],
          [t('对方工单号'), of.external_no ? <span class="num">{of.external_no}</span> : t('还没有')],
          ...(of.sent_at ? [[t('送达'), moment(of.sent_at)] as [string, string]] : []),
          ...(of.tries > 0 && !of.sent_at
            ? [[t('已试'), t('{n} 次，{error}', { n: of.tries, error: errorWord(of.error) })] as [string, string]]
            : []),
          ...(of.next_at ? [[t('下次'), moment(of.next_at)] as [string, string]] : []),
          ...(of.answered_at && of.answer ? [[t('对方答复'), of.answer] as [string, string]] : []),
        ]}
      />
    </div>
  );
}

function Record({ of, onClose, onDone }: { of: Request; onClose: () => void; onDone: () => void }) {
  const [no, setNo] = useState('');
  const [answer, setAnswer] = useState('');
  const [tried, setTried] = useState(false);
  const { run, busy, failure } = useAction((intent, json: { external_no: string | null; answer: string | null }) =>
    call((o) => client.api.v1.requests[':id'].escalations.record.$post({ param: { id: of.id }, json }, o), {
      intent,
      ifMatch: of.version,
    }),
  );
  const send = async () => {
    setTried(true);
    if (!no.trim() && !answer.trim()) return;
    if (!(await run({ external_no: no.trim() || null, answer: answer.trim() || null })).ok) return;
    say(t('已登记'));
    onDone();
  };
  return (
    <Dialog
      open
      title={t('登记对方工单号或答复')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={send}>
            {t('登记')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <TextInput
          optional
          label={t('对方工单号')}
          hint={t('字母、数字和短横线')}
          pointer="/external_no"
          value={no}
          onInput={setNo}
          maxLength={60}
          error={tried && !no.trim() && !answer.trim() ? t('请至少填一项') : errorAt(failure, '/external_no')}
        />
        <TextArea
          optional
          label={t('对方答复')}
          hint={t('填了答复，就交居民确认。')}
          pointer="/answer"
          value={answer}
          onInput={setAnswer}
          maxLength={500}
          error={errorAt(failure, '/answer')}
        />
      </div>
    </Dialog>
  );
}
