import type { InferResponseType } from 'hono/client';
import { Printer } from 'lucide';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Card, Notice } from '../ui/card.tsx';
import { CheckGroup, RadioGroup, Select, TextInput } from '../ui/field.tsx';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { errorAt, Problem } from '../ui/problem.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import { QuoteTable } from '../ui/quote.tsx';
import { useQuery } from '../ui/url.ts';
import { codes, word } from '../ui/words.ts';
import { fenOf } from '../ui/yuan.ts';
import './entitlements.css';

type Body = Parameters<typeof client.api.v1.quotes.$post>[0]['json'];
type Answer = InferResponseType<typeof client.api.v1.quotes.$post, 200>;
const empty = { age: '', level: '', kinds: [] as string[], insured: '', dibao: '', disability: '', other: '' };
const services = ['nursing', 'residential', 'day', 'home'] as const;

/**
 * What a month would cost the family, by the rule of the offer letter and the settlement. Place and price may come from
 * the address (no more than that: who the person is is not written into it).
 */
export default function CalculatorPage() {
  useTitle(t('费用测算'));
  const { query } = useQuery();
  const [service, setService] = useState(services.find((s) => s === query.service) ?? 'nursing');
  const [price, setPrice] = useState(query.price ?? '');
  const [form, setForm] = useState(empty);
  const [tried, setTried] = useState(false);
  const [got, setGot] = useState<Answer | null>(null);
  const result = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => result.current?.focus(), [got]);
  const change = (part: Partial<typeof form>) => setForm({ ...form, ...part });
  const { run, busy, failure } = useAction((intent, json: Body) =>
    call((o) => client.api.v1.quotes.$post({ json }, o), { intent }),
  );
  const poor = form.kinds.includes('dibao');
  const fee = fenOf(price);
  const age = /^\d{1,3}$/.test(form.age.trim()) ? Number(form.age) : null;
  const sums = [fenOf(form.dibao), fenOf(form.disability), fenOf(form.other)];
  const wrongAge = age === null || age > 130;
  const send = async () => {
    setTried(true);
    setGot(null);
    if (wrongAge || fee === undefined || sums.some((s) => s === undefined)) return;
    const [dibao_fen, disability_fen, other_fen] = sums.map((s) => s ?? 0) as [number, number, number];
    const said = poor && sums.some((s) => s !== null);
    const done = await run({
      service,
      price_fen: fee,
      person: {
        age,
        level: form.level === '' ? null : Number(form.level),
        categories: form.kinds,
        long_term_care_insurance: form.insured === '' ? null : form.insured === 'yes',
        offsets: said ? { dibao_fen, disability_fen, other_fen } : null,
      },
    });
    if (done.ok) setGot(done.data);
  };
  const amount = (name: 'dibao' | 'disability' | 'other', label: string, i: number) => (
    <TextInput
      label={label}
      optional
      inputMode="decimal"
      value={form[name]}
      onInput={(value) => change({ [name]: value })}
      error={tried && sums[i] === undefined ? t('请填数字，例如 650') : null}
    />
  );
  return (
    <PublicFrame>
      <div class="calculator stack">
        <h1>{t('费用测算')}</h1>
        <p>{t('看看一个月要多少钱，政府付多少，自己付多少。算法与入住通知和结算一致。')}</p>
        <Notice>{t('填写的内容不保存、不记名。')}</Notice>
        <form
          class="stack screen-only"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            send();
          }}
        >
          {failure && <Problem of={failure} onRetry={send} />}
          <RadioGroup
            label={t('怎么住')}
            value={service}
            onChange={(value) => setService(value as typeof service)}
            options={[
              { value: 'nursing', label: t('住机构，护理型床位') },
              { value: 'residential', label: t('住机构，普通床位') },
              { value: 'day', label: t('白天去日托') },
              { value: 'home', label: t('住在家里，上门服务') },
            ]}
          />
          <TextInput
            label={t('一个月的费用（元）')}
            hint={t('床位、护理、伙食合计；不知道就留空')}
            optional
            inputMode="decimal"
            pointer="/price_fen"
            value={price}
            onInput={setPrice}
            error={tried && fee === undefined ? t('请填数字，例如 2500') : errorAt(failure, '/price_fen')}
          />
          <TextInput
            label={t('老人多大年纪（周岁）')}
            inputMode="numeric"
            maxLength={3}
            pointer="/person/age"
            value={form.age}
            onInput={(value) => change({ age: value })}
            error={tried && wrongAge ? t('请填周岁，例如 76') : errorAt(failure, '/person/age')}
          />
          <Select
            label={t('能力等级')}
            hint={
              <>
                {t('评估报告上有。没评估过，')}
                <a href="/self-check">{t('可以先自查')}</a>
              </>
            }
            value={form.level}
            onInput={(level) => change({ level })}
            empty={t('不清楚')}
            options={codes('level').map((value) => ({
              value,
              label: t('{n} 级 {word}', { n: Number(value), word: word('level', value) }),
            }))}
            optional
          />
          <CheckGroup
            label={t('属于哪些情况')}
            hint={t('都不是就不选')}
            value={form.kinds}
            onChange={(kinds) => change({ kinds })}
            options={['tekun', 'dibao', 'dibao_margin'].map((value) => ({ value, label: word('category', value) }))}
          />
          {poor && (
            <fieldset class="calculator-more stack">
              <legend>{t('低保家庭还请填')}</legend>
              <RadioGroup
                row
                label={t('长期护理保险是否已支付护理费')}
                value={form.insured}
                onChange={(insured) => change({ insured })}
                options={[
                  { value: 'no', label: t('没有支付') },
                  { value: 'yes', label: t('已在支付') },
                  { value: '', label: t('不清楚') },
                ]}
              />
              {amount('dibao', t('低保金（元/月）'), 0)}
              {amount('disability', t('残疾人补贴（元/月）'), 1)}
              {amount('other', t('其他政府补助（元/月）'), 2)}
            </fieldset>
          )}
          <div>
            <Button type="submit" look="primary" wide busy={busy}>
              {t('算一算')}
            </Button>
          </div>
        </form>
        {got && (
          <Card as="section" class="stack calculator-result" aria-label={t('测算结果')}>
            <div class="row-between">
              <h2 ref={result} tabIndex={-1}>
                {t('测算结果')}
              </h2>
              <Button class="screen-only" icon={Printer} onClick={() => print()}>
                {t('打印')}
              </Button>
            </div>
            {got.fee_fen === null && <p>{t('费用没有填，只能说明能享受哪些补贴。')}</p>}
            <QuoteTable of={got} caption={t('{month} 整月', { month: got.month })} fee={t('一个月的费用')} />
            <p class="muted">{t('假定该申请的都已申请并获批。实际以核定和结算为准。')}</p>
            <div class="row screen-only">
              <ButtonLink look="primary" href="/apply">
                {t('去申请')}
              </ButtonLink>
              <ButtonLink href="/">{t('找床位')}</ButtonLink>
            </div>
          </Card>
        )}
      </div>
    </PublicFrame>
  );
}
