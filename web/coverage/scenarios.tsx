import { useState } from 'preact/hooks';
import type { Service } from '../../server/coverage/rules.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextArea, TextInput } from '../ui/field.tsx';
import { age, number } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { Table } from '../ui/table.tsx';
import { say } from '../ui/toast.tsx';
import { href } from '../ui/url.ts';
import { type Changes, coveredOf, draftQuery, type Picture, type Scenario, serviceWord, signed } from './words.ts';

/** Saved changes side by side, each with what it would bring today; a name opens it as the draft. */
export function Scenarios({
  of,
  service,
  on,
  draft,
  saves,
  onLoad,
}: {
  of: Picture;
  service: Service;
  on: string | undefined;
  draft: Changes | null;
  saves: boolean;
  onLoad: (changes: Changes) => void;
}) {
  const [saving, setSaving] = useState(false);
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.scenarios.$get({ query: { service, ...(on ? { on } : {}) } }, o), { signal }),
    [service, on],
  );
  const end = useAction((intent, s: Scenario) =>
    call((o) => client.api.v1.scenarios[':id'].end.$post({ param: { id: s.id } }, o), { intent, ifMatch: s.version }),
  );
  const names = new Map(of.facilities.map((f) => [f.id, f.name]));
  const rows = data?.scenarios.filter((s) => s.ended_at === null) ?? [];
  return (
    <section class="stack-tight" aria-label={t('存下的方案')}>
      <div class="row-between">
        <h2>{t('存下的方案')}</h2>
        {saves && draft && (
          <Button look="primary" onClick={() => setSaving(true)}>
            {t('存为方案')}
          </Button>
        )}
      </div>
      {failure && <Problem of={failure} onRetry={reload} focus={false} />}
      {end.failure && <Problem of={end.failure} />}
      <Table
        maxHeight="var(--list-max)"
        caption={t('方案比较：{service}', { service: serviceWord(service) })}
        rows={rows}
        rowKey={(s) => s.id}
        empty={t('还没有存下的方案')}
        columns={[
          {
            key: 'name',
            head: t('方案'),
            cell: (s) => (
              <>
                <a href={href('/officer/coverage', { tab: 'what-if', service, ...draftQuery(s.changes) })}>{s.name}</a>
                <br />
                <span class="muted small">
                  {[s.made_by, age(s.made_at), s.note].filter(Boolean).join(' · ')}
                  {s.gone.length > 0 && ` ${t('其中 {n} 家已停业', { n: s.gone.length })}`}
                </span>
              </>
            ),
          },
          {
            key: 'what',
            head: t('改动'),
            cell: (s) =>
              [
                ...s.changes.add.map((a) => t('加：{name}', { name: a.name })),
                ...s.changes.close.map((id) => t('停：{name}', { name: names.get(id) ?? t('已停业') })),
              ].join(t('；')),
          },
          {
            key: 'after',
            head: t('之后覆盖'),
            end: true,
            nowrap: true,
            cell: (s) => number(coveredOf(s.after).covered),
          },
          {
            key: 'shift',
            head: t('增减'),
            end: true,
            nowrap: true,
            cell: (s) => signed(coveredOf(s.after).covered - coveredOf(s.before).covered),
          },
          ...(saves
            ? [
                {
                  key: 'end',
                  head: t('操作'),
                  cell: (s: Scenario) => (
                    <Button
                      look="quiet"
                      onClick={async () => {
                        if ((await end.run(s)).ok) say(t('已搁置，方案仍可从网址打开'));
                        reload();
                      }}
                    >
                      {t('搁置')}
                    </Button>
                  ),
                },
              ]
            : []),
        ]}
      />
      {saving && draft && (
        <Save
          draft={draft}
          onClose={() => setSaving(false)}
          onDone={() => {
            onLoad(draft);
            reload();
          }}
        />
      )}
    </section>
  );
}

function Save({ draft, onClose, onDone }: { draft: Changes; onClose: () => void; onDone: () => void }) {
  const [name, setName] = useState('');
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);
  const { run, busy, failure } = useAction((intent, json: { name: string; note: string; changes: Changes }) =>
    call((o) => client.api.v1.scenarios.$post({ json }, o), { intent }),
  );
  const send = async () => {
    setTried(true);
    if (!name.trim()) return;
    if (!(await run({ name: name.trim(), note, changes: draft })).ok) return;
    say(t('方案已存下'));
    onClose();
    onDone();
  };
  return (
    <Dialog
      open
      title={t('存为方案')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={send}>
            {t('存为方案')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <TextInput
          label={t('方案名称')}
          pointer="/name"
          value={name}
          maxLength={60}
          onInput={setName}
          error={tried && !name.trim() ? t('请写方案名称') : errorAt(failure, '/name')}
        />
        <TextArea label={t('说明')} pointer="/note" optional value={note} maxLength={500} onInput={setNote} />
      </div>
    </Dialog>
  );
}
