import { Plus, Trash2 } from 'lucide';
import { useState } from 'preact/hooks';
import { dayOf } from '../../server/kernel/period.ts';
import {
  approvalReason,
  type Change,
  type Group,
  type LicenceKind,
  needsApproval,
} from '../../server/profiles/rules.ts';
import { call, client } from '../api.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Notice } from '../ui/card.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Checkbox, CheckGroup, DateInput, Select, TextArea, TextInput } from '../ui/field.tsx';
import { now } from '../ui/format.ts';
import { lang, t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import {
  fieldWord,
  groupWord,
  licenceWord,
  natureCodes,
  natureWord,
  serviceCodes,
  serviceWord,
} from '../ui/profile.ts';
import { say } from '../ui/toast.tsx';
import { type Asked, asked, type Draft, draftOf, type OtherDraft, valuesOf } from './fields.ts';

type Send = Parameters<(typeof client.api.v1.facilities)[':id']['profile']['$post']>[0]['json'];

/** Says one group of fields anew: tells before it is sent whether it is in force at once or waits for the bureau. */
export function EditDialog({
  facility,
  version,
  group,
  licence = null,
  before,
  onClose,
  onDone,
}: {
  facility: string;
  version: number;
  group: Group;
  licence?: LicenceKind | null;
  before: Record<string, unknown>;
  onClose: () => void;
  onDone: () => void;
}) {
  const fields = asked[group];
  const today = dayOf(now.value);
  const [draft, setDraft] = useState<Draft>(() => draftOf(fields, before));
  const [note, setNote] = useState('');
  const [from, setFrom] = useState(today);
  const [tried, setTried] = useState(false);
  const { values, bad } = valuesOf(fields, draft);
  const waits = needsApproval({ group, values: before } as Change, { group, values } as Change);
  const { run, busy, failure } = useAction((intent, json: Send) =>
    call((o) => client.api.v1.facilities[':id'].profile.$post({ param: { id: facility }, json }, o), {
      intent,
      ifMatch: version,
    }),
  );
  const error = (pointer: string) =>
    tried && bad.includes(pointer) ? t('请检查这一项的写法') : errorAt(failure, pointer);
  const send = async () => {
    setTried(true);
    if (bad.length) return;
    const ahead = group === 'fees' && from !== today ? from : null;
    const done = await run({ group, licence, values, holds_from_on: ahead, note: note.trim() || null } as Send);
    if (!done.ok) return;
    say(
      done.data.state === 'waiting'
        ? t('已提交民政审批，批准前公众看到的不变')
        : done.data.state === 'ahead'
          ? t('已保存，到生效日期自动更新')
          : t('已更新，公众页面随即显示'),
    );
    onDone();
    onClose();
  };
  const put = (field: string, value: Draft[string]) => setDraft({ ...draft, [field]: value });
  return (
    <Dialog
      open
      wide={group === 'fees' || group === 'introduction'}
      title={licence ? licenceWord(licence) : groupWord(group)}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={send}>
            {waits ? t('提交审批') : t('保存')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        {waits && (
          <Notice tone="amber">{t('需要民政审批：{why}', { why: approvalReason(group, lang.value) ?? '' })}</Notice>
        )}
        {group === 'place' && (
          <p class="muted small">{t('经纬度用 WGS84 坐标（手机定位的原始坐标），小数点后至少 4 位。')}</p>
        )}
        {group === 'licence' && (
          <p class="muted small">
            {t('换证时填新证的编号和日期；不再持有时把三项都清空。没有截止日期的，有效期留空。')}
          </p>
        )}
        <div class={group === 'fees' || group === 'staff' ? 'profile-pairs' : 'stack'}>
          {fields.map((one) => (
            <One key={one.field} of={one} value={draft[one.field] ?? null} put={put} error={error} />
          ))}
        </div>
        {group === 'fees' && (
          <DateInput
            label={t('从哪天起')}
            hint={t('涨价从批准之日起才算，可以定在以后的日子')}
            pointer="/holds_from_on"
            value={from}
            min={today}
            onInput={(day) => setFrom(day || today)}
            error={error('/holds_from_on')}
          />
        )}
        {waits && (
          <TextInput
            label={t('给民政的说明')}
            optional
            value={note}
            maxLength={300}
            onInput={setNote}
            pointer="/note"
          />
        )}
      </div>
    </Dialog>
  );
}

type OneProps = {
  of: Asked;
  value: Draft[string];
  put: (field: string, value: Draft[string]) => void;
  error: (pointer: string) => string | null | undefined;
};

/** One field by its kind. An empty one is 未填报, and says so. */
function One({ of, value, put, error }: OneProps) {
  const { field, kind } = of;
  const pointer = `/values/${field}`;
  const common = {
    label: fieldWord(field),
    pointer,
    optional: !of.needed,
    value: String(value ?? ''),
    onInput: (text: string) => put(field, text),
    error: error(pointer),
  };
  switch (kind) {
    case 'area':
      return <TextArea {...common} rows={8} maxLength={of.max} />;
    case 'money':
      return <TextInput {...common} label={t('{field}（元）', { field: fieldWord(field) })} inputMode="decimal" />;
    case 'count':
      return <TextInput {...common} inputMode="numeric" />;
    case 'decimal':
      return <TextInput {...common} inputMode="decimal" />;
    case 'day':
      return <DateInput {...common} />;
    case 'phone':
      return <TextInput {...common} type="tel" maxLength={of.max} />;
    case 'yesno':
      return (
        <Select
          {...common}
          empty={t('未填报')}
          options={[
            { value: 'yes', label: t('是') },
            { value: 'no', label: t('否') },
          ]}
        />
      );
    case 'nature':
      return (
        <Select
          {...common}
          empty={t('未填报')}
          options={natureCodes.map((code) => ({ value: code, label: natureWord(code) }))}
        />
      );
    case 'stars':
      return (
        <Select
          {...common}
          empty={t('未填报')}
          options={[1, 2, 3, 4, 5].map((n) => ({ value: String(n), label: t('{n} 星', { n }) }))}
        />
      );
    case 'community':
      return <Community {...common} />;
    case 'services':
      return <Services value={value as string[] | null} onChange={(list) => put(field, list)} />;
    case 'others':
      return <Others value={value as OtherDraft[] | null} onChange={(list) => put(field, list)} error={error} />;
    default:
      return <TextInput {...common} maxLength={of.max} />;
  }
}

type Common = {
  label: string;
  pointer: string;
  value: string;
  onInput: (value: string) => void;
  error: string | null | undefined;
};
function Community(props: Common) {
  const { data } = useLoad((signal) => call((o) => client.api.v1.divisions.$get({}, o), { signal }), []);
  const all = data?.divisions ?? [];
  const streets = new Map(all.filter((d) => d.level === 'street').map((d) => [d.code, d.name]));
  const options = all
    .filter((d) => d.level === 'community')
    .map((d) => ({ value: d.code, label: `${streets.get(d.code.slice(0, 9)) ?? ''} ${d.name}` }));
  return <Select {...props} empty={t('请选择')} options={options} />;
}

/** Services by the list, and the facility's own words beside it. */
function Services({ value, onChange }: { value: string[] | null; onChange: (value: string[] | null) => void }) {
  const own = (value ?? []).filter((code) => !serviceCodes.includes(code));
  const [typed, setTyped] = useState(own.join(t('、')));
  return (
    <div class="stack-tight profile-wide">
      <CheckGroup
        label={fieldWord('services')}
        optional
        row
        value={(value ?? []).filter((code) => serviceCodes.includes(code))}
        onChange={(codes) => onChange([...codes, ...own])}
        options={serviceCodes.map((code) => ({ value: code, label: serviceWord(code) }))}
      />
      <TextInput
        label={t('其他服务')}
        hint={t('用顿号分开')}
        optional
        value={typed}
        onInput={(text) => {
          setTyped(text);
          const words = text
            .split(/[\u3001,\uff0c]/)
            .map((word) => word.trim())
            .filter(Boolean);
          onChange([...(value ?? []).filter((code) => serviceCodes.includes(code)), ...words]);
        }}
      />
      <Checkbox label={t('未填报')} checked={value === null} onChange={(blank) => onChange(blank ? null : [])} />
    </div>
  );
}

function Others({
  value,
  onChange,
  error,
}: {
  value: OtherDraft[] | null;
  onChange: (value: OtherDraft[] | null) => void;
  error: OneProps['error'];
}) {
  const set = (index: number, change: Partial<OtherDraft>) =>
    onChange((value ?? []).map((fee, i) => (i === index ? { ...fee, ...change } : fee)));
  return (
    <fieldset class="profile-wide stack-tight profile-others">
      <legend class="field-label">{fieldWord('other_fees')}</legend>
      {value === null && <p class="muted small">{t('未填报。没有其他收费也请确认一下。')}</p>}
      {value?.length === 0 && <p class="muted small">{t('没有其他收费。')}</p>}
      {value?.map((fee, index) => {
        const at = `/values/other_fees/${index}`;
        return (
          // Rows have no name of their own before they are saved
          <div class="profile-other" key={index}>
            <TextInput
              label={t('项目')}
              pointer={`${at}/name`}
              value={fee.name}
              maxLength={30}
              onInput={(name) => set(index, { name })}
              error={error(`${at}/name`)}
            />
            <TextInput
              label={t('最低（元）')}
              pointer={`${at}/min_fen`}
              inputMode="decimal"
              value={fee.from}
              onInput={(from) => set(index, { from })}
              error={error(`${at}/min_fen`)}
            />
            <TextInput
              label={t('最高（元）')}
              pointer={`${at}/max_fen`}
              inputMode="decimal"
              optional
              value={fee.to}
              onInput={(to) => set(index, { to })}
              error={error(`${at}/max_fen`)}
            />
            <TextInput
              label={t('每')}
              pointer={`${at}/unit`}
              value={fee.unit}
              maxLength={20}
              onInput={(unit) => set(index, { unit })}
              error={error(`${at}/unit`)}
            />
            <IconButton
              icon={Trash2}
              label={t('去掉{name}', { name: fee.name || t('这一项') })}
              onClick={() => onChange(value.filter((_, i) => i !== index))}
            />
          </div>
        );
      })}
      <div class="row">
        <Button icon={Plus} onClick={() => onChange([...(value ?? []), { name: '', from: '', to: '', unit: t('月') }])}>
          {t('加一项收费')}
        </Button>
        {value === null && <Button onClick={() => onChange([])}>{t('没有其他收费')}</Button>}
      </div>
    </fieldset>
  );
}
