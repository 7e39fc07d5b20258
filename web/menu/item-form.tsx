import { useState } from 'preact/hooks';
import { addDays, dayOf } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Checkbox, DateInput, TextArea, TextInput } from '../ui/field.tsx';
import { now } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';
import { fenOf, yuan } from '../ui/yuan.ts';
import type { Item } from './words.ts';

type Body = Parameters<typeof client.api.v1.menu.items.$post>[0]['json'];

/** A line that follows another, or a new one; what is left empty is shown as 未填报. */
export function ItemForm({ of, onClose, onDone }: { of: Item | null; onClose: () => void; onDone: () => void }) {
  const today = dayOf(now.value);
  const [draft, setDraft] = useState({
    code: of?.code ?? '',
    name: of?.name ?? '',
    group: of?.group ?? '',
    what: of?.what ?? '',
    who: of?.who ?? '',
    papers: (of?.papers ?? []).join('\n'),
    days: of?.working_days?.toString() ?? '',
    fee: yuan(of?.fee_fen),
    unit: of?.fee_unit ?? '',
    href: of?.href ?? '',
    doc: of?.doc_no ?? '',
    example: of?.example ?? false,
    from: of ? addDays(today, 1) : today,
  });
  const { run, busy, failure } = useAction((intent, json: Body) =>
    call((o) => client.api.v1.menu.items.$post({ json }, o), { intent }),
  );
  const [tried, setTried] = useState(false);
  const fee = fenOf(draft.fee);
  const send = async () => {
    setTried(true);
    if (fee === undefined) return;
    const done = await run({
      code: draft.code.trim(),
      name: draft.name.trim(),
      group: draft.group.trim(),
      what: draft.what.trim(),
      who: draft.who.trim(),
      papers: draft.papers
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean),
      working_days: draft.days.trim() === '' ? null : Number(draft.days),
      fee_fen: fee,
      fee_unit: draft.unit.trim() || null,
      href: draft.href.trim() || null,
      doc_no: draft.doc.trim() || null,
      example: draft.example,
      from: draft.from,
    });
    if (!done.ok) return;
    say(t('已写入点单牌'));
    onDone();
  };
  const text = (
    field: Exclude<keyof typeof draft, 'example'>,
    label: string,
    maxLength: number,
    more: { hint?: string; pointer?: string; optional?: boolean; wrong?: string | null } = {},
  ) => (
    <TextInput
      label={label}
      hint={more.hint}
      optional={more.optional}
      pointer={more.pointer ?? `/${field}`}
      value={draft[field]}
      maxLength={maxLength}
      onInput={(value) => setDraft({ ...draft, [field]: value })}
      error={more.wrong ?? errorAt(failure, more.pointer ?? `/${field}`)}
    />
  );
  const area = (field: 'what' | 'papers', label: string, hint?: string) => (
    <TextArea
      label={label}
      hint={hint}
      optional={field === 'papers'}
      pointer={`/${field}`}
      value={draft[field]}
      rows={3}
      maxLength={1000}
      onInput={(value) => setDraft({ ...draft, [field]: value })}
      error={errorAt(failure, `/${field}`)}
    />
  );
  return (
    <Dialog
      open
      wide
      title={of ? t('接替“{name}”', { name: of.name }) : t('加一项服务')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={send}>
            {t('写入点单牌')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        {!of && text('code', t('代码'), 30, { hint: t('小写字母、数字和短横线，定了不改') })}
        {text('name', t('服务'), 30)}
        {text('group', t('分组'), 20)}
        {area('what', t('是什么'))}
        {text('who', t('给谁'), 300)}
        {area('papers', t('材料'), t('一行一样'))}
        {text('days', t('几个工作日'), 3, { pointer: '/working_days', optional: true, hint: t('不填就显示“未填报”') })}
        {text('fee', t('收费（元）'), 10, {
          pointer: '/fee_fen',
          optional: true,
          hint: t('免费填 0；不填就显示“未填报”'),
          wrong: tried && fee === undefined ? t('请填金额，如 60 或 60.50') : null,
        })}
        {text('unit', t('收费单位'), 20, { pointer: '/fee_unit', optional: true, hint: t('如“次”“小时”') })}
        {text('href', t('办理链接'), 200, { optional: true, hint: t('本平台的页面，如 /apply') })}
        {text('doc', t('文号'), 80, { pointer: '/doc_no', optional: true })}
        <Checkbox
          label={t('这是示例，不是正式内容')}
          checked={draft.example}
          onChange={(example) => setDraft({ ...draft, example })}
        />
        <DateInput
          label={t('从哪天起')}
          pointer="/from"
          value={draft.from}
          onInput={(from) => setDraft({ ...draft, from })}
          error={errorAt(failure, '/from')}
        />
      </div>
    </Dialog>
  );
}
