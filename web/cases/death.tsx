import { useState } from 'preact/hooks';
import { dayOf } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/dialog.tsx';
import { DateInput, TextInput } from '../ui/field.tsx';
import { now } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import type { Person } from '../ui/person.tsx';
import { errorAt, Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';

/** Records a death from a paper: what was waiting for the person ends; husband or wife keep their own place. */
export function Death({ of, onDone }: { of: Person; onDone: () => void }) {
  const { applicant } = of;
  const today = dayOf(now.value);
  const [open, setOpen] = useState(false);
  const [diedOn, setDiedOn] = useState(today);
  const [source, setSource] = useState('');
  const [tried, setTried] = useState(false);
  const { run, busy, failure } = useAction((intent, json: { died_on: string; source: string }) =>
    call((o) => client.api.v1.applicants[':id'].death.$post({ param: { id: applicant.id }, json }, o), {
      intent,
      ifMatch: applicant.version,
    }),
  );
  if (applicant.died_on) return null;
  const record = async () => {
    setTried(true);
    if (!source.trim() || !(await run({ died_on: diedOn, source: source.trim() })).ok) return;
    say(t('已登记{name}去世', { name: applicant.name }));
    setOpen(false);
    onDone();
  };
  return (
    <>
      <Button look="quiet" onClick={() => setOpen(true)}>
        {t('登记去世…')}
      </Button>
      <Confirm
        open={open}
        title={t('登记去世')}
        verb={t('确定登记')}
        danger
        busy={busy}
        onConfirm={record}
        onClose={() => setOpen(false)}
      >
        {failure && <Problem of={failure} />}
        <p>{t('在办申请随即结案，未答复的入住通知收回；配偶的申请和轮候时间不变。')}</p>
        <DateInput
          label={t('去世日期')}
          pointer="/died_on"
          value={diedOn}
          max={today}
          onInput={setDiedOn}
          error={errorAt(failure, '/died_on')}
        />
        <TextInput
          label={t('依据')}
          hint={t('死亡证明编号、注销户口通知等')}
          pointer="/source"
          value={source}
          onInput={setSource}
          maxLength={200}
          error={tried && !source.trim() ? t('请写明依据') : errorAt(failure, '/source')}
        />
      </Confirm>
    </>
  );
}
