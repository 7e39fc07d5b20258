import { ArrowDown, ArrowUp, X } from 'lucide';
import { useState } from 'preact/hooks';
import { IconButton } from './button.tsx';
import { Combobox } from './combobox.tsx';
import { knownFacilities } from './facilities.ts';
import { t } from './i18n.ts';
import { word } from './words.ts';
import './wishes.css';

/** So many named homes at most, first choice first: found by name, put in order, taken off again. */
export function ChosenHomes({
  value,
  max,
  onChange,
}: {
  value: string[];
  max: number;
  onChange: (value: string[]) => void;
}) {
  const [text, setText] = useState('');
  const typed = text.trim();
  const options = typed
    ? [...knownFacilities.value.values()]
        .filter((f) => f.name.includes(typed) && !value.includes(f.id))
        .slice(0, 8)
        .map((f) => ({ id: f.id, label: f.name, hint: word('facility', f.kind) }))
    : [];
  const swap = (at: number, by: number) => {
    const next = [...value];
    next.splice(at + by, 0, ...next.splice(at, 1));
    onChange(next);
  };
  return (
    <fieldset class="field" data-pointer="/choices">
      <legend class="field-label">
        {t('想住哪家')}
        <span class="field-need">{t('最多 {n} 家，按先后', { n: max })}</span>
      </legend>
      {value.length > 0 && (
        <ol class="picked">
          {value.map((id, index) => {
            const name = knownFacilities.value.get(id)?.name ?? '…';
            return (
              <li key={id}>
                <span>{t('{n}. {name}', { n: index + 1, name })}</span>
                <span class="picked-do">
                  {index > 0 && (
                    <IconButton icon={ArrowUp} label={t('{name}往前排', { name })} onClick={() => swap(index, -1)} />
                  )}
                  {index < value.length - 1 && (
                    <IconButton icon={ArrowDown} label={t('{name}往后排', { name })} onClick={() => swap(index, 1)} />
                  )}
                  <IconButton
                    icon={X}
                    label={t('去掉{name}', { name })}
                    onClick={() => onChange(value.filter((other) => other !== id))}
                  />
                </span>
              </li>
            );
          })}
        </ol>
      )}
      {value.length < max && (
        <Combobox
          label={t('查找机构')}
          placeholder={t('输入机构名称中的字')}
          value={text}
          onInput={setText}
          options={options}
          onPick={(option) => {
            onChange([...value, option.id]);
            setText('');
          }}
        />
      )}
    </fieldset>
  );
}
