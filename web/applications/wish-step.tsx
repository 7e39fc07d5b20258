import { useState } from 'preact/hooks';
import { stayLengths } from '../../server/applications/rules.ts';
import { equipmentWord, weekdayWord } from '../ui/bed-words.ts';
import { Button } from '../ui/button.tsx';
import { ChosenHomes } from '../ui/chosen-homes.tsx';
import { Checkbox, CheckGroup, RadioGroup, Select, TextArea } from '../ui/field.tsx';
import { t } from '../ui/i18n.ts';
import { codes, word } from '../ui/words.ts';
import { type Draft, MAX_CHOICES } from './draft.ts';
import { equipmentCodes, serviceHint } from './words.ts';

/** What kind of bed, where, and what else should be known. */
export function WishStep({
  draft,
  change,
  onBack,
  onNext,
}: {
  draft: Draft;
  change: (change: Partial<Draft>) => void;
  onBack: () => void;
  onNext: () => void;
}) {
  const [tried, setTried] = useState(false);
  const noDay = draft.service === 'day' && draft.weekdays.length === 0;
  const noPlace = draft.choices.length === 0 && !draft.any;
  const next = () => {
    setTried(true);
    if (!noDay && !noPlace) onNext();
  };
  return (
    <>
      <RadioGroup
        label={t('要什么床')}
        pointer="/service"
        value={draft.service}
        onChange={(service) => change({ service })}
        options={codes('bed').map((value) => ({ value, label: word('bed', value), hint: serviceHint(value) }))}
      />
      {draft.service === 'day' && (
        <CheckGroup
          row
          label={t('每周哪几天')}
          pointer="/weekdays"
          value={draft.weekdays}
          onChange={(weekdays) => change({ weekdays })}
          options={[1, 2, 3, 4, 5, 6, 7].map((day) => ({ value: String(day), label: weekdayWord(day) }))}
          error={tried && noDay ? t('请至少选一天') : null}
        />
      )}
      {(draft.service === 'residential' || draft.service === 'nursing') && (
        <RadioGroup
          label={t('打算住多久')}
          hint={t('告诉民政和机构，方便安排；不影响轮候的先后。')}
          pointer="/stay_length"
          value={draft.stay}
          onChange={(stay) => change({ stay })}
          options={[...stayLengths, ''].map((value) => ({
            value,
            label: value ? word('stay_length', value) : t('还没想好'),
          }))}
        />
      )}
      <ChosenHomes value={draft.choices} max={MAX_CHOICES} onChange={(choices) => change({ choices })} />
      <div class="stack-tight">
        <Checkbox
          label={t('其他机构也可以')}
          hint={t('勾选后有合适的床更快；只通知您选定范围内的。')}
          checked={draft.any}
          onChange={(any) => change({ any })}
        />
        {draft.any && (
          <Select
            label={t('离家多远以内')}
            value={draft.radius}
            onInput={(radius) => change({ radius })}
            options={['3', '5', '10', '20', '50'].map((km) => ({ value: km, label: t('{km} 公里', { km }) }))}
          />
        )}
        {tried && noPlace && (
          <p class="field-error" role="alert">
            {t('请选一家机构，或勾选「其他机构也可以」。')}
          </p>
        )}
      </div>
      <CheckGroup
        row
        optional
        label={t('必须有的设备')}
        hint={t('勾得越多，合适的床越少。')}
        value={draft.needs}
        onChange={(needs) => change({ needs })}
        options={equipmentCodes.map((value) => ({ value, label: equipmentWord(value) }))}
      />
      <TextArea
        label={t('还有什么要说明')}
        optional
        pointer="/note"
        value={draft.note}
        onInput={(note) => change({ note })}
        rows={3}
        maxLength={1000}
      />
      <div class="apply-foot">
        <Button onClick={onBack}>{t('上一步')}</Button>
        <Button look="primary" onClick={next}>
          {t('下一步')}
        </Button>
      </div>
    </>
  );
}
