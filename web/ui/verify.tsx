import { useState } from 'preact/hooks';
import { type DocumentType, documentTypes } from '../../server/documents/rules.ts';
import { dayOf } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Checkbox, DateInput, Select, TextArea, TextInput } from './field.tsx';
import { now } from './format.ts';
import { t } from './i18n.ts';
import { useAction } from './load.ts';
import { type Listed, paperName, paperWords } from './papers.ts';
import { errorAt, Problem } from './problem.tsx';
import { Scan } from './scan.tsx';
import { say } from './toast.tsx';

type Facts = { type: DocumentType; title: string | null; issued_on: string; expires_on: string | null };

/** Holds type and dates against the paper; or does not take it, with a reason the family reads. */
export function VerifyDialog({ of, onClose, onDone }: { of: Listed; onClose: () => void; onDone: () => void }) {
  const today = dayOf(now.value);
  const [type, setType] = useState<DocumentType>(of.type);
  const [title, setTitle] = useState(of.title ?? '');
  const [issued, setIssued] = useState(of.issued_on);
  const [expires, setExpires] = useState(of.expires_on ?? '');
  const [forGood, setForGood] = useState(of.expires_on === null);
  const [reason, setReason] = useState<string>();
  const [tried, setTried] = useState(false);
  const param = { id: of.id };
  const verify = useAction((intent, json: Facts) =>
    call((o) => client.api.v1.documents[':id'].verify.$post({ param, json }, o), { intent, ifMatch: of.version }),
  );
  const refuse = useAction((intent, why: string) =>
    call((o) => client.api.v1.documents[':id'].refuse.$post({ param, json: { reason: why } }, o), {
      intent,
      ifMatch: of.version,
    }),
  );
  const done = (text: string) => {
    say(text);
    onClose();
    onDone();
  };
  const confirm = async () => {
    setTried(true);
    if (!issued || (!forGood && !expires)) return;
    const facts = { type, title: type === 'other' ? title.trim() : null, issued_on: issued };
    if ((await verify.run({ ...facts, expires_on: forGood ? null : expires })).ok) done(t('已核验'));
  };
  const turnDown = async () => {
    setTried(true);
    if (reason?.trim() && (await refuse.run(reason.trim())).ok) done(t('已记为未采用，家属会看到原因'));
  };
  const failure = reason === undefined ? verify.failure : refuse.failure;
  return (
    <Dialog
      open
      wide
      title={t('核验：{paper}', { paper: paperName(of) })}
      onClose={onClose}
      foot={
        reason === undefined ? (
          <>
            <Button
              look="danger"
              onClick={() => {
                setTried(false);
                setReason('');
              }}
            >
              {t('不采用…')}
            </Button>
            <Button look="primary" busy={verify.busy} onClick={confirm}>
              {t('与原件相符')}
            </Button>
          </>
        ) : (
          <>
            <Button
              onClick={() => {
                setTried(false);
                setReason(undefined);
              }}
            >
              {t('返回核验')}
            </Button>
            <Button look="danger" busy={refuse.busy} onClick={turnDown}>
              {t('确定不采用')}
            </Button>
          </>
        )
      }
    >
      <div class="verify">
        {of.has_file && <Scan of={of} />}
        <div class="stack">
          {failure && <Problem of={failure} />}
          {reason === undefined ? (
            <>
              <p class="muted">{t('对照原件或影像，核对种类和日期；不对的直接改。')}</p>
              <Select
                label={t('是什么材料')}
                pointer="/type"
                value={type}
                options={documentTypes.map((value) => ({ value, label: t(paperWords[value]) }))}
                onInput={(value) => setType(value as DocumentType)}
                error={errorAt(failure, '/type')}
              />
              {type === 'other' && (
                <TextInput
                  label={t('材料名称')}
                  pointer="/title"
                  value={title}
                  maxLength={60}
                  onInput={setTitle}
                  error={errorAt(failure, '/title')}
                />
              )}
              <DateInput
                label={type === 'photo' ? t('拍摄日期') : t('签发日期')}
                pointer="/issued_on"
                value={issued}
                max={today}
                onInput={setIssued}
                error={tried && !issued ? t('请选日期') : errorAt(failure, '/issued_on')}
              />
              <Checkbox label={t('长期有效，或没有写有效期')} checked={forGood} onChange={setForGood} />
              {!forGood && (
                <DateInput
                  label={t('有效期至')}
                  hint={t('证件上写的最后一天')}
                  pointer="/expires_on"
                  value={expires}
                  onInput={setExpires}
                  error={tried && !expires ? t('请选日期') : errorAt(failure, '/expires_on')}
                />
              )}
            </>
          ) : (
            <TextArea
              label={t('为什么不采用')}
              hint={t('家属会看到，请写清怎样改')}
              pointer="/reason"
              value={reason}
              rows={3}
              maxLength={500}
              onInput={setReason}
              error={tried && !reason.trim() ? t('请写明原因') : errorAt(failure, '/reason')}
            />
          )}
        </div>
      </div>
    </Dialog>
  );
}
