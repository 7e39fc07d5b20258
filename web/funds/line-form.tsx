import { useState } from 'preact/hooks';
import { fromYuan } from '../../server/kernel/money.ts';
import { call, client, type Result } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextInput } from '../ui/field.tsx';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';
import { type Line, typed } from './words.ts';

/** A new budget line of a year, or the budget and the papers of one there is. */
export function LineForm({
  year,
  of,
  onClose,
  onDone,
}: {
  year: number;
  of?: Line;
  onClose: () => void;
  onDone: () => void;
}) {
  const [form, setForm] = useState({
    year: String(of?.year ?? year),
    code: of?.code ?? '',
    name: of?.name ?? '',
    amount: of ? typed(of.amount_fen) : '',
    budget: of?.budget_doc ?? '',
    allocation: of?.allocation_doc ?? '',
  });
  const [tried, setTried] = useState(false);
  const put = (field: keyof typeof form) => (value: string) => setForm({ ...form, [field]: value });
  const amount = fromYuan(form.amount);
  const papers = { budget_doc: form.budget.trim() || null, allocation_doc: form.allocation.trim() || null };
  const { run, busy, failure } = useAction(
    (intent, fen: number): Promise<Result<unknown>> =>
      of
        ? call(
            (o) =>
              client.api.v1['budget-lines'][':id'].$put(
                { param: { id: of.id }, json: { name: form.name.trim(), amount_fen: fen, ...papers } },
                o,
              ),
            { intent, ifMatch: of.version },
          )
        : call(
            (o) =>
              client.api.v1['budget-lines'].$post(
                {
                  json: {
                    year: Number(form.year),
                    code: form.code.trim(),
                    name: form.name.trim(),
                    amount_fen: fen,
                    ...papers,
                  },
                },
                o,
              ),
            { intent },
          ),
  );
  const send = async () => {
    setTried(true);
    if (amount === null || !form.name.trim() || !form.code.trim()) return;
    const done = await run(amount);
    if (!done.ok) return;
    say(of ? t('科目已更新') : t('科目已新增'));
    onClose();
    onDone();
  };
  const missing = (text: string) => (tried && !text.trim() ? t('请填写') : null);
  return (
    <Dialog
      open
      title={of ? t('修改 {code}', { code: of.code }) : t('新增资金科目')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={send}>
            {t('保存')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        {!of && (
          <>
            <TextInput
              label={t('年度')}
              pointer="/year"
              inputMode="numeric"
              value={form.year}
              onInput={put('year')}
              error={errorAt(failure, '/year')}
            />
            <TextInput
              label={t('编号')}
              hint={t('预算科目或项目编号，同一年不能重复')}
              pointer="/code"
              maxLength={40}
              value={form.code}
              onInput={put('code')}
              error={missing(form.code) ?? errorAt(failure, '/code')}
            />
          </>
        )}
        <TextInput
          label={t('名称')}
          maxLength={80}
          value={form.name}
          onInput={put('name')}
          error={missing(form.name)}
        />
        <TextInput
          label={t('预算金额（元）')}
          pointer="/amount_fen"
          inputMode="decimal"
          value={form.amount}
          onInput={put('amount')}
          error={
            tried && amount === null ? t('请填写金额，如 1200000 或 1,200,000.50') : errorAt(failure, '/amount_fen')
          }
        />
        <TextInput optional label={t('预算批复文号')} maxLength={120} value={form.budget} onInput={put('budget')} />
        <TextInput
          optional
          label={t('资金下达文号')}
          maxLength={120}
          value={form.allocation}
          onInput={put('allocation')}
        />
      </div>
    </Dialog>
  );
}
