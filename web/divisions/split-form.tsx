import { useState } from 'preact/hooks';
import { dayOf } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextInput } from '../ui/field.tsx';
import { now, number } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';
import { GroundsFields } from './grounds.tsx';
import { type Version, wire } from './words.ts';

/** A part of a grid becomes a grid of its own and takes its seniors along. */
export function SplitForm({ of, onDone, onClose }: { of: Version; onDone: () => void; onClose: () => void }) {
  const [part, setPart] = useState({ code: of.code.slice(0, 12), name: '', seniors: '' });
  const [from, setFrom] = useState(dayOf(now.value));
  const [grounds, setGrounds] = useState({ doc_no: '', note: '' });
  const [tried, setTried] = useState(false);
  const seniors = part.seniors.trim() === '' ? Number.NaN : Number(part.seniors);
  const { run, busy, failure } = useAction((intent) =>
    call(
      (o) =>
        client.api.v1.divisions[':code'].split.$post(
          {
            param: { code: of.code },
            json: { part: { ...part, name: part.name.trim(), seniors }, from, ...wire(grounds) },
          },
          o,
        ),
      { intent },
    ),
  );
  const save = async () => {
    setTried(true);
    if (!Number.isInteger(seniors)) return;
    const done = await run();
    if (!done.ok) return;
    say(t('已登记划分'));
    onDone();
  };
  return (
    <Dialog
      open
      title={t('划分“{name}”', { name: of.name })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={save}>
            {t('登记划分')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <p>{t('划出一部分成为新网格，带走其中的老人数。已登记到人的网格不变，由网格员逐一核对。')}</p>
        <TextInput
          label={t('新编码')}
          pointer="/part/code"
          inputMode="numeric"
          value={part.code}
          maxLength={15}
          onInput={(code) => setPart({ ...part, code })}
          error={errorAt(failure, '/part/code')}
        />
        <TextInput
          label={t('名称')}
          pointer="/part/name"
          value={part.name}
          maxLength={60}
          onInput={(name) => setPart({ ...part, name })}
          error={errorAt(failure, '/part/name')}
        />
        <TextInput
          label={t('划出的老人')}
          hint={of.seniors === null ? undefined : t('现有 {n} 人', { n: number(of.seniors) })}
          pointer="/part/seniors"
          inputMode="numeric"
          value={part.seniors}
          onInput={(text) => setPart({ ...part, seniors: text })}
          error={tried && !Number.isInteger(seniors) ? t('请填整数') : errorAt(failure, '/part/seniors')}
        />
        <GroundsFields {...{ from, onFrom: setFrom, value: grounds, onChange: setGrounds, failure }} />
      </div>
    </Dialog>
  );
}
