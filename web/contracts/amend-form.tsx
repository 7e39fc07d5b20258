import { useState } from 'preact/hooks';
import { lotAmount } from '../../server/contracts/rules.ts';
import { addDays, dayOf, isDay } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Card, Notice } from '../ui/card.tsx';
import { DateInput, TextArea, TextInput } from '../ui/field.tsx';
import { now } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';
import { amountOf, type Draft, draftOf, termsOf } from './draft.ts';
import { TermsForm } from './terms-form.tsx';
import type { Choices, Terms, Whole } from './words.ts';

type Body = Parameters<(typeof client.api.v1.contracts)[':id']['amendments']['$post']>[0]['json'];

/** What each lot comes to after the amendment: a changed price only from its day on, as the server reckons it. */
function amountsOf(draft: Draft, terms: ReturnType<typeof termsOf>['terms'], of: Whole, from: string) {
  return terms.lots.map((l, i): number | null => {
    const typed = draft.lots[i];
    if (!typed || amountOf(typed) === null || !isDay(from)) return null;
    const known = of.lots.find((o) => o.id === l.id)?.prices ?? [];
    const prices = known.map((p) => ({ from: p.from, unitPriceFen: p.unit_price_fen }));
    const last = prices.at(-1);
    const price = { from: last ? from : l.start, unitPriceFen: l.unit_price_fen };
    return lotAmount(l, last?.unitPriceFen === l.unit_price_fen ? prices : [...prices, price]);
  });
}

/** A supplementary agreement: what changes, from which day, and why. */
export function AmendForm({
  of,
  terms: before,
  choices,
  onClose,
  onDone,
}: {
  of: Whole;
  terms: Terms;
  choices: Choices;
  onClose: () => void;
  onDone: () => void;
}) {
  const today = dayOf(now.value);
  const [draft, setDraft] = useState<Draft>(() => draftOf(before));
  const [signed, setSigned] = useState(today);
  const [from, setFrom] = useState(today);
  const [reason, setReason] = useState('');
  const [doc, setDoc] = useState('');
  const [tried, setTried] = useState(false);
  const { terms, bad } = termsOf(draft);
  const wrong = [...bad, ...(isDay(signed) ? [] : ['/signed_on']), ...(isDay(from) ? [] : ['/effective_on'])];
  const { run, busy, failure } = useAction((intent, json: Body) =>
    call((o) => client.api.v1.contracts[':id'].amendments.$post({ param: { id: of.id }, json }, o), {
      intent,
      ifMatch: of.version,
    }),
  );
  const send = async () => {
    setTried(true);
    if (wrong.length) return;
    const done = await run({ terms, signed_on: signed, effective_on: from, reason, doc_no: doc.trim() || null });
    if (!done.ok) return;
    say(t('第 {n} 版已生效', { n: done.data.no }));
    onDone();
  };
  return (
    <form class="stack contract-form" noValidate onSubmit={(event) => event.preventDefault()}>
      {failure && <Problem of={failure} />}
      {tried && wrong.length > 0 && (
        <Notice tone="red">{t('有 {n} 处没有填或写法不对，改好再保存。', { n: wrong.length })}</Notice>
      )}
      <Card as="section" class="stack">
        <h2>{t('补充协议')}</h2>
        <div class="contract-two">
          <DateInput
            label={t('补充协议签订日期')}
            pointer="/signed_on"
            value={signed}
            max={today}
            onInput={setSigned}
            error={errorAt(failure, '/signed_on')}
          />
          <DateInput
            label={t('生效日期')}
            hint={t('单价可以定在以后生效；数量和期限在生效当天登记。')}
            pointer="/effective_on"
            value={from}
            max={addDays(of.end, -1)}
            onInput={setFrom}
            error={errorAt(failure, '/effective_on')}
          />
          <TextInput label={t('补充协议编号')} optional pointer="/doc_no" value={doc} maxLength={80} onInput={setDoc} />
          <TextArea
            label={t('变更原因（随合同公告）')}
            pointer="/reason"
            rows={2}
            maxLength={500}
            value={reason}
            onInput={setReason}
            error={errorAt(failure, '/reason')}
          />
        </div>
      </Card>
      <TermsForm
        draft={draft}
        of={of}
        amounts={amountsOf(draft, terms, of, from)}
        choices={choices}
        bad={tried ? wrong : []}
        missing={[]}
        failure={failure}
        onChange={(change) => setDraft({ ...draft, ...change })}
        head={null}
      />
      <div class="contract-foot">
        <Button look="quiet" onClick={onClose}>
          {t('返回')}
        </Button>
        <Button look="primary" busy={busy} onClick={send}>
          {t('登记补充协议')}
        </Button>
      </div>
    </form>
  );
}
