import { useState } from 'preact/hooks';
import { say as sayReason } from '../../server/kernel/messages.ts';
import { dayOf } from '../../server/kernel/period.ts';
import { checkTerms, type Facts } from '../../server/procurement/rules.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/card.tsx';
import { Select, TextInput } from '../ui/field.tsx';
import { now } from '../ui/format.ts';
import { lang, t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';
import { amountOf, type Draft, draftOf, emptyDraft, termsOf } from './draft.ts';
import { TermsForm } from './terms-form.tsx';
import { type Choices, kindWords, type Whole } from './words.ts';

type Body = Parameters<typeof client.api.v1.contracts.$post>[0]['json'];

/** What the rules of the server are asked with, as far as the form knows it: the last word is the server's. */
const factsOf = (choices: Choices, provider: string, on: string): Facts => ({
  on,
  provider: choices.providers.find((p) => p.id === provider) ?? null,
  catalogue: choices.catalogue.map((c) => ({ code: c.code, effective: '[0001-01-01,)' })),
  facilities: new Map(choices.facilities.map((f) => [f.id, { name: f.name, closedOn: null }])),
  lines: new Map(
    choices.lines.map(({ left_fen, ...l }) => [l.id, { ...l, amountFen: left_fen, committedFen: 0, ownFen: 0 }]),
  ),
});

/** A draft, begun or written on. It is kept with whatever it lacks; what that is stands beside each field. */
export function DraftForm({
  of,
  choices,
  onClose,
  onSaved,
}: {
  of: Whole | null;
  choices: Choices;
  onClose: () => void;
  onSaved: (id: string) => void;
}) {
  const [draft, setDraft] = useState<Draft>(() => (of?.terms ? draftOf(of.terms) : emptyDraft(dayOf(now.value))));
  const [no, setNo] = useState(of?.contract_no ?? '');
  const [provider, setProvider] = useState(of?.provider_id ?? '');
  const [tried, setTried] = useState(false);
  const { terms, bad } = termsOf(draft);
  const wrong = no.trim().length < 3 ? [...bad, '/contract_no'] : bad;
  const save = useAction(async (intent, json: Body) => {
    if (!of) {
      const made = await call((o) => client.api.v1.contracts.$post({ json }, o), { intent });
      return made.ok ? { ...made, data: { id: made.data.contract_id } } : made;
    }
    const { id, version } = of;
    const kept = await call((o) => client.api.v1.contracts[':id'].$put({ param: { id }, json }, o), {
      intent,
      ifMatch: version,
    });
    return kept.ok ? { ...kept, data: { id } } : kept;
  });
  const send = async () => {
    setTried(true);
    if (wrong.length) return;
    const done = await save.run({ contract_no: no.trim(), provider_id: provider || null, terms });
    if (!done.ok) return;
    say(t('草稿已保存'));
    onSaved(done.data.id);
  };
  // A new draft is not scolded before it was tried to be saved.
  const amounts = draft.lots.map(amountOf);
  const named = { ...terms, lots: terms.lots.map((l) => ({ ...l, id: l.id ?? '' })) };
  const amount = amounts.reduce<number>((all, a) => all + (a ?? 0), 0);
  const missing =
    bad.length || !(of || tried)
      ? []
      : checkTerms(named, amount, factsOf(choices, provider, dayOf(now.value))).map((r) => ({
          pointer: r.pointer,
          message: sayReason(lang.value, r.code, r.values),
        }));
  const own = missing.find((m) => m.pointer === '/provider_id');
  return (
    <form class="stack contract-form" noValidate onSubmit={(event) => event.preventDefault()}>
      {save.failure && <Problem of={save.failure} />}
      {tried && wrong.length > 0 && (
        <Notice tone="red">{t('有 {n} 处没有填或写法不对，改好再保存。', { n: wrong.length })}</Notice>
      )}
      <TermsForm
        draft={draft}
        amounts={amounts}
        of={of}
        choices={choices}
        bad={tried ? wrong : []}
        missing={missing}
        failure={save.failure}
        onChange={(change) => setDraft({ ...draft, ...change })}
        head={
          <>
            <TextInput
              label={t('合同编号')}
              pointer="/contract_no"
              value={no}
              maxLength={40}
              onInput={setNo}
              error={
                tried && wrong.includes('/contract_no')
                  ? t('请填写合同编号（3–40 字）')
                  : errorAt(save.failure, '/contract_no')
              }
            />
            <Select
              label={t('承接主体')}
              pointer="/provider_id"
              value={provider}
              empty={t('请选择')}
              options={choices.providers.map((p) => ({
                value: p.id,
                label: p.eligible
                  ? p.name
                  : t('{name}（{kind}，不能承接）', { name: p.name, kind: t(kindWords[p.kind]) }),
                disabled: !p.eligible,
              }))}
              onInput={setProvider}
              error={errorAt(save.failure, '/provider_id') ?? own?.message ?? null}
            />
          </>
        }
      />
      <div class="contract-foot">
        <Button look="quiet" onClick={onClose}>
          {t('返回')}
        </Button>
        <Button look="primary" busy={save.busy} onClick={send}>
          {t('保存草稿')}
        </Button>
      </div>
    </form>
  );
}
