import { ArrowUp, Plus, Trash2 } from 'lucide';
import { keyParts, type PointRule, type QueueRules } from '../../server/queue/rules.ts';
import type { Failure } from '../api.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Checkbox, TextInput } from '../ui/field.tsx';
import { t } from '../ui/i18n.ts';
import { errorAt } from '../ui/problem.tsx';
import { partWord } from '../ui/queue-words.ts';
import { replaced, swapped, toggled } from './draft.ts';

type Part<K extends keyof QueueRules> = {
  value: QueueRules[K];
  onChange: (next: QueueRules[K]) => void;
  failure: Failure | undefined;
};

/** What is looked at inside a track, in which order; the receipt number always ends it. */
export function KeyField({ value, onChange, failure }: Part<'key'>) {
  const left = keyParts.filter((part) => !value.includes(part));
  const error = errorAt(failure, '/rules/key');
  return (
    <fieldset class="field rule-part" data-pointer="/rules/key">
      <legend>
        <h3>{t('通道内的顺序')}</h3>
      </legend>
      <p class="muted small">{t('从上到下依次比较；全部相同时按受理号，先受理的在前。')}</p>
      <ol class="rule-order">
        {[...value, ...left].map((part, i) => (
          <li key={part} class="row">
            <Checkbox
              label={partWord(part)}
              checked={value.includes(part)}
              onChange={() => onChange(toggled(value, part))}
            />
            {i > 0 && i < value.length && (
              <IconButton
                icon={ArrowUp}
                label={t('{part}上移', { part: partWord(part) })}
                onClick={() => onChange(swapped(value, i))}
              />
            )}
          </li>
        ))}
      </ol>
      {error && <p class="field-error">{error}</p>}
    </fieldset>
  );
}

const plain = [
  ['carer_absent', () => t('无人照护')],
  ['living_alone', () => t('独居或空巢')],
] as const;
const whole = (text: string) => (text === '' ? Number.NaN : Number(text));
const shown = (value: number) => (Number.isNaN(value) ? '' : String(value));

/** The points table: every line that holds adds its points; 0 or no line gives none. */
export function PointsField({ value, onChange, failure }: Part<'points'>) {
  const at = (fact: PointRule['fact']) => value.findIndex((p) => p.fact === fact);
  const put = (i: number, rule: PointRule | null) =>
    onChange(i < 0 ? (rule ? [...value, rule] : [...value]) : replaced(value, i, rule));
  const hardships = value[at('carer_hardships')];
  const hard =
    hardships?.fact === 'carer_hardships' ? hardships : { fact: 'carer_hardships' as const, each: 0, max: 0 };
  const field = (label: string, i: number, name: string, now: number, set: (n: number) => void) => (
    <TextInput
      label={label}
      pointer={`/rules/points/${i}/${name}`}
      type="number"
      min="0"
      max="3650"
      value={shown(now)}
      onInput={(text) => set(whole(text))}
      error={errorAt(failure, `/rules/points/${i}/${name}`) ?? errorAt(failure, `/rules/points/${i}/fact`)}
    />
  );
  return (
    <fieldset class="field rule-part">
      <legend>
        <h3>{t('加分')}</h3>
      </legend>
      <p class="muted small">{t('符合的各项相加；没有填报的情况不加分也不减分。')}</p>
      <div class="rule-two">
        {plain.map(([fact, label]) => {
          const i = at(fact);
          const rule = value[i];
          return (
            <div key={fact}>
              {field(label(), i, 'points', rule?.fact === fact ? rule.points : 0, (points) => put(i, { fact, points }))}
            </div>
          );
        })}
        {field(t('照护人困难：每项'), at('carer_hardships'), 'each', hard.each, (each) =>
          put(at('carer_hardships'), { ...hard, each }),
        )}
        {field(t('照护人困难：最多'), at('carer_hardships'), 'max', hard.max, (max) =>
          put(at('carer_hardships'), { ...hard, max }),
        )}
      </div>
      {value.map((rule, i) =>
        rule.fact === 'waited' ? (
          // A line has no name of its own but its place
          <div class="rule-waited" key={i}>
            {field(t('轮候满（天）'), i, 'days', rule.days, (days) => put(i, { ...rule, days }))}
            {field(t('加分'), i, 'points', rule.points, (points) => put(i, { ...rule, points }))}
            <IconButton icon={Trash2} label={t('删除轮候加分')} onClick={() => put(i, null)} />
          </div>
        ) : null,
      )}
      <div>
        <Button look="quiet" icon={Plus} onClick={() => put(-1, { fact: 'waited', days: 730, points: 0 })}>
          {t('加一档轮候加分')}
        </Button>
      </div>
    </fieldset>
  );
}
