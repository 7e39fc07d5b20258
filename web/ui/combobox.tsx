import { type IconNode, MapPin, Search, X } from 'lucide';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { IconButton } from './button.tsx';
import { t } from './i18n.ts';
import { Icon } from './icon.tsx';
import './combobox.css';
import './field.css';

export type Suggestion = { id: string; label: string; hint?: string; icon?: IconNode };

/**
 * Search line with suggestions (ARIA combobox, list autocomplete). The caller searches: `onInput` on every keystroke, `options`
 * come back; `onPick` when one is chosen, `onSubmit` when the text itself is sent by Enter. The label is spoken, not drawn.
 */
export function Combobox({
  label,
  placeholder,
  value,
  onInput,
  options,
  onPick,
  onSubmit,
  onClear,
  busy,
}: {
  label: string;
  placeholder?: string;
  value: string;
  onInput: (value: string) => void;
  options: Suggestion[];
  onPick: (option: Suggestion) => void;
  onSubmit?: (value: string) => void;
  onClear?: () => void;
  busy?: boolean;
}) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  // Chinese input methods use Enter and the arrows themselves while a syllable is being composed.
  const composing = useRef(false);

  const suggested = options.map((option) => option.id).join('\n');
  // A new list of suggestions starts without a choice
  useEffect(() => setActive(-1), [suggested]);
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  });

  const show = open && value.trim() !== '' && (options.length > 0 || !busy);
  const pick = (option: Suggestion) => {
    setOpen(false);
    onPick(option);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (composing.current || event.isComposing) return;
    const last = options.length - 1;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setActive((was) => (was + step > last ? -1 : was + step < -1 ? last : was + step));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const chosen = show ? options[active] : undefined;
      if (chosen) pick(chosen);
      else {
        setOpen(false);
        onSubmit?.(value);
      }
    } else if (event.key === 'Escape' && (show || value)) {
      event.preventDefault();
      event.stopPropagation();
      if (show) setOpen(false);
      else onClear?.();
    }
  };

  return (
    <div
      class="combo"
      onFocusOut={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOpen(false);
      }}
    >
      <div class="combo-box">
        <Icon of={Search} />
        <input
          ref={input}
          class={`input${value ? ' combo-full' : ''}`}
          type="search"
          list={undefined}
          // biome-ignore lint/a11y/noRedundantRoles: without a `list` a search box is no combobox by itself
          role="combobox"
          aria-label={label}
          aria-autocomplete="list"
          aria-expanded={show}
          aria-controls={`${id}-list`}
          aria-activedescendant={show && active >= 0 ? `${id}-${active}` : undefined}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          enterkeyhint="search"
          placeholder={placeholder}
          value={value}
          onInput={(event) => {
            setOpen(true);
            onInput(event.currentTarget.value);
          }}
          onFocus={() => setOpen(true)}
          onKeyDown={onKeyDown}
          onCompositionStart={() => {
            composing.current = true;
          }}
          onCompositionEnd={() => {
            composing.current = false;
          }}
        />
        {value && (
          <IconButton
            class="combo-clear"
            icon={X}
            label={t('清除')}
            onClick={() => {
              if (onClear) onClear();
              else onInput('');
              input.current?.focus();
            }}
          />
        )}
      </div>
      <div
        ref={list}
        class="combo-list"
        id={`${id}-list`}
        role="listbox"
        aria-label={label}
        hidden={!show || options.length === 0}
      >
        {options.map((option, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the text box, aria-activedescendant points here
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled by the text box
          <div
            key={option.id}
            id={`${id}-${index}`}
            class="combo-option"
            role="option"
            aria-selected={index === active}
            onMouseDown={(event) => event.preventDefault()}
            onMouseMove={() => setActive(index)}
            onClick={() => pick(option)}
          >
            <Icon of={option.icon ?? MapPin} />
            <span>{option.label}</span>
            {option.hint && <small>{option.hint}</small>}
          </div>
        ))}
      </div>
      {show && options.length === 0 && !busy && (
        <div class="combo-list combo-none">{t('没有找到，换一个说法或只写前几个字试试')}</div>
      )}
      <div class="visually-hidden" role="status">
        {show ? t('{n} 条建议，用上下键选择', { n: options.length }) : ''}
      </div>
    </div>
  );
}
