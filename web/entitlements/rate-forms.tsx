import { useState } from 'preact/hooks';
import { rateKinds } from '../../server/entitlements/rules.ts';
import { addDays, dayOf } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { EndOn } from '../ui/end-on.tsx';
import { Checkbox, DateInput, Select, TextInput } from '../ui/field.tsx';
import { now } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';
import { fenOf } from '../ui/yuan.ts';
import type { Rate } from './rates.tsx';
import { rateWord } from './words.ts';

type Body = Parameters<typeof client.api.v1.rates.$post>[0]['json'];
type Asked = { onDone: () => void; onClose: () => void };

/** A percentage typed with up to two decimals as basis points; null when it is none. */
function basisPoints(text: string): number | null {
  const found = /^(\d{1,3})(?:\.(\d{1,2}))?$/.exec(text.trim());
  return found ? Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0')) : null;
}

/** One more row: the form asks for what the scheme pays by, and nothing else. */
export function AddRate({ onDone, onClose }: Asked) {
  const [form, setForm] = useState({
    scheme: '',
    level: '',
    share: '',
    cap: '',
    amount: '',
    start: '',
    last: '',
    doc: '',
  });
  const [example, setExample] = useState(false);
  const [tried, setTried] = useState(false);
  const change = (part: Partial<typeof form>) => setForm({ ...form, ...part });
  const kind = form.scheme ? rateKinds[form.scheme] : undefined;
  const { run, busy, failure } = useAction((intent, json: Body) =>
    call((o) => client.api.v1.rates.$post({ json }, o), { intent }),
  );
  const at = (field: string) => errorAt(failure, `/rates/0/${field}`);
  const needed = (value: string, text: string, field: string) => (tried && !value.trim() ? text : at(field));
  const share = basisPoints(form.share);
  const cap = fenOf(form.cap);
  const amount = fenOf(form.amount);
  const wrongShare = kind?.form === 'share' && share === null;
  const wrongCap = cap === undefined || (kind?.form === 'standard' && cap === null);
  const wrongAmount = kind?.form === 'monthly' && amount == null;
  const save = async () => {
    setTried(true);
    if (!kind || !form.start || !form.doc.trim() || (kind.byLevel && !form.level)) return;
    if (wrongShare || wrongCap || wrongAmount) return;
    const row = {
      scheme: form.scheme,
      level: kind.byLevel ? Number(form.level) : -1,
      basis_points: kind.form === 'share' ? share : null,
      cap_fen: kind.form === 'monthly' ? null : (cap ?? null),
      amount_fen: kind.form === 'monthly' ? (amount ?? null) : null,
      start: form.start,
      last_day: form.last || null,
      doc_no: form.doc.trim(),
      example,
    };
    const done = await run({ rates: [row] });
    if (!done.ok) return;
    say(t('已登记'));
    onDone();
  };
  return (
    <Dialog
      open
      title={t('新增标准')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={save}>
            {t('登记')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <Select
          label={t('补贴')}
          pointer="/rates/0/scheme"
          value={form.scheme}
          onInput={(scheme) => change({ scheme, level: '' })}
          empty={t('请选择')}
          options={Object.keys(rateKinds).map((value) => ({ value, label: rateWord(value) }))}
          error={needed(form.scheme, t('请选择补贴'), 'scheme')}
        />
        {kind?.byLevel && (
          <Select
            label={t('能力等级')}
            pointer="/rates/0/level"
            value={form.level}
            onInput={(level) => change({ level })}
            empty={t('请选择')}
            options={[
              { value: '-1', label: t('不分等级') },
              ...['0', '1', '2', '3', '4'].map((value) => ({ value, label: t('{n} 级', { n: Number(value) }) })),
            ]}
            error={needed(form.level, t('请选择等级'), 'level')}
          />
        )}
        {kind?.form === 'share' && (
          <TextInput
            label={t('支付费用的百分之几')}
            inputMode="decimal"
            pointer="/rates/0/basis_points"
            value={form.share}
            onInput={(value) => change({ share: value })}
            error={tried && wrongShare ? t('请填 0 到 100，最多两位小数') : at('basis_points')}
          />
        )}
        {kind && kind.form !== 'monthly' && (
          <TextInput
            label={kind.form === 'share' ? t('每月最多（元）') : t('照护标准（元/月）')}
            hint={kind.form === 'share' ? t('不封顶就留空') : undefined}
            optional={kind.form === 'share'}
            inputMode="decimal"
            pointer="/rates/0/cap_fen"
            value={form.cap}
            onInput={(value) => change({ cap: value })}
            error={tried && wrongCap ? t('请填金额') : at('cap_fen')}
          />
        )}
        {kind?.form === 'monthly' && (
          <TextInput
            label={t('每月金额（元）')}
            inputMode="decimal"
            pointer="/rates/0/amount_fen"
            value={form.amount}
            onInput={(value) => change({ amount: value })}
            error={tried && wrongAmount ? t('请填金额') : at('amount_fen')}
          />
        )}
        <DateInput
          label={t('从哪天起施行')}
          pointer="/rates/0/start"
          value={form.start}
          onInput={(start) => change({ start })}
          error={needed(form.start, t('请选日期'), 'start')}
        />
        <DateInput
          label={t('最后一天')}
          hint={t('没有定就留空')}
          optional
          pointer="/rates/0/last_day"
          value={form.last}
          onInput={(last) => change({ last })}
          error={at('last_day')}
        />
        <TextInput
          label={t('文号')}
          pointer="/rates/0/doc_no"
          value={form.doc}
          maxLength={120}
          onInput={(doc) => change({ doc })}
          error={needed(form.doc, t('请写明文号'), 'doc_no')}
        />
        <Checkbox
          label={t('示例')}
          hint={t('不是本区核定的标准，只供演示；每个页面都会标明')}
          checked={example}
          onChange={setExample}
        />
      </div>
    </Dialog>
  );
}

/** From the day after nothing is paid by it, unless the next row begins then. */
export function EndRate({ of, onDone, onClose }: Asked & { of: Rate }) {
  return (
    <EndOn
      title={t('定最后一天：{name}', { name: rateWord(of.scheme) })}
      verb={t('确定')}
      first={addDays(dayOf(now.value), -1)}
      said={t('已定最后一天')}
      send={(json, intent) =>
        call((o) => client.api.v1.rates[':id'].end.$post({ param: { id: of.id }, json }, o), { intent })
      }
      onDone={onDone}
      onClose={onClose}
    >
      {t('从次日起不再按这一行支付；要继续支付，请接着新增下一行。')}
    </EndOn>
  );
}
