import { useState } from 'preact/hooks';
import { dayOf } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Facts, Notice } from '../ui/card.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Select, TextInput } from '../ui/field.tsx';
import { now, number, unfiled } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';
import { GroundsFields } from './grounds.tsx';
import { type Listed, movedFacts, wire } from './words.ts';

/** Several become one. First what it would do is shown, with who moves along; then it is done. */
export function MergeForm({
  parts,
  onDone,
  onClose,
}: {
  parts: Listed[];
  onDone: (into: string) => void;
  onClose: () => void;
}) {
  const [into, setInto] = useState(parts[0]?.code ?? '');
  const [fresh, setFresh] = useState('');
  const [name, setName] = useState('');
  const [from, setFrom] = useState(dayOf(now.value));
  const [grounds, setGrounds] = useState({ doc_no: '', note: '' });
  const asked = {
    codes: parts.map((p) => p.code),
    into: into || fresh.trim(),
    name: name.trim() || null,
    from,
    ...wire(grounds),
  };
  const sign = JSON.stringify(asked);
  const [seen, setSeen] = useState('');
  const preview = useAction((intent, json: typeof asked) =>
    call((o) => client.api.v1.divisions.mergers.preview.$post({ json }, o), { intent }),
  );
  const [answer, setAnswer] = useState<Awaited<ReturnType<typeof preview.run>>>();
  const merge = useAction((intent, json: typeof asked) =>
    call((o) => client.api.v1.divisions.mergers.$post({ json }, o), { intent, timeoutMs: 60_000 }),
  );
  const failure = merge.failure ?? preview.failure;
  const shown = answer?.ok && seen === sign ? answer.data : null;
  const look = async () => {
    setAnswer(await preview.run(asked));
    setSeen(sign);
  };
  const save = async () => {
    const done = await merge.run(asked);
    if (!done.ok) return;
    say(t('已登记合并'));
    onDone(done.data.into);
  };
  const nameOf = (code: string) => parts.find((p) => p.code === code)?.name ?? code;
  const goesInto = (code: string) => (code === asked.into && asked.name ? asked.name : nameOf(code));
  return (
    <Dialog
      open
      wide
      title={t('合并 {n} 个', { n: parts.length })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          {shown ? (
            <Button look="primary" busy={merge.busy} onClick={save}>
              {t('确认合并')}
            </Button>
          ) : (
            <Button look="primary" busy={preview.busy} onClick={look}>
              {t('预览合并')}
            </Button>
          )}
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <p>{parts.map((p) => p.name).join(t('、'))}</p>
        <div class="division-form">
          <Select
            label={t('并入')}
            pointer="/into"
            value={into}
            onInput={setInto}
            empty={t('新编码')}
            options={parts.map((p) => ({ value: p.code, label: `${p.name} ${p.code}` }))}
            error={into ? errorAt(failure, '/into') : null}
          />
          {!into && (
            <TextInput
              label={t('新编码')}
              pointer="/into"
              inputMode="numeric"
              value={fresh}
              maxLength={15}
              onInput={setFresh}
              error={errorAt(failure, '/into')}
            />
          )}
          <TextInput
            label={t('合并后的名称')}
            hint={into ? t('不改名就留空') : undefined}
            pointer="/name"
            value={name}
            maxLength={60}
            onInput={setName}
            error={errorAt(failure, '/name')}
          />
          <GroundsFields {...{ from, onFrom: setFrom, value: grounds, onChange: setGrounds, failure }} />
        </div>
        {shown && (
          <section class="stack-tight" aria-live="polite">
            <h3>{t('合并会做什么')}</h3>
            <Facts
              of={[
                [
                  t('合并后老人'),
                  shown.seniors === null ? unfiled() : t('{n} 人，与合并前相同', { n: number(shown.seniors) }),
                ],
                [t('撤销'), shown.ended.map((e) => `${nameOf(e.code)} → ${goesInto(e.successor)}`).join(t('；'))],
                ...(shown.begun.length > 0
                  ? [[t('新设'), shown.begun.map((b) => `${b.name} ${b.code}`).join(t('；'))] as [string, string]]
                  : []),
                ...movedFacts(shown.moved),
              ]}
            />
            {movedFacts(shown.moved).length === 0 && <p class="muted">{t('没有老人、机构或诉求需要随迁。')}</p>}
            <Notice>
              {t('撤销的编码不再使用，过去的办件和记录仍按当时的编码保存，名称照样查得到。随迁与合并同时完成。')}
            </Notice>
          </section>
        )}
      </div>
    </Dialog>
  );
}
