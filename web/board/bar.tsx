import { Ban, Brush, CheckCheck, Info, Wrench } from 'lucide';
import { useState } from 'preact/hooks';
import { say as sentence } from '../../server/kernel/messages.ts';
import type { Day } from '../../server/kernel/period.ts';
import { addDays } from '../../server/kernel/period.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { DateInput, TextInput } from '../ui/field.tsx';
import { lang, t } from '../ui/i18n.ts';
import { type Place, type Preview, previewOf, type Verb, verbs } from './data.ts';
import { linksOf } from './links.ts';
import { verbWord, verbWords } from './words.ts';

const icons = { reopen: CheckCheck, cleaning: Brush, repair: Wrench, out_of_service: Ban };
export type More = { until: Day | null; note: string };

/**
 * At the foot of the board, always in the same place: what is chosen, what each button would do to how many of them, and for those
 * it cannot be done to, why. When some cannot, the first tap says so and the second does it for the others.
 */
export function ActionBar({
  chosen,
  today,
  own,
  armed,
  onArm,
  more,
  onMore,
  busy,
  onDo,
  onClear,
  onOpen,
}: {
  chosen: readonly Place[];
  today: Day;
  /** the nurse's own place: stays are hers to change */
  own: boolean;
  armed: Verb | null;
  onArm: (verb: Verb | null) => void;
  more: More;
  onMore: (more: More) => void;
  busy: boolean;
  onDo: (preview: Preview) => void;
  onClear: () => void;
  /** on a narrow page: the bed itself */
  onOpen: (() => void) | undefined;
}) {
  const [seen, setSeen] = useState<Verb | null>(null);
  const previews = verbs.map((verb) => previewOf(verb, chosen, today, more.until));
  const useful = previews.filter((p) => p.can.length > 0);
  const shown = previews.find((p) => p.verb === (armed ?? seen)) ?? useful.find((p) => p.cannot.length > 0);
  const [only] = chosen;
  const links = own && chosen.length === 1 && only ? linksOf(only) : [];
  return (
    <section class="actionbar" aria-label={t('对选中的床位')}>
      <div class="actionbar-head">
        <strong aria-live="polite">
          {chosen.length === 1 && only ? only.name : t('已选 {n} 床', { n: chosen.length })}
        </strong>
        <p class="actionbar-says" role="status">
          {shown ? previewText(shown) : links.length === 0 ? t('选中的床位现在没有可做的操作。') : ''}
        </p>
        {onOpen && (
          <Button look="quiet" icon={Info} onClick={onOpen}>
            {t('详情')}
          </Button>
        )}
        <Button look="quiet" onClick={onClear} aria-keyshortcuts="Escape">
          {t('取消选择')} <kbd>Esc</kbd>
        </Button>
      </div>
      <div class="row actionbar-buttons">
        {useful.map((p) => (
          <Button
            key={p.verb}
            look={p.verb === 'reopen' || armed === p.verb ? 'primary' : 'secondary'}
            icon={icons[p.verb]}
            busy={busy && armed === p.verb}
            aria-keyshortcuts={verbWords[p.verb].letter}
            onMouseEnter={() => setSeen(p.verb)}
            onMouseLeave={() => setSeen(null)}
            onFocus={() => setSeen(p.verb)}
            onBlur={() => setSeen(null)}
            onClick={() => (p.cannot.length === 0 || armed === p.verb ? onDo(p) : onArm(p.verb))}
          >
            {armed === p.verb
              ? t('确定：{n} 床{what}', { n: p.can.length, what: verbWord(p) })
              : chosen.length > 1
                ? t('{what} {n} 床', { what: verbWord(p), n: p.can.length })
                : verbWord(p)}{' '}
            <kbd>{verbWords[p.verb].letter}</kbd>
          </Button>
        ))}
        {links.map((link) => (
          <ButtonLink key={link.letter} href={link.href} aria-keyshortcuts={link.letter}>
            {link.word} <kbd>{link.letter}</kbd>
          </ButtonLink>
        ))}
        {useful.some((p) => p.verb !== 'reopen') && (
          <details class="actionbar-more">
            <summary>{more.until || more.note ? t('已写日期或备注') : t('预计日期、备注')}</summary>
            <div class="row">
              <DateInput
                label={t('预计到哪天')}
                optional
                min={addDays(today, 1)}
                value={more.until ?? ''}
                onInput={(until) => onMore({ ...more, until: until || null })}
              />
              <TextInput
                label={t('备注')}
                optional
                maxLength={200}
                value={more.note}
                onInput={(note) => onMore({ ...more, note })}
              />
            </div>
          </details>
        )}
      </div>
    </section>
  );
}

const REASONS_SHOWN = 3;

/** 将对 5 张床设为维修；2 张不能：302-1 有人在住…… */
function previewText(p: Preview): string {
  const will = t('将对 {n} 张床：{does}。', { n: p.can.length, does: t(verbWords[p.verb].does) });
  if (p.cannot.length === 0) return will;
  const why = p.cannot
    .slice(0, REASONS_SHOWN)
    .flatMap((c) => c.reasons.map((r) => sentence(lang.value, r.code, r.values)));
  const rest = p.cannot.length > REASONS_SHOWN ? t('等') : '';
  return t('{will}{n} 张不能：{why}', { will, n: p.cannot.length, why: why.join('') + rest });
}
