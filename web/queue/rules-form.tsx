import { useState } from 'preact/hooks';
import type { QueueRules } from '../../server/queue/rules.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { DateInput, RadioGroup, TextInput } from '../ui/field.tsx';
import { date } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';
import { type Draft, type Editing, keep, startOf } from './draft.ts';
import { KeyField, PointsField } from './order-field.tsx';
import type { Preview } from './preview.tsx';
import { TracksField } from './tracks-field.tsx';
import { numberAt, numbers, withNumber } from './words.ts';

type Body = Parameters<(typeof client.api.v1)['queue-rules']['$post']>[0]['json'];
/** As it is sent: a number not filled in is null in JSON, and refused by its field. */
const sent = (rules: QueueRules) => rules as unknown as Body['rules'];

/** A rule set being written: who moves is shown before it can be saved. */
export function RulesForm({
  editing,
  onPreview,
  onClose,
  onSaved,
}: {
  editing: Editing;
  /** null once something has changed since */
  onPreview: (preview: Preview | null) => void;
  onClose: () => void;
  onSaved: (version: string) => void;
}) {
  const [draft, setDraft] = useState<Draft>(() => startOf(editing));
  const [seen, setSeen] = useState(false);
  const { of, fresh } = editing;
  const change = (next: Partial<Draft>) => {
    const all = { ...draft, ...next };
    setDraft(all);
    keep(editing, all);
    if (next.rules) {
      setSeen(false);
      onPreview(null);
    }
  };
  const put = (rules: Partial<QueueRules>) => change({ rules: { ...draft.rules, ...rules } });
  const preview = useAction((_intent, rules: QueueRules) =>
    call((o) => client.api.v1['queue-rules'].preview.$post({ json: { rules: sent(rules) } }, o)),
  );
  const save = useAction(async (intent, { version, doc_no, from, rules }: Draft) => {
    const json = { doc_no, from, rules: sent(rules) };
    if (fresh) return call((o) => client.api.v1['queue-rules'].$post({ json: { version, ...json } }, o), { intent });
    const changed = await call((o) => client.api.v1['queue-rules'][':version'].$put({ param: { version }, json }, o), {
      intent,
      ifMatch: of.revision,
    });
    return changed.ok ? { ...changed, data: { version } } : changed;
  });
  const failure = save.failure ?? preview.failure;
  const look = async () => {
    save.clear();
    const done = await preview.run(draft.rules);
    if (!done.ok) return;
    setSeen(true);
    onPreview(done.data);
  };
  const send = async () => {
    preview.clear();
    const done = await save.run(draft);
    if (!done.ok) return;
    keep(editing, null);
    say(t('“{version}”已保存，{date}起生效', { version: draft.version, date: date(draft.from) }));
    onSaved(draft.version);
  };
  return (
    <form class="stack rules-form" onSubmit={(event) => event.preventDefault()}>
      <h2>
        {fresh
          ? t('新增一版（以“{version}”为底稿）', { version: of.version })
          : t('修改“{version}”', { version: of.version })}
      </h2>
      {failure && <Problem of={failure} />}
      <div class="rule-two">
        <TextInput
          label={t('版本号')}
          pointer="/version"
          value={draft.version}
          disabled={!fresh}
          maxLength={60}
          onInput={(version) => change({ version })}
          error={errorAt(failure, '/version')}
        />
        <TextInput
          label={t('文号')}
          pointer="/doc_no"
          value={draft.doc_no}
          maxLength={200}
          onInput={(doc_no) => change({ doc_no })}
          error={errorAt(failure, '/doc_no')}
        />
        <DateInput
          label={t('自哪天起生效')}
          hint={t('前一版到前一天为止；最早明天。')}
          pointer="/from"
          value={draft.from}
          onInput={(from) => change({ from })}
          error={errorAt(failure, '/from')}
        />
      </div>
      <TracksField value={draft.rules.tracks} onChange={(tracks) => put({ tracks })} failure={failure} />
      <KeyField value={draft.rules.key} onChange={(key) => put({ key })} failure={failure} />
      <PointsField value={draft.rules.points} onChange={(points) => put({ points })} failure={failure} />
      <fieldset class="field rule-part">
        <legend>
          <h3>{t('天数、次数与限制')}</h3>
        </legend>
        <div class="rule-two">
          {numbers.map(([path, label]) => (
            <TextInput
              key={path}
              label={t(label)}
              pointer={`/rules/${path}`}
              type="number"
              min="0"
              optional={path.startsWith('facility_terms')}
              value={Number.isNaN(numberAt(draft.rules, path)) ? '' : String(numberAt(draft.rules, path) ?? '')}
              onInput={(text) =>
                change({ rules: withNumber(draft.rules, path, text === '' ? undefined : Number(text)) })
              }
              error={errorAt(failure, `/rules/${path}`)}
            />
          ))}
        </div>
        <RadioGroup
          row
          label={t('空出床位')}
          value={draft.rules.refill}
          onChange={(refill) => put({ refill: refill as QueueRules['refill'] })}
          options={[
            { value: 'automatic', label: t('系统即时通知下一位') },
            { value: 'officer', label: t('由工作人员通知下一位') },
          ]}
        />
      </fieldset>
      <div class="rules-foot">
        <Button look="quiet" onClick={onClose}>
          {t('返回')}
        </Button>
        <Button busy={preview.busy} onClick={look}>
          {t('试算谁会变动')}
        </Button>
        <Button look="primary" busy={save.busy} why={seen ? null : t('请先试算谁会变动')} onClick={send}>
          {t('保存这一版')}
        </Button>
      </div>
    </form>
  );
}
