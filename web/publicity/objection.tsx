import { useState } from 'preact/hooks';
import { mayObject } from '../../server/publicity/rules.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/card.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextArea, TextInput } from '../ui/field.tsx';
import { date } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import type { PublicNotice } from './notices.tsx';

/** Says what is wrong with a notice; no name is asked for. Afterwards the number to ask by and the day of the answer. */
export function ObjectionDialog({
  of,
  onClose,
  onDone,
}: {
  of: PublicNotice;
  onClose: () => void;
  onDone: () => void;
}) {
  const [text, setText] = useState('');
  const [contact, setContact] = useState('');
  const [tried, setTried] = useState(false);
  const [taken, setTaken] = useState<{ objection_no: string; answer_by: string }>();
  const { run, busy, failure } = useAction((intent, json: { text: string; contact: string | null }) =>
    call((o) => client.api.v1.notices[':id'].objections.$post({ param: { id: of.id }, json }, o), { intent }),
  );
  const short = !mayObject({ text, withdrawn: false }).ok;
  const send = async () => {
    setTried(true);
    if (short) return;
    const done = await run({ text: text.trim(), contact: contact.trim() || null });
    if (!done.ok) return;
    setTaken(done.data);
    onDone();
  };
  if (taken)
    return (
      <Dialog
        open
        title={t('异议已收到')}
        onClose={onClose}
        foot={
          <Button look="primary" onClick={onClose}>
            {t('知道了')}
          </Button>
        }
      >
        <div class="stack">
          <p>{t('异议编号（查询时报这个号）')}</p>
          <p class="objection-no num">{taken.objection_no}</p>
          <p>{t('最迟{date}答复；答复前，这一件先不列入轮候。', { date: date(taken.answer_by) })}</p>
        </div>
      </Dialog>
    );
  return (
    <Dialog
      open
      title={t('对公示提出异议')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={send}>
            {t('提交异议')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} onRetry={send} />}
        <p>
          <strong>
            {of.name_masked} · {of.community}
          </strong>
        </p>
        <TextArea
          label={t('哪里与事实不符')}
          hint={t('至少 10 个字，写清时间、地点和情况，便于核实。')}
          pointer="/text"
          value={text}
          onInput={setText}
          rows={5}
          maxLength={2000}
          error={tried && short ? t('请写得具体些，至少 10 个字') : errorAt(failure, '/text')}
        />
        <TextInput
          label={t('您的联系方式')}
          hint={t('只用来答复您；不留也受理。')}
          optional
          pointer="/contact"
          value={contact}
          onInput={setContact}
          maxLength={100}
          error={errorAt(failure, '/contact')}
        />
        <Notice>{t('内容和联系方式严格保密，只有负责核实的人能看到，不会告诉被公示的老人和家属。')}</Notice>
      </div>
    </Dialog>
  );
}
