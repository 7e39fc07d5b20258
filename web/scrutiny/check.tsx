import { useState } from 'preact/hooks';
import { dayOf } from '../../server/kernel/period.ts';
import { type Found, findings } from '../../server/scrutiny/rules.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { DateInput, RadioGroup, TextArea, TextInput } from '../ui/field.tsx';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { say } from '../ui/toast.tsx';
import type { Sampled } from './shapes.ts';
import { foundWord } from './words.ts';

/** What two people found on site of one sampled person. */
export function CheckDialog({
  sample,
  of,
  onClose,
  onDone,
}: {
  sample: string;
  of: Sampled;
  onClose: () => void;
  onDone: () => void;
}) {
  const today = dayOf(new Date());
  const [on, setOn] = useState(today);
  const [first, setFirst] = useState(session.value?.name ?? '');
  const [second, setSecond] = useState('');
  const [found, setFound] = useState('');
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);
  const record = useAction((intent, what: Found) =>
    call(
      (o) =>
        client.api.v1.scrutiny.samples[':id'].checks.$post(
          {
            param: { id: sample },
            json: { line_id: of.line_id, checked_on: on, people: [first, second], found: what, note: note || null },
          },
          o,
        ),
      { intent },
    ),
  );
  const send = async () => {
    setTried(true);
    const what = findings.find((one) => one === found);
    if (!what || !first.trim() || !second.trim() || !on) return;
    const done = await record.run(what);
    if (!done.ok) return;
    say(t('已登记对{name}的核查', { name: of.person }));
    onClose();
    onDone();
  };
  const missing = (value: string, says: string) => (tried && !value.trim() ? says : null);
  return (
    <Dialog
      open
      title={t('现场核查：{name}', { name: of.person })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={record.busy} onClick={send}>
            {t('登记核查')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {record.failure && <Problem of={record.failure} />}
        <p>{t('{facility}，结算 {days} 天', { facility: of.facility, days: of.days })}</p>
        <DateInput
          label={t('核查日期')}
          pointer="/checked_on"
          max={today}
          error={errorAt(record.failure, '/checked_on') ?? missing(on, t('请选日期'))}
          value={on}
          onInput={setOn}
        />
        <TextInput
          label={t('核查人一')}
          pointer="/people"
          error={errorAt(record.failure, '/people') ?? missing(first, t('请填姓名'))}
          value={first}
          onInput={setFirst}
          maxLength={40}
        />
        <TextInput
          label={t('核查人二')}
          error={missing(second, t('现场核查须两人，请填第二人'))}
          value={second}
          onInput={setSecond}
          maxLength={40}
        />
        <RadioGroup
          label={t('核查结果')}
          value={found}
          onChange={setFound}
          error={missing(found, t('请选结果'))}
          options={findings.map((code) => ({ value: code, label: foundWord(code) }))}
        />
        <TextArea
          label={t('发现了什么')}
          pointer="/note"
          optional={found === 'true' || found === ''}
          error={errorAt(record.failure, '/note')}
          value={note}
          onInput={setNote}
          rows={3}
          maxLength={1000}
        />
      </div>
    </Dialog>
  );
}
