import { Check } from 'lucide';
import type { TargetedKeyboardEvent } from 'preact';
import {
  type Answers,
  answered,
  type Item,
  maxOf,
  type Section,
  sectionMax,
  sections,
  subtotalsOf,
} from '../../server/assessments/rules.ts';
import { Badge } from '../ui/badge.tsx';
import { t } from '../ui/i18n.ts';
import { Icon } from '../ui/icon.tsx';
import { said } from './words.ts';

type Answer = (code: string, score: number) => void;

/**
 * The 26 items in their four parts. Keys inside an item: a digit chooses the score, Enter or → goes on, ← goes back;
 * arrows up and down move among the choices as in every group.
 */
export function Questions({ answers, onAnswer, locked }: { answers: Answers; onAnswer: Answer; locked?: boolean }) {
  return (
    <div class="stack">
      {sections.map((section) => (
        <Part key={section.code} of={section} answers={answers} onAnswer={onAnswer} locked={locked} />
      ))}
    </div>
  );
}

function Part({
  of,
  answers,
  onAnswer,
  locked,
}: {
  of: Section;
  answers: Answers;
  onAnswer: Answer;
  locked?: boolean;
}) {
  const done = answered(of.items, answers);
  return (
    <section class="stack part" aria-labelledby={`part-${of.code}`}>
      <div class="row-between part-head">
        <h2 id={`part-${of.code}`}>
          {of.code} {said(of)}
        </h2>
        <span class="row">
          <Badge tone={done === of.items.length ? 'accent' : 'plain'}>
            {t('{done}/{n} 项', { done, n: of.items.length })}
          </Badge>
          <span class="num">{t('{n}/{max} 分', { n: subtotalsOf(answers)[of.code] ?? 0, max: sectionMax(of) })}</span>
        </span>
      </div>
      {of.items.map((item) => (
        <Question key={item.code} of={item} value={answers[item.code]} onAnswer={onAnswer} locked={locked} />
      ))}
    </section>
  );
}

function Question({
  of,
  value,
  onAnswer,
  locked,
}: {
  of: Item;
  value: number | undefined;
  onAnswer: Answer;
  locked?: boolean;
}) {
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLFieldSetElement>) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const digit = /^[0-4]$/.test(event.key) ? Number(event.key) : null;
    if (digit !== null && digit <= maxOf(of) && !locked) {
      event.preventDefault();
      onAnswer(of.code, digit);
      event.currentTarget.querySelector<HTMLInputElement>(`input[value="${digit}"]`)?.focus();
    } else if (event.key === 'Enter' || event.key === 'ArrowRight') move(event, 1);
    else if (event.key === 'ArrowLeft') move(event, -1);
  };
  const id = `item-${of.code}`;
  return (
    <fieldset
      class={`item${value === undefined ? '' : ' item-done'}`}
      id={id}
      aria-describedby={`${id}-ask`}
      onKeyDown={onKeyDown}
    >
      <legend>
        <span class="num muted">{of.code}</span> {said(of)}
        {value !== undefined && <Icon of={Check} />}
      </legend>
      <p class="muted item-ask" id={`${id}-ask`}>
        {said(of.ask)}
      </p>
      <div class="item-choices">
        {of.choices.map((choice) => (
          <label key={choice.score} class={`item-choice${value === choice.score ? ' item-chosen' : ''}`}>
            <input
              type="radio"
              name={id}
              value={choice.score}
              checked={value === choice.score}
              disabled={locked && value !== choice.score}
              onChange={() => !locked && onAnswer(of.code, choice.score)}
            />
            <span class="item-score num" aria-hidden="true">
              {choice.score}
            </span>
            <span>
              {said(choice)}
              <span class="visually-hidden">{t('（{n} 分）', { n: choice.score })}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** To the next or the previous item, at its chosen answer or its first. */
function move(event: TargetedKeyboardEvent<HTMLFieldSetElement>, step: 1 | -1) {
  event.preventDefault();
  const all = [...document.querySelectorAll<HTMLElement>('fieldset.item')];
  const next = all[all.indexOf(event.currentTarget) + step];
  if (next) reach(next);
}

/** Brings an item into view with the focus in it. */
export function reach(item: HTMLElement) {
  item.scrollIntoView({ block: 'center' });
  item.querySelector<HTMLElement>('input:checked, input')?.focus({ preventScroll: true });
}
