import { useState } from 'preact/hooks';
import { call, client, type Failure } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { RadioGroup, TextArea } from '../ui/field.tsx';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';
import type { Case } from './data.ts';

type Done = { onClose: () => void; onDone: () => void };

/** One form for both: yes or no, and in words. */
function AnswerDialog<Outcome extends string>({
  title,
  said,
  outcomes,
  hint,
  busy,
  failure,
  onSend,
  onClose,
}: {
  title: string;
  said: string;
  outcomes: { value: Outcome; label: string; hint: string }[];
  hint: string;
  busy: boolean;
  failure: Failure | undefined;
  onSend: (outcome: Outcome, answer: string) => void;
  onClose: () => void;
}) {
  const [outcome, setOutcome] = useState<Outcome | ''>('');
  const [answer, setAnswer] = useState('');
  const [tried, setTried] = useState(false);
  const send = () => {
    setTried(true);
    if (outcome && answer.trim()) onSend(outcome, answer.trim());
  };
  return (
    <Dialog
      open
      title={title}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={send}>
            {t('确定答复')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <blockquote class="said">{said}</blockquote>
        <RadioGroup
          label={t('结果')}
          value={outcome}
          onChange={(value) => setOutcome(value as Outcome)}
          options={outcomes}
          error={tried && !outcome ? t('请选择结果') : errorAt(failure, '/outcome')}
        />
        <TextArea
          label={t('答复')}
          hint={hint}
          pointer="/answer"
          value={answer}
          onInput={setAnswer}
          rows={4}
          maxLength={2000}
          error={tried && !answer.trim() ? t('请写答复') : errorAt(failure, '/answer')}
        />
      </div>
    </Dialog>
  );
}

export function AnswerObjection({ of, onClose, onDone }: { of: { id: string; name: string; text: string } } & Done) {
  const { run, busy, failure } = useAction((intent, outcome: 'upheld' | 'dismissed', answer: string) =>
    call((o) => client.api.v1.objections[':id'].answer.$post({ param: { id: of.id }, json: { outcome, answer } }, o), {
      intent,
    }),
  );
  return (
    <AnswerDialog
      title={t('答复对{name}公示的异议', { name: of.name })}
      said={of.text}
      outcomes={[
        { value: 'upheld', label: t('异议成立'), hint: t('公示撤下，申请重新审核，各部门重新征求') },
        { value: 'dismissed', label: t('异议不成立'), hint: t('公示继续，期满列入轮候') },
      ]}
      hint={t('提出异议的人会收到答复；不要写健康、等级等个人信息。')}
      busy={busy}
      failure={failure}
      onSend={async (outcome: 'upheld' | 'dismissed', answer) => {
        if (!(await run(outcome, answer)).ok) return;
        say(t('异议已答复'));
        onClose();
        onDone();
      }}
      onClose={onClose}
    />
  );
}

export function AnswerAppeal({ of, onClose, onDone }: { of: Case } & Done) {
  const { run, busy, failure } = useAction((intent, outcome: 'allowed' | 'dismissed', answer: string) =>
    call(
      (o) =>
        client.api.v1.applications[':id'].appeal.decide.$post({ param: { id: of.id }, json: { outcome, answer } }, o),
      { intent, ifMatch: of.version },
    ),
  );
  return (
    <AnswerDialog
      title={t('答复{name}的申诉', { name: of.name })}
      said={of.appeals.at(-1)?.grounds ?? ''}
      outcomes={[
        { value: 'allowed', label: t('申诉成立'), hint: t('申请重新审核，各部门重新征求') },
        { value: 'dismissed', label: t('申诉不成立'), hint: t('维持原来的结果，另出答复书') },
      ]}
      hint={t('家属会读到这段话：写明依据，和可以怎么补救。')}
      busy={busy}
      failure={failure}
      onSend={async (outcome: 'allowed' | 'dismissed', answer) => {
        if (!(await run(outcome, answer)).ok) return;
        say(t('申诉已答复'));
        onClose();
        onDone();
      }}
      onClose={onClose}
    />
  );
}
