import { PenLine } from 'lucide';
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { type Draft, maySign } from '../../server/assessments/rules.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/dialog.tsx';
import { TextArea } from '../ui/field.tsx';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';
import { word } from '../ui/words.ts';
import { reach } from './questions.tsx';
import type { Form } from './words.ts';

/** The foot of the form: signing for the first or the second time, and returning it. */
export function Sign({
  form,
  draft,
  before,
  version,
  onDone,
}: {
  form: Form;
  draft: Draft;
  /** sends what is not saved yet; false when that did not work */
  before?: () => Promise<boolean>;
  version: () => number;
  onDone: () => void;
}) {
  const { route } = useLocation();
  const [asking, setAsking] = useState<'sign' | 'return' | null>(null);
  const [why, setWhy] = useState('');
  const [unsent, setUnsent] = useState(false);
  const [missing, setMissing] = useState(false);
  const second = form.state === 'signed_once';
  const sign = useAction((intent) =>
    call((o) => client.api.v1.assessments[':id'].sign.$post({ param: { id: form.id }, json: {} }, o), {
      intent,
      ifMatch: version(),
    }),
  );
  const back = useAction((intent, reason: string) =>
    call((o) => client.api.v1.assessments[':id'].return.$post({ param: { id: form.id }, json: { reason } }, o), {
      intent,
      ifMatch: version(),
    }),
  );
  const ready = maySign(draft, 'me', form.first_signed_by_me ? 'me' : form.first_signed ? 'other' : null, {
    coma_level: form.coma_level,
  });

  const ask = () => {
    if (ready.ok) return setAsking('sign');
    setMissing(true);
    const [first] = ready.reasons;
    const at = first?.pointer ?? '';
    const place = at.startsWith('/answers/')
      ? document.getElementById(`item-${at.slice('/answers/'.length)}`)
      : document.querySelector<HTMLElement>(`[data-pointer="${at}"]`);
    if (place) reach(place);
  };
  const send = async () => {
    setUnsent(false);
    if (before && !(await before())) return setUnsent(true);
    const done = await sign.run();
    if (!done.ok) return;
    setAsking(null);
    if (done.data.state === 'done') {
      say(t('结果已生效：{n} 级 {word}', { n: done.data.level, word: word('level', done.data.level) }));
      route('/assessments');
    } else {
      say(t('已签字，请另一位评估员确认'));
      onDone();
    }
  };
  const giveBack = async () => {
    if (!why.trim()) return setMissing(true);
    if (!(await back.run(why.trim())).ok) return;
    say(t('已退回，可以修改'));
    onDone();
  };
  return (
    <div class="stack-tight sign">
      {missing && !ready.ok && (
        <p class="field-error" role="alert">
          {t('还有 {n} 处没填，已跳到第一处。', { n: ready.reasons.length })}
        </p>
      )}
      <div class="row">
        {!form.first_signed_by_me && (
          <Button look="primary" icon={PenLine} onClick={ask}>
            {second ? t('确认并签字') : t('签字')}
          </Button>
        )}
        {second && (
          <Button onClick={() => setAsking('return')}>
            {form.first_signed_by_me ? t('撤回签字修改…') : t('退回修改…')}
          </Button>
        )}
      </div>
      <Confirm
        open={asking === 'sign'}
        title={second ? t('确认并签字') : t('签字')}
        verb={t('确定签字')}
        busy={sign.busy}
        onConfirm={send}
        onClose={() => setAsking(null)}
      >
        {sign.failure && <Problem of={sign.failure} />}
        {unsent && (
          <p class="field-error" role="alert">
            {t('还没有全部存到服务器，联网后再签字。')}
          </p>
        )}
        <p>
          {second
            ? t('签字后结果立即生效，上一次的结果同日终止，不能再改。')
            : t('签字后内容不能再改，等另一位评估员确认。')}
        </p>
        {ready.ok && (
          <p>
            <strong>
              {t('总分 {total}，{n} 级 {word}', {
                total: ready.total,
                n: ready.level,
                word: word('level', ready.level),
              })}
            </strong>
          </p>
        )}
      </Confirm>
      <Confirm
        open={asking === 'return'}
        title={t('退回修改')}
        verb={t('确定退回')}
        busy={back.busy}
        onConfirm={giveBack}
        onClose={() => setAsking(null)}
      >
        {back.failure && <Problem of={back.failure} />}
        <TextArea
          label={t('要改什么')}
          pointer="/reason"
          value={why}
          onInput={setWhy}
          rows={2}
          maxLength={500}
          error={missing && !why.trim() ? t('请写明要改什么') : errorAt(back.failure, '/reason')}
        />
      </Confirm>
    </div>
  );
}
