import type { InferResponseType } from 'hono/client';
import { Plus } from 'lucide';
import { useState } from 'preact/hooks';
import { addDays, dayOf, whenIs } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { Badge, StatusDot } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { DateInput, TextInput } from '../ui/field.tsx';
import { date, now } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { errorAt, Problem } from '../ui/problem.tsx';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { Table } from '../ui/table.tsx';
import { say } from '../ui/toast.tsx';
import './contracts.css';

type Item = InferResponseType<typeof client.api.v1.catalogue.$get, 200>['items'][number];

/** The purchase catalogue by effective date: what is not in it on the day of signing is not bought. */
export default function CataloguePage() {
  return (
    <Guard roles={['administrator']}>
      <Catalogue />
    </Guard>
  );
}

function Catalogue() {
  useTitle(t('购买服务目录'));
  const today = dayOf(now.value);
  const [adding, setAdding] = useState(false);
  const [ending, setEnding] = useState<Item | null>(null);
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.catalogue.$get({}, o), { signal }),
    [],
  );
  useEvents(['contracts'], reload);
  const done = () => {
    setAdding(false);
    setEnding(null);
    reload();
  };
  return (
    <StaffFrame
      title={t('购买服务目录')}
      tools={
        <Button look="primary" icon={Plus} onClick={() => setAdding(true)}>
          {t('加一个项目')}
        </Button>
      }
      list={
        <div class="stack-tight">
          <p class="muted">{t('签订当天在目录内的项目才能购买；改名或改文号，先让原项目到期，再加新的。')}</p>
          {failure && <Problem of={failure} onRetry={reload} focus={false} />}
          {!data && !failure && <Loading />}
          {data && (
            <Table
              caption={t('购买服务目录')}
              hideCaption
              rows={data.items}
              rowKey={(row) => row.id}
              empty={t('目录是空的，什么都不能购买')}
              columns={[
                { key: 'code', head: t('代码'), nowrap: true, cell: (row) => row.code },
                {
                  key: 'name',
                  head: t('项目'),
                  cell: (row) => (
                    <>
                      {row.name} {row.example && <Badge>{t('示例')}</Badge>}
                    </>
                  ),
                },
                { key: 'state', head: t('状态'), nowrap: true, cell: (row) => <State of={row} today={today} /> },
                { key: 'from', head: t('自'), nowrap: true, cell: (row) => date(row.start) },
                {
                  key: 'to',
                  head: t('至（含）'),
                  nowrap: true,
                  cell: (row) => (row.end ? date(addDays(row.end, -1)) : t('长期')),
                },
                { key: 'doc', head: t('文号'), cell: (row) => row.doc_no },
                {
                  key: 'end',
                  head: t('操作'),
                  cell: (row) =>
                    row.end === null && (
                      <Button onClick={() => setEnding(row)}>
                        {t('到期…')}
                        <span class="visually-hidden">{row.name}</span>
                      </Button>
                    ),
                },
              ]}
            />
          )}
          {adding && <Add onClose={() => setAdding(false)} onDone={done} />}
          {ending && <End of={ending} onClose={() => setEnding(null)} onDone={done} />}
        </div>
      }
    />
  );
}

function State({ of, today }: { of: Item; today: string }) {
  const when = whenIs(of, today);
  return when === 'in_force' ? (
    <StatusDot shape="check" tone="accent">
      {t('有效')}
    </StatusDot>
  ) : when === 'future' ? (
    <StatusDot shape="half" tone="amber">
      {t('未生效')}
    </StatusDot>
  ) : (
    <StatusDot shape="dash" tone="stale">
      {t('已到期')}
    </StatusDot>
  );
}

type Body = Parameters<typeof client.api.v1.catalogue.$post>[0]['json'];

function Add({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const [draft, setDraft] = useState({ code: '', name: '', doc_no: '', start: dayOf(now.value) });
  const { run, busy, failure } = useAction((intent, json: Body) =>
    call((o) => client.api.v1.catalogue.$post({ json }, o), { intent }),
  );
  const send = async () => {
    if (!(await run({ ...draft, end: null })).ok) return;
    say(t('已加入目录'));
    onDone();
  };
  const text = (field: 'code' | 'name' | 'doc_no', label: string, maxLength: number) => (
    <TextInput
      label={label}
      pointer={`/${field}`}
      value={draft[field]}
      maxLength={maxLength}
      onInput={(value) => setDraft({ ...draft, [field]: value })}
      error={errorAt(failure, `/${field}`)}
    />
  );
  return (
    <Dialog
      open
      title={t('加一个项目')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={send}>
            {t('加入目录')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        {text('code', t('代码'), 20)}
        {text('name', t('项目'), 60)}
        {text('doc_no', t('文号'), 80)}
        <DateInput
          label={t('自')}
          pointer="/start"
          value={draft.start}
          onInput={(start) => setDraft({ ...draft, start })}
          error={errorAt(failure, '/start')}
        />
      </div>
    </Dialog>
  );
}

function End({ of, onClose, onDone }: { of: Item; onClose: () => void; onDone: () => void }) {
  const [last, setLast] = useState(dayOf(now.value));
  const { run, busy, failure } = useAction((intent, end: string) =>
    call((o) => client.api.v1.catalogue[':id'].end.$post({ param: { id: of.id }, json: { end } }, o), { intent }),
  );
  const send = async () => {
    if (!last || !(await run(addDays(last, 1))).ok) return;
    say(t('已设到期日'));
    onDone();
  };
  return (
    <Dialog
      open
      title={t('“{name}”到期', { name: of.name })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={send}>
            {t('设到期日')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <p>{t('到期后不能再为它签订合同；已签订的不受影响。')}</p>
        <DateInput
          label={t('最后一天')}
          pointer="/end"
          value={last}
          onInput={setLast}
          error={errorAt(failure, '/end')}
        />
      </div>
    </Dialog>
  );
}
