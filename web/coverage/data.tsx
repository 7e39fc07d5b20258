import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/card.tsx';
import { Loading } from '../ui/empty.tsx';
import { DateInput, TextInput } from '../ui/field.tsx';
import { date, number, stamp } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { Table } from '../ui/table.tsx';
import { say } from '../ui/toast.tsx';
import { TravelFile } from './files.tsx';
import { SitesPart } from './sites.tsx';
import type { Data, Picture } from './words.ts';

const kindWord = (kind: 'areas' | 'times') => (kind === 'areas' ? t('等时圈') : t('步行分钟表'));
const whenWord = (when: Data['rules'][number]['when']) =>
  when === 'in_force' ? t('现行') : when === 'future' ? t('未来') : t('已过');

/** What the circle is worked out from: the rule by date, the files, the sites somebody considers. */
export function DataTab({ of, onChange }: { of: Picture | undefined; onChange: () => void }) {
  const role = session.value?.role;
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.coverage.data.$get({}, o), { signal }),
    [],
  );
  const done = () => {
    reload();
    onChange();
  };
  if (failure) return <Problem of={failure} onRetry={reload} focus={false} />;
  if (!data) return <Loading />;
  return (
    <>
      <div class="stack-tight">
        <Table
          maxHeight="var(--list-max)"
          caption={t('步行圈口径')}
          rows={data.rules}
          rowKey={(r) => r.id}
          empty={t('还没有口径，设定以后才能计算')}
          columns={[
            {
              key: 'from',
              head: t('施行期间'),
              cell: (r) =>
                r.last_day
                  ? t('{from} 至 {to}', { from: date(r.from), to: date(r.last_day) })
                  : t('{from} 起', { from: date(r.from) }),
            },
            { key: 'when', head: t('状态'), nowrap: true, cell: (r) => whenWord(r.when) },
            { key: 'minutes', head: t('分钟'), end: true, cell: (r) => number(r.minutes) },
            { key: 'speed', head: t('米/分钟'), end: true, cell: (r) => number(r.metres_per_minute) },
            { key: 'detour', head: t('绕行系数'), end: true, cell: (r) => number(r.detour_hundredths / 100, 2) },
            {
              key: 'doc',
              head: t('依据'),
              cell: (r) => [r.doc_no, r.example && t('示例')].filter(Boolean).join(' · ') || '—',
            },
          ]}
        />
        {role === 'administrator' && <RuleForm last={data.rules[0]} onDone={done} />}
      </div>
      <div class="stack-tight">
        <Table
          maxHeight="var(--list-max)"
          caption={t('步行文件')}
          rows={data.files}
          rowKey={(f) => f.id}
          empty={t('没有导入步行文件，全部按直线推算')}
          columns={[
            { key: 'source', head: t('来源'), cell: (f) => f.source },
            { key: 'kind', head: t('种类'), nowrap: true, cell: (f) => kindWord(f.kind) },
            { key: 'rows', head: t('行数'), end: true, cell: (f) => number(f.rows) },
            { key: 'when', head: t('导入'), cell: (f) => [stamp(f.added_at), f.added_by].filter(Boolean).join(' · ') },
            {
              key: 'used',
              head: t('用否'),
              nowrap: true,
              cell: (f) => (data.files.find((other) => other.kind === f.kind)?.id === f.id ? t('在用') : t('已被替代')),
            },
          ]}
        />
        {(role === 'officer' || role === 'administrator') && <TravelFile onDone={done} />}
      </div>
      {role !== 'administrator' && <SitesPart of={of} writes={role === 'officer'} />}
    </>
  );
}

type Form = { from: string; minutes: string; speed: string; detour: string; doc: string };

function RuleForm({ last, onDone }: { last: Data['rules'][number] | undefined; onDone: () => void }) {
  const [form, setForm] = useState<Form>({
    from: '',
    minutes: String(last?.minutes ?? 15),
    speed: last ? String(last.metres_per_minute) : '',
    detour: last ? String(last.detour_hundredths / 100) : '',
    doc: '',
  });
  const put = (field: keyof Form) => (value: string) => setForm({ ...form, [field]: value });
  const { run, busy, failure } = useAction((intent) =>
    call(
      (o) =>
        client.api.v1.coverage.rules.$post(
          {
            json: {
              from: form.from,
              minutes: Number(form.minutes),
              metres_per_minute: Number(form.speed),
              detour_hundredths: Math.round(Number(form.detour) * 100),
              doc_no: form.doc || null,
            },
          },
          o,
        ),
      { intent },
    ),
  );
  const send = async () => {
    if (!(await run()).ok) return;
    say(t('新口径已设定'));
    onDone();
  };
  return (
    <details class="coverage-form">
      <summary>{t('设定下一版口径')}</summary>
      <div class="stack-tight">
        <Notice>{t('新口径从施行日起算，以前的日子仍按当时的口径。')}</Notice>
        {failure && <Problem of={failure} />}
        <div class="coverage-filters">
          <DateInput
            label={t('施行日')}
            pointer="/from"
            value={form.from}
            onInput={put('from')}
            error={errorAt(failure, '/from')}
          />
          <TextInput
            label={t('分钟')}
            pointer="/minutes"
            inputMode="numeric"
            value={form.minutes}
            onInput={put('minutes')}
            error={errorAt(failure, '/minutes')}
          />
          <TextInput
            label={t('米/分钟')}
            pointer="/metres_per_minute"
            inputMode="numeric"
            value={form.speed}
            onInput={put('speed')}
            error={errorAt(failure, '/metres_per_minute')}
          />
          <TextInput
            label={t('绕行系数')}
            pointer="/detour_hundredths"
            inputMode="decimal"
            value={form.detour}
            onInput={put('detour')}
            error={errorAt(failure, '/detour_hundredths')}
          />
          <TextInput
            label={t('依据')}
            pointer="/doc_no"
            optional
            value={form.doc}
            onInput={put('doc')}
            error={errorAt(failure, '/doc_no')}
          />
        </div>
        <div class="row">
          <Button look="primary" busy={busy} onClick={send}>
            {t('设定口径')}
          </Button>
        </div>
      </div>
    </details>
  );
}
