import { Plus, Trash2 } from 'lucide';
import { Button, IconButton } from '../ui/button.tsx';
import { Notice } from '../ui/card.tsx';
import { Select, TextInput } from '../ui/field.tsx';
import { money } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { fenOf, yuan } from '../ui/yuan.ts';
import type { Draft } from './draft.ts';
import type { Choices, Whole } from './words.ts';

/** Which budget line of which year bears how much; the sum has to be what the lots come to. */
export function BudgetsField({
  budgets,
  total,
  choices,
  own,
  onChange,
  error,
}: {
  budgets: Draft['budgets'];
  /** what the lots come to; null while one of them is not filled in */
  total: number | null;
  choices: Choices;
  /** what this contract has on its lines already */
  own: Whole['budgets'];
  onChange: (budgets: Draft['budgets']) => void;
  error: (pointer: string) => string | null;
}) {
  const set = (i: number, change: Partial<Draft['budgets'][number]>) =>
    onChange(budgets.map((b, k) => (k === i ? { ...b, ...change } : b)));
  const split = budgets.reduce((sum, b) => sum + (fenOf(b.amount) ?? 0), 0);
  const rest = total === null ? null : total - split;
  const known = new Map(choices.lines.map((l) => [l.id, l]));
  const options = [
    ...choices.lines.map((l) => ({
      value: l.id,
      label: t('{year} 年 {code} {name}', { year: l.year, code: l.code, name: l.name }),
    })),
    ...own
      .filter((b) => !known.has(b.line_id))
      .map((b) => ({
        value: b.line_id,
        label: t('{year} 年 {code} {name}', { year: b.year ?? '', code: b.code ?? '', name: b.name ?? '' }),
      })),
  ];
  return (
    <section class="stack" data-pointer="/terms/budgets">
      <div class="row-between">
        <h2>{t('列支预算')}</h2>
        <Button icon={Plus} onClick={() => onChange([...budgets, { line_id: '', amount: '' }])}>
          {t('加一项预算')}
        </Button>
      </div>
      {error('/terms/budgets') && <p class="field-error">{error('/terms/budgets')}</p>}
      {budgets.map((b, i) => {
        const line = known.get(b.line_id);
        const mine = own.find((o) => o.line_id === b.line_id)?.amount_fen ?? 0;
        return (
          // Rows have no name of their own; they are only added at the end or taken away.
          <div class="contract-budget" key={`${b.line_id}-${i}`}>
            <Select
              label={t('预算 {n}', { n: i + 1 })}
              pointer={`/terms/budgets/${i}/line_id`}
              value={b.line_id}
              empty={t('请选择')}
              options={options}
              onInput={(line_id) => set(i, { line_id })}
              error={error(`/terms/budgets/${i}/line_id`)}
              hint={line && t('还可用 {sum}', { sum: money(line.left_fen + mine, true) })}
            />
            <TextInput
              label={t('列支金额（元）')}
              pointer={`/terms/budgets/${i}/amount_fen`}
              inputMode="decimal"
              value={b.amount}
              onInput={(amount) => set(i, { amount })}
              error={error(`/terms/budgets/${i}/amount_fen`)}
              hint={
                rest !== null &&
                rest !== 0 &&
                (fenOf(b.amount) ?? 0) + rest > 0 && (
                  <button
                    type="button"
                    class="link"
                    onClick={() => set(i, { amount: yuan((fenOf(b.amount) ?? 0) + rest) })}
                  >
                    {t('补齐为 {sum}', { sum: money((fenOf(b.amount) ?? 0) + rest, true) })}
                  </button>
                )
              }
            />
            <IconButton
              icon={Trash2}
              label={t('去掉预算 {n}', { n: i + 1 })}
              onClick={() => onChange(budgets.filter((_, k) => k !== i))}
            />
          </div>
        );
      })}
      <Notice tone={rest === 0 && total !== 0 ? 'accent' : 'plain'}>
        {total === 0 && split === 0
          ? t('先加标的，再按年度列支预算，两者金额要一致。')
          : total === null
            ? t('已列预算 {split}；标的还没填全。', { split: money(split, true) })
            : rest === 0
              ? t('标的合计 {total}，与列支预算一致。', { total: money(total, true) })
              : t('标的合计 {total}，已列预算 {split}，相差 {rest}。', {
                  total: money(total, true),
                  split: money(split, true),
                  rest: money(rest, true),
                })}
      </Notice>
    </section>
  );
}
