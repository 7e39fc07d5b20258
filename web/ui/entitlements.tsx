import type { InferResponseType } from 'hono/client';
import { useState } from 'preact/hooks';
import { dayOf } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { Badge } from './badge.tsx';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Loading } from './empty.tsx';
import { EndOn } from './end-on.tsx';
import { DateInput, RadioGroup, Select, TextInput } from './field.tsx';
import { date, money, now } from './format.ts';
import { t } from './i18n.ts';
import { useAction, useLoad } from './load.ts';
import { errorAt, Problem } from './problem.tsx';
import { session } from './session.ts';
import { say } from './toast.tsx';
import { codes, word } from './words.ts';
import { fenOf } from './yuan.ts';

type Granted = InferResponseType<
  (typeof client.api.v1.applicants)[':id']['entitlements']['$get'],
  200
>['entitlements'][number];
type Body = Parameters<(typeof client.api.v1.applicants)[':id']['entitlements']['$post']>[0]['json'];

/** Which subsidies the person has been granted, by which paper and for which days; the officer grants and ends them. */
export function Entitlements({ applicant }: { applicant: string }) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('补贴资格')}</summary>
      {open && <Listed applicant={applicant} />}
    </details>
  );
}

function Listed({ applicant }: { applicant: string }) {
  const [granting, setGranting] = useState(false);
  const [ending, setEnding] = useState<Granted | null>(null);
  const { data, failure, reload } = useLoad(
    (signal) =>
      call((o) => client.api.v1.applicants[':id'].entitlements.$get({ param: { id: applicant } }, o), { signal }),
    [applicant],
  );
  const acts = session.value?.role === 'officer';
  const done = () => {
    setGranting(false);
    setEnding(null);
    reload();
  };
  return (
    <div class="stack-tight">
      {failure && <Problem of={failure} onRetry={reload} focus={false} />}
      {!data && !failure && <Loading cards={1} />}
      {data?.entitlements.length === 0 && <p class="muted">{t('还没有核定任何补贴。')}</p>}
      <ul class="events">
        {data?.entitlements.map((one) => (
          <li key={one.id} class="row-between">
            <span>
              {word('scheme', one.scheme)} <State of={one} />
              <span class="muted small">
                {' '}
                {[
                  one.start && `${date(one.start)}–${one.last_day ? date(one.last_day) : t('长期')}`,
                  one.doc_no,
                  one.granted_by && t('{who}核定', { who: one.granted_by }),
                  one.end_reason && t('终止原因：{why}', { why: one.end_reason }),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
              {one.offsets && (
                <span class="muted small">
                  {' '}
                  {t('每月扣减：低保金 {dibao}，残疾人补贴 {disability}，其他 {other}', {
                    dibao: money(one.offsets.dibao_fen, true),
                    disability: money(one.offsets.disability_fen, true),
                    other: money(one.offsets.other_fen, true),
                  })}
                </span>
              )}
            </span>
            {acts && (one.state === 'in_force' || one.state === 'future') && (
              <Button look="quiet" onClick={() => setEnding(one)}>
                {t('终止…')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {acts && (
        <div>
          <Button onClick={() => setGranting(true)}>{t('核定补贴…')}</Button>
        </div>
      )}
      {granting && <Grant applicant={applicant} onDone={done} onClose={() => setGranting(false)} />}
      {ending && <End of={ending} onDone={done} onClose={() => setEnding(null)} />}
    </div>
  );
}

function State({ of }: { of: Granted }) {
  if (of.state === 'in_force') return <Badge tone="accent">{t('享受中')}</Badge>;
  if (of.state === 'future') return <Badge tone="amber">{t('将开始')}</Badge>;
  return <Badge>{of.state === 'past' ? t('已终止') : t('整项撤销')}</Badge>;
}

const sums = ['dibao', 'disability', 'other'] as const;

function Grant({ applicant, onDone, onClose }: { applicant: string; onDone: () => void; onClose: () => void }) {
  const [form, setForm] = useState({
    scheme: '',
    start: dayOf(now.value),
    last: '',
    doc: '',
    insured: '',
    dibao: '',
    disability: '',
    other: '',
  });
  const [tried, setTried] = useState(false);
  const change = (part: Partial<typeof form>) => setForm({ ...form, ...part });
  const care = form.scheme === 'concentrated_care';
  const amounts = sums.map((name) => fenOf(form[name]));
  const { run, busy, failure } = useAction((intent, json: Body) =>
    call((o) => client.api.v1.applicants[':id'].entitlements.$post({ param: { id: applicant }, json }, o), { intent }),
  );
  const missing = (value: string, text: string, pointer: string) =>
    tried && !value.trim() ? text : errorAt(failure, pointer);
  const labels = {
    dibao: t('低保金（元/月）'),
    disability: t('残疾人补贴（元/月）'),
    other: t('其他政府补助（元/月）'),
  };
  const save = async () => {
    setTried(true);
    if (!form.scheme || !form.start || !form.doc.trim()) return;
    if (care && (!form.insured || amounts.some((a) => a == null))) return;
    const [dibao_fen, disability_fen, other_fen] = amounts.map((a) => a ?? 0) as [number, number, number];
    const done = await run({
      scheme: form.scheme as Body['scheme'],
      start: form.start,
      last_day: form.last || null,
      doc_no: form.doc.trim(),
      ...(care
        ? { offsets: { dibao_fen, disability_fen, other_fen }, long_term_care_insurance: form.insured === 'yes' }
        : {}),
    });
    if (!done.ok) return;
    say(t('已核定'));
    onDone();
  };
  return (
    <Dialog
      open
      title={t('核定补贴')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={save}>
            {t('确认核定')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <Select
          label={t('哪项补贴')}
          pointer="/scheme"
          value={form.scheme}
          onInput={(scheme) => change({ scheme })}
          empty={t('请选择')}
          options={codes('scheme').map((value) => ({ value, label: word('scheme', value) }))}
          error={missing(form.scheme, t('请选择补贴'), '/scheme')}
        />
        <DateInput
          label={t('从哪天起')}
          pointer="/start"
          value={form.start}
          onInput={(start) => change({ start })}
          error={missing(form.start, t('请选日期'), '/start')}
        />
        <DateInput
          label={t('最后一天')}
          hint={t('长期有效就留空')}
          optional
          pointer="/last_day"
          value={form.last}
          onInput={(last) => change({ last })}
          error={errorAt(failure, '/last_day')}
        />
        <TextInput
          label={t('批准文号')}
          pointer="/doc_no"
          value={form.doc}
          maxLength={120}
          onInput={(doc) => change({ doc })}
          error={missing(form.doc, t('请写明文号'), '/doc_no')}
        />
        {care && (
          <>
            <RadioGroup
              row
              label={t('长期护理保险是否已支付护理费')}
              pointer="/long_term_care_insurance"
              value={form.insured}
              onChange={(insured) => change({ insured })}
              options={[
                { value: 'no', label: t('没有支付') },
                { value: 'yes', label: t('已在支付') },
              ]}
              error={missing(form.insured, t('请选一项'), '/long_term_care_insurance')}
            />
            <p class="muted small">
              {t('从补助里扣减的已领款项；没有就填 0。养老服务补贴和护理补贴由系统自动扣减，不必填。')}
            </p>
            {sums.map((name, i) => (
              <TextInput
                key={name}
                label={labels[name]}
                inputMode="decimal"
                pointer={`/offsets/${name}_fen`}
                value={form[name]}
                onInput={(value) => change({ [name]: value })}
                error={
                  tried && amounts[i] == null ? t('请填金额，没有就填 0') : errorAt(failure, `/offsets/${name}_fen`)
                }
              />
            ))}
          </>
        )}
      </div>
    </Dialog>
  );
}

function End({ of, onDone, onClose }: { of: Granted; onDone: () => void; onClose: () => void }) {
  return (
    <EndOn
      title={t('终止：{scheme}', { scheme: word('scheme', of.scheme) })}
      verb={t('终止')}
      first={dayOf(now.value)}
      said={t('已终止')}
      send={(json, intent) =>
        call((o) => client.api.v1.entitlements[':id'].end.$post({ param: { id: of.id }, json }, o), { intent })
      }
      onDone={onDone}
      onClose={onClose}
    >
      {t('到这一天为止照常享受。已结算的月份如果因此有出入，会在下一次结算里更正。')}
    </EndOn>
  );
}
