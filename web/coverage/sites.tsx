import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Loading } from '../ui/empty.tsx';
import { Select, TextArea, TextInput } from '../ui/field.tsx';
import { number } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { Table } from '../ui/table.tsx';
import { say } from '../ui/toast.tsx';
import type { Picture, Site } from './words.ts';

/** Sites somebody considers. */
export function SitesPart({ of, writes }: { of: Picture | undefined; writes: boolean }) {
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1['candidate-sites'].$get({}, o), { signal }),
    [],
  );
  const end = useAction((intent, s: Site) =>
    call((o) => client.api.v1['candidate-sites'][':id'].end.$post({ param: { id: s.id } }, o), {
      intent,
      ifMatch: s.version,
    }),
  );
  if (failure) return <Problem of={failure} onRetry={reload} focus={false} />;
  if (!data) return <Loading cards={1} />;
  return (
    <div class="stack-tight">
      {end.failure && <Problem of={end.failure} />}
      <Table
        maxHeight="var(--list-max)"
        caption={t('备选点')}
        rows={data.sites}
        rowKey={(s) => s.id}
        empty={t('还没有备选点')}
        columns={[
          {
            key: 'name',
            head: t('地点'),
            cell: (s) => (
              <>
                {s.name}
                {s.note && <span class="muted small"> {s.note}</span>}
              </>
            ),
          },
          { key: 'community', head: t('社区'), cell: (s) => s.community ?? s.community_code },
          {
            key: 'accuracy',
            head: t('位置精度'),
            end: true,
            nowrap: true,
            cell: (s) => t('{n} 米', { n: number(s.accuracy_m) }),
          },
          {
            key: 'state',
            head: t('状态'),
            cell: (s) =>
              s.ended_at ? (
                t('已搁置')
              ) : writes ? (
                <Button
                  look="quiet"
                  onClick={async () => {
                    if ((await end.run(s)).ok) say(t('备选点已搁置'));
                    reload();
                  }}
                >
                  {t('搁置')}
                </Button>
              ) : (
                t('备选')
              ),
          },
        ]}
      />
      {writes && of && <SiteForm of={of} onDone={reload} />}
    </div>
  );
}

const nothing = { name: '', lng: '', lat: '', accuracy: '50', community: '', note: '' };

function SiteForm({ of, onDone }: { of: Picture; onDone: () => void }) {
  const [form, setForm] = useState(nothing);
  const put = (field: keyof typeof nothing) => (value: string) => setForm({ ...form, [field]: value });
  const { run, busy, failure } = useAction((intent) =>
    call(
      (o) =>
        client.api.v1['candidate-sites'].$post(
          {
            json: {
              name: form.name,
              lng: Number(form.lng),
              lat: Number(form.lat),
              accuracy_m: Number(form.accuracy),
              community_code: form.community,
              note: form.note,
            },
          },
          o,
        ),
      { intent },
    ),
  );
  const send = async () => {
    if (!(await run()).ok) return;
    say(t('备选点已登记'));
    setForm(nothing);
    onDone();
  };
  return (
    <details class="coverage-form">
      <summary>{t('登记备选点')}</summary>
      <div class="stack-tight">
        {failure && <Problem of={failure} />}
        <div class="coverage-filters">
          <TextInput
            label={t('名称')}
            pointer="/name"
            value={form.name}
            maxLength={60}
            onInput={put('name')}
            error={errorAt(failure, '/name')}
          />
          <Select
            label={t('社区')}
            pointer="/community_code"
            value={form.community}
            empty={t('请选择')}
            onInput={put('community')}
            options={of.communities.map((c) => ({ value: c.code, label: c.name }))}
            error={errorAt(failure, '/community_code')}
          />
          <TextInput
            label={t('经度（WGS84）')}
            pointer="/lng"
            inputMode="decimal"
            value={form.lng}
            onInput={put('lng')}
            error={errorAt(failure, '/lng')}
          />
          <TextInput
            label={t('纬度（WGS84）')}
            pointer="/lat"
            inputMode="decimal"
            value={form.lat}
            onInput={put('lat')}
            error={errorAt(failure, '/lat')}
          />
          <TextInput
            label={t('精度（米）')}
            pointer="/accuracy_m"
            inputMode="numeric"
            value={form.accuracy}
            onInput={put('accuracy')}
            error={errorAt(failure, '/accuracy_m')}
          />
        </div>
        <TextArea
          label={t('说明')}
          pointer="/note"
          optional
          rows={2}
          value={form.note}
          maxLength={500}
          onInput={put('note')}
        />
        <div class="row">
          <Button look="primary" busy={busy} onClick={send}>
            {t('登记备选点')}
          </Button>
        </div>
      </div>
    </details>
  );
}
