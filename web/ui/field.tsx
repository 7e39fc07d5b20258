import { CircleAlert } from 'lucide';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { t } from './i18n.ts';
import { Icon } from './icon.tsx';
import './field.css';

/**
 * What every field shares. `pointer` is the JSON pointer of the value in the request ('/contact/phone'): problem+json
 * names it, Problem links to it. `error` is said once, under the field, and bound to it by aria-describedby.
 */
export type FieldProps = {
  label: string;
  hint?: ComponentChildren;
  error?: string | null;
  pointer?: string;
  optional?: boolean;
};

type Bind = { id: string; 'aria-describedby': string | undefined; 'aria-invalid': true | undefined };

/** Label, control, hint and error in one place; the control gets its ids from the function child. */
export function Field({
  label,
  hint,
  error,
  pointer,
  optional,
  children,
}: FieldProps & { children: (bind: Bind) => ComponentChildren }) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined;
  return (
    <div class="field" data-pointer={pointer}>
      <label class="field-label" for={id}>
        {label}
        {optional && <span class="field-need">{t('选填')}</span>}
      </label>
      {hint && (
        <div class="field-hint" id={`${id}-hint`}>
          {hint}
        </div>
      )}
      {children({ id, 'aria-describedby': described, 'aria-invalid': error ? true : undefined })}
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </div>
  );
}

function FieldError({ id, children }: { id: string; children: ComponentChildren }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => mend(box.current), []);
  return (
    <div class="field-error" id={id} ref={box}>
      <Icon of={CircleAlert} />
      <span>{children}</span>
    </div>
  );
}

/** A form sent with something missing: the focus goes to the first field to mend, which says what is wrong with it. */
function mend(error: HTMLElement | null) {
  // Whoever is typing in a wrong field, or reads the summary of what the server said, stays there.
  if (document.activeElement?.closest('.field:has(.field-error), [role=alert]')) return;
  const first = error?.closest('dialog, form, main')?.querySelector('.field:has(.field-error)');
  first?.querySelector<HTMLElement>('input, select, textarea, button')?.focus();
}

type Text = FieldProps & { value: string; onInput: (value: string) => void };
type Input = {
  type?: 'text' | 'tel' | 'email' | 'url' | 'date' | 'time' | 'month' | 'password' | 'number';
  inputMode?: 'text' | 'numeric' | 'decimal' | 'tel' | 'email' | 'url';
  autoComplete?: string;
  placeholder?: string;
  name?: string;
  pattern?: string;
  min?: string;
  max?: string;
  minLength?: number;
  maxLength?: number;
  disabled?: boolean;
  readOnly?: boolean;
  onBlur?: () => void;
};

export function TextInput({
  label,
  hint,
  error,
  pointer,
  optional,
  value,
  onInput,
  type = 'text',
  ...rest
}: Text & Input) {
  return (
    <Field {...{ label, hint, error, pointer, optional }}>
      {(bind) => (
        <input
          // The types of preact 11 tie each role to a type of input; ours have none.
          {...({ type } as { type: 'text' })}
          {...rest}
          {...bind}
          list={undefined}
          class="input"
          required={!optional}
          value={value}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

/** A calendar day as 'YYYY-MM-DD', '' when none. The browser's own picker: the keyboard and the reader know it. */
export function DateInput(props: Text & Input) {
  return <TextInput {...props} type="date" />;
}

export function TextArea({
  label,
  hint,
  error,
  pointer,
  optional,
  value,
  onInput,
  rows = 4,
  maxLength,
}: Text & { rows?: number; maxLength?: number }) {
  return (
    <Field {...{ label, hint, error, pointer, optional }}>
      {(bind) => (
        <textarea
          {...bind}
          class="input"
          rows={rows}
          maxLength={maxLength}
          required={!optional}
          value={value}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

export type Option = { value: string; label: string; hint?: string; disabled?: boolean };

export function Select({
  label,
  hint,
  error,
  pointer,
  optional,
  value,
  onInput,
  options,
  empty,
}: Text & { options: Option[]; empty?: string }) {
  return (
    <Field {...{ label, hint, error, pointer, optional }}>
      {(bind) => (
        <select
          {...bind}
          class="input select"
          required={!optional}
          value={value}
          onChange={(event) => onInput(event.currentTarget.value)}
        >
          {empty !== undefined && <option value="">{empty}</option>}
          {options.map((option) => (
            <option key={option.value} value={option.value} disabled={option.disabled}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** One yes-or-no. `mixed` is for "some of them" over a list. */
export function Checkbox({
  label,
  hint,
  checked,
  mixed,
  hideLabel,
  disabled,
  onChange,
}: {
  label: string;
  hint?: string;
  checked: boolean;
  mixed?: boolean;
  hideLabel?: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
}) {
  return (
    <label class="choice">
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        ref={(node) => {
          if (node) node.indeterminate = !!mixed && !checked;
        }}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span class={hideLabel ? 'visually-hidden' : 'choice-text'}>
        {label}
        {hint && <small>{hint}</small>}
      </span>
    </label>
  );
}

/** A set of choices under one legend: one of them (RadioGroup) or any of them (CheckGroup). */
function Choices({
  label,
  hint,
  error,
  pointer,
  optional,
  row,
  options,
  type,
  chosen,
  pick,
}: FieldProps & {
  row?: boolean;
  options: Option[];
  type: 'radio' | 'checkbox';
  chosen: (value: string) => boolean;
  pick: (value: string, on: boolean) => void;
}) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined;
  return (
    <fieldset class="field" data-pointer={pointer} aria-describedby={described}>
      <legend class="field-label">
        {label}
        {optional && <span class="field-need">{t('选填')}</span>}
      </legend>
      {hint && (
        <div class="field-hint" id={`${id}-hint`}>
          {hint}
        </div>
      )}
      <div class={row ? 'choices-row' : 'choices'}>
        {options.map((option) => (
          <label class="choice" key={option.value}>
            <input
              type={type}
              name={id}
              value={option.value}
              disabled={option.disabled}
              checked={chosen(option.value)}
              onChange={(event) => pick(option.value, event.currentTarget.checked)}
            />
            <span class="choice-text">
              {option.label}
              {option.hint && <small>{option.hint}</small>}
            </span>
          </label>
        ))}
      </div>
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </fieldset>
  );
}

type Set = FieldProps & { options: Option[]; row?: boolean };

export function RadioGroup({ value, onChange, ...rest }: Set & { value: string; onChange: (value: string) => void }) {
  return <Choices {...rest} type="radio" chosen={(v) => v === value} pick={(v) => onChange(v)} />;
}

export function CheckGroup({
  value,
  onChange,
  ...rest
}: Set & { value: string[]; onChange: (value: string[]) => void }) {
  return (
    <Choices
      {...rest}
      type="checkbox"
      chosen={(v) => value.includes(v)}
      pick={(v, on) => onChange(on ? [...value, v] : value.filter((other) => other !== v))}
    />
  );
}
