import { ArrowUp, Plus, Trash2 } from 'lucide';
import type { CategoryKind } from '../../server/applicants/rules.ts';
import { type Condition, categoryKinds, type TrackRule, tracks } from '../../server/queue/rules.ts';
import type { Failure } from '../api.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Checkbox, CheckGroup, Select, TextInput } from '../ui/field.tsx';
import { t } from '../ui/i18n.ts';
import { errorAt } from '../ui/problem.tsx';
import { codes, word } from '../ui/words.ts';
import { lettered, replaced, swapped } from './draft.ts';
import { categoryWord, conditionText } from './words.ts';

type List = readonly TrackRule[];

/** The tracks in their order: whoever meets any condition of the first is in it; the last takes everyone else. */
export function TracksField({
  value,
  onChange,
  failure,
}: {
  value: List;
  onChange: (next: List) => void;
  failure: Failure | undefined;
}) {
  const put = (i: number, rule: TrackRule | null) => onChange(lettered(replaced(value, i, rule)));
  const last = value.length - 1;
  return (
    <fieldset class="field rule-part" data-pointer="/rules/tracks">
      <legend>
        <h3>{t('通道')}</h3>
      </legend>
      <p class="muted small">{t('从上到下逐条看：符合任一条件的人进入该通道，最后一条接收其余所有人。')}</p>
      {value.map((rule, i) => (
        <section class="card stack-tight" key={rule.track} aria-label={t('{track} 通道', { track: rule.track })}>
          <div class="row-between">
            <strong>{t('{track} 通道', { track: rule.track })}</strong>
            <span class="row">
              {i > 0 && i < last && (
                <IconButton
                  icon={ArrowUp}
                  label={t('{track} 通道上移', { track: rule.track })}
                  onClick={() => onChange(lettered(swapped(value, i)))}
                />
              )}
              {i < last && (
                <IconButton
                  icon={Trash2}
                  label={t('删除 {track} 通道', { track: rule.track })}
                  onClick={() => put(i, null)}
                />
              )}
            </span>
          </div>
          <div class="rule-two">
            <TextInput
              label={t('中文名称')}
              pointer={`/rules/tracks/${i}/name_zh`}
              value={rule.name_zh}
              maxLength={40}
              onInput={(name_zh) => put(i, { ...rule, name_zh })}
              error={errorAt(failure, `/rules/tracks/${i}/name_zh`)}
            />
            <TextInput
              label={t('英文名称')}
              value={rule.name_en}
              maxLength={60}
              onInput={(name_en) => put(i, { ...rule, name_en })}
            />
          </div>
          {i === last ? (
            <p class="muted">{t('其余所有人')}</p>
          ) : (
            <>
              {rule.any.map((c, j) => (
                <ConditionField
                  // A condition has no name of its own but its place
                  key={j}
                  n={j + 1}
                  pointer={`/rules/tracks/${i}/any/${j}`}
                  value={c}
                  failure={failure}
                  onChange={(next) => put(i, { ...rule, any: replaced(rule.any, j, next) })}
                  onRemove={
                    rule.any.length > 1 ? () => put(i, { ...rule, any: replaced(rule.any, j, null) }) : undefined
                  }
                />
              ))}
              <div>
                <Button look="quiet" icon={Plus} onClick={() => put(i, { ...rule, any: [...rule.any, {}] })}>
                  {t('再加一个条件（或）')}
                </Button>
              </div>
            </>
          )}
        </section>
      ))}
      {value.length < tracks.length && (
        <div>
          <Button
            icon={Plus}
            onClick={() =>
              onChange(
                lettered([
                  ...value.slice(0, last),
                  { track: 'A', name_zh: '', name_en: '', any: [{}] },
                  ...value.slice(last),
                ]),
              )
            }
          >
            {t('加一条通道')}
          </Button>
        </div>
      )}
    </fieldset>
  );
}

const kinds = () => categoryKinds.map((kind) => ({ value: kind, label: categoryWord(kind) }));
const some = (list: string[]) => (list.length > 0 ? (list as CategoryKind[]) : undefined);

function ConditionField({
  n,
  pointer,
  value,
  failure,
  onChange,
  onRemove,
}: {
  n: number;
  pointer: string;
  value: Condition;
  failure: Failure | undefined;
  onChange: (next: Condition) => void;
  onRemove: (() => void) | undefined;
}) {
  const error = errorAt(failure, pointer);
  return (
    <details class="rule-condition" open={conditionText(value) === '' || !!error} data-pointer={pointer}>
      <summary>
        {t('条件 {n}：', { n })}
        {conditionText(value) || t('（未填）')}
      </summary>
      <div class="stack-tight">
        <p class="muted small">{t('以下填了的各项须同时符合。')}</p>
        <CheckGroup
          row
          optional
          label={t('具备任一类别')}
          value={[...(value.categories_any ?? [])]}
          onChange={(list) => onChange({ ...value, categories_any: some(list) })}
          options={kinds()}
          error={error}
        />
        <CheckGroup
          row
          optional
          label={t('须同时具备的类别')}
          value={[...(value.categories_all ?? [])]}
          onChange={(list) => onChange({ ...value, categories_all: some(list) })}
          options={kinds()}
        />
        <div class="rule-two">
          <Select
            optional
            label={t('能力等级至少')}
            pointer={`${pointer}/level_from`}
            value={String(value.level_from ?? '')}
            empty={t('不限')}
            onInput={(level) => onChange({ ...value, level_from: level ? Number(level) : undefined })}
            options={codes('level')
              .filter((level) => level !== '0')
              .map((level) => ({ value: level, label: t('{n} 级 {word}', { n: level, word: word('level', level) }) }))}
            error={errorAt(failure, `${pointer}/level_from`)}
          />
          <TextInput
            optional
            label={t('年龄至少（岁）')}
            pointer={`${pointer}/age_from`}
            type="number"
            min="50"
            max="120"
            value={String(value.age_from ?? '')}
            onInput={(age) => onChange({ ...value, age_from: age ? Number(age) : undefined })}
            error={errorAt(failure, `${pointer}/age_from`)}
          />
        </div>
        <Checkbox
          label={t('须为失智')}
          checked={value.dementia === true}
          onChange={(on) => onChange({ ...value, dementia: on ? true : undefined })}
        />
        {onRemove && (
          <div>
            <Button look="quiet" icon={Trash2} onClick={onRemove}>
              {t('删除这个条件')}
            </Button>
          </div>
        )}
      </div>
    </details>
  );
}
