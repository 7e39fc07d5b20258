import { ClipboardPlus } from 'lucide';
import { useState } from 'preact/hooks';
import { type LevelReason, levelOf } from '../../server/applicants/rules.ts';
import { dayOf } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Checkbox, CheckGroup, DateInput, TextInput } from '../ui/field.tsx';
import { now } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';
import { word } from '../ui/words.ts';
import { levelReasonWord } from './words.ts';

const reasons: LevelReason[] = ['coma', 'dementia', 'psychiatric', 'risk_events'];

/** Records a result of GB/T 42195-2022. The level is shown as it is typed, by the rule the server will use. */
export function Assess({ applicant, onDone }: { applicant: string; onDone: () => void }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button look="quiet" icon={ClipboardPlus} onClick={() => setOpen(true)}>
        {t('登记评估')}
      </Button>
      {open && <Form applicant={applicant} onClose={() => setOpen(false)} onDone={onDone} />}
    </>
  );
}

function Form({ applicant, onClose, onDone }: { applicant: string; onClose: () => void; onDone: () => void }) {
  const today = dayOf(now.value);
  const [total, setTotal] = useState('');
  const [raised, setRaised] = useState<string[]>([]);
  const [dementia, setDementia] = useState(false);
  const [on, setOn] = useState(today);
  const [tried, setTried] = useState(false);
  const { run, busy, failure } = useAction((intent, json: Input) =>
    call((o) => client.api.v1.applicants[':id'].assessments.$post({ param: { id: applicant }, json }, o), { intent }),
  );
  const result = levelOf(total === '' ? Number.NaN : Number(total), raised as LevelReason[]);
  const send = async () => {
    setTried(true);
    if (!result.ok) return;
    const done = await run({
      total: Number(total),
      reasons: raised as LevelReason[],
      dementia: dementia || raised.includes('dementia'),
      needs: [],
      assessed_on: on,
    });
    if (!done.ok) return;
    say(t('评估已登记：{n} 级 {word}', { n: done.data.level, word: word('level', done.data.level) }));
    onClose();
    onDone();
  };
  return (
    <Dialog
      open
      title={t('登记能力评估')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={send}>
            {t('登记评估')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <TextInput
          label={t('总分')}
          hint={t('GB/T 42195-2022，26 项合计 0–90 分，分数越高能力越好。')}
          pointer="/total"
          inputMode="numeric"
          maxLength={2}
          value={total}
          onInput={(value) => setTotal(value.replace(/\D/g, ''))}
          error={tried && !result.ok ? t('请填写 0–90 的整数') : errorAt(failure, '/total')}
        />
        <CheckGroup
          row
          optional
          label={t('调级情形')}
          value={raised}
          onChange={setRaised}
          options={reasons.map((value) => ({ value, label: levelReasonWord(value) }))}
        />
        <Checkbox label={t('需要失智照护')} checked={dementia || raised.includes('dementia')} onChange={setDementia} />
        <DateInput
          label={t('评估日期')}
          pointer="/assessed_on"
          value={on}
          max={today}
          onInput={setOn}
          error={errorAt(failure, '/assessed_on')}
        />
        {result.ok && (
          <p role="status">{t('结果：{n} 级 {word}', { n: result.level, word: word('level', result.level) })}</p>
        )}
      </div>
    </Dialog>
  );
}

type Input = { total: number; reasons: LevelReason[]; dementia: boolean; needs: string[]; assessed_on: string };
