import { useState } from 'preact/hooks';
import { dayOf } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Checkbox, Field, TextInput } from '../ui/field.tsx';
import { now } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';
import { GroundsFields } from './grounds.tsx';
import { type Division, kindsOf, type Version, wire } from './words.ts';

const textOf = (value: number | null) => (value === null ? '' : String(value));
const numberOf = (text: string) => (text.trim() === '' ? null : Number(text));

/** What is on record of a division, changed from a day on. What stays as it was is not sent. */
export function ChangeForm({
  of,
  now: held,
  onDone,
  onClose,
}: {
  of: Division;
  now: Version;
  onDone: () => void;
  onClose: () => void;
}) {
  const [from, setFrom] = useState(dayOf(now.value));
  const [grounds, setGrounds] = useState({ doc_no: '', note: '' });
  const [form, setForm] = useState({
    name: held.name,
    short_name: held.short_name,
    kind: held.kind,
    run_by: held.run_by,
    district_run: held.district_run,
    lng: textOf(held.lng),
    lat: textOf(held.lat),
    accuracy_m: textOf(held.accuracy_m),
    seniors: textOf(held.seniors),
  });
  const { run, busy, failure } = useAction((intent) =>
    call((o) => client.api.v1.divisions[':code'].changes.$post({ param: { code: of.code }, json: sent() }, o), {
      intent,
      ifMatch: of.version,
    }),
  );
  const sent = () => {
    const point = { lng: numberOf(form.lng), lat: numberOf(form.lat), accuracy_m: numberOf(form.accuracy_m) };
    const moved = point.lng !== held.lng || point.lat !== held.lat || point.accuracy_m !== held.accuracy_m;
    return {
      from,
      ...(form.name === held.name ? {} : { name: form.name.trim() }),
      ...(form.short_name === held.short_name ? {} : { short_name: form.short_name.trim() }),
      ...(form.kind === held.kind ? {} : { kind: form.kind.trim() }),
      ...(form.run_by === held.run_by ? {} : { run_by: form.run_by.trim() }),
      ...(form.district_run === held.district_run ? {} : { district_run: form.district_run }),
      ...(moved ? { point } : {}),
      ...(numberOf(form.seniors) === held.seniors || of.level !== 'grid' ? {} : { seniors: numberOf(form.seniors) }),
      ...wire(grounds),
    };
  };
  const save = async () => {
    const done = await run();
    if (!done.ok) return;
    say(t('已登记'));
    onDone();
  };
  const set = (key: keyof typeof form) => (value: string) => setForm((was) => ({ ...was, [key]: value }));
  const text = (key: 'name' | 'short_name' | 'run_by', label: string) => (
    <TextInput
      label={label}
      pointer={`/${key}`}
      value={form[key]}
      maxLength={60}
      onInput={set(key)}
      error={errorAt(failure, `/${key}`)}
    />
  );
  const figure = (key: 'lng' | 'lat' | 'accuracy_m' | 'seniors', label: string, hint?: string) => (
    <TextInput
      label={label}
      hint={hint}
      pointer={`/${key}`}
      inputMode="decimal"
      value={form[key]}
      onInput={set(key)}
      error={errorAt(failure, `/${key}`) ?? errorAt(failure, `/point/${key}`)}
    />
  );
  return (
    <Dialog
      open
      wide
      title={t('变更“{name}”', { name: held.name })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={save}>
            {t('登记变更')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <div class="division-form">
          {text('name', t('名称'))}
          {text('short_name', t('简称'))}
          <Field label={t('类别')} pointer="/kind" error={errorAt(failure, '/kind')}>
            {(bind) => (
              <>
                <input
                  {...bind}
                  class="input"
                  list="division-kinds"
                  maxLength={20}
                  value={form.kind}
                  onInput={(event) => set('kind')(event.currentTarget.value)}
                />
                <datalist id="division-kinds">
                  {kindsOf[of.level].map((kind) => (
                    <option key={kind} value={kind} />
                  ))}
                </datalist>
              </>
            )}
          </Field>
          {text('run_by', t('由谁管理'))}
          {of.level === 'grid' && figure('seniors', t('60 岁以上老人'), t('没有统计就留空，显示为未填报'))}
          {figure('lng', t('经度（WGS84）'))}
          {figure('lat', t('纬度（WGS84）'))}
          {figure('accuracy_m', t('误差（米）'), t('一千米以上按“只到街道”显示'))}
        </div>
        <Checkbox
          label={t('由本区管理，计入全区的社区和村')}
          checked={form.district_run}
          onChange={(district_run) => setForm((was) => ({ ...was, district_run }))}
        />
        <div class="division-form">
          <GroundsFields {...{ from, onFrom: setFrom, value: grounds, onChange: setGrounds, failure }} />
        </div>
      </div>
    </Dialog>
  );
}
