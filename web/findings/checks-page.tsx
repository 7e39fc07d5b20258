import { Play, Plus, RotateCcw } from 'lucide';
import { useState } from 'preact/hooks';
import { runCodes, terms, thresholds } from '../../server/inspections/rules.ts';
import { addDays, dayOf } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { Badge, StatusDot } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Facts, Notice } from '../ui/card.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { Checkbox, DateInput, RadioGroup, TextInput } from '../ui/field.tsx';
import { date, moment, now, number, stamp } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { errorAt, Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { CaseView, NextAction, StaffFrame } from '../ui/staff-frame.tsx';
import { Table } from '../ui/table.tsx';
import { say } from '../ui/toast.tsx';
import { href, useQuery } from '../ui/url.ts';
import type { Check, Version } from './shapes.ts';
import { codeName, codeNext, termName, thresholdName } from './words.ts';
import './findings.css';

/** The checks as data: thresholds by date, the last runs, and each run once more. */
export default function ChecksPage() {
  return (
    <Guard roles={['inspector', 'leader', 'officer', 'administrator']}>
      <Checks />
    </Guard>
  );
}

const inForce = (check: Check): Version | undefined => check.versions.find((v) => v.state === 'in_force');

function Checks() {
  useTitle(t('稽查规则'));
  const { query, set } = useQuery();
  const { data, failure, reload } = useLoad((signal) => call((o) => client.api.v1.checks.$get({}, o), { signal }), []);
  useEvents(['findings'], reload);
  const run = useAction((intent) =>
    call((o) => client.api.v1.checks.runs.$post({ json: { code: null } }, o), { intent, timeoutMs: 120_000 }),
  );
  const role = session.value?.role;
  const mayRun = role === 'inspector' || role === 'leader';
  const runAll = async () => {
    const done = await run.run();
    if (!done.ok) return;
    const [hits, fresh] = (['hits', 'fresh'] as const).map((k) => done.data.runs.reduce((sum, r) => sum + r[k], 0));
    say(t('稽查完成：{hits} 处不符，其中 {fresh} 处是新发现', { hits: hits ?? 0, fresh: fresh ?? 0 }));
    reload();
  };
  const checks = data?.checks ?? [];
  const open = checks.find((c) => c.code === query.code);
  return (
    <StaffFrame
      title={t('稽查规则')}
      tools={
        mayRun && (
          <Button look="primary" icon={Play} busy={run.busy} onClick={runAll}>
            {t('全部运行')}
          </Button>
        )
      }
      list={
        <div class="stack-tight">
          {run.failure && <Problem of={run.failure} />}
          {failure && <Problem of={failure} onRetry={reload} focus={false} />}
          {!data && !failure && <Loading />}
          {data && (
            <Table
              caption={t('稽查规则')}
              hideCaption
              rows={checks}
              rowKey={(row) => row.code}
              current={query.code ?? null}
              onOpen={(row) => set({ code: row.code })}
              empty={t('还没有稽查规则')}
              maxHeight="var(--list-max)"
              columns={[
                { key: 'name', head: t('稽查'), cell: (row) => <span class="finding-what">{codeName(row.code)}</span> },
                {
                  key: 'on',
                  head: t('状态'),
                  nowrap: true,
                  cell: (row) =>
                    inForce(row)?.on ? (
                      <StatusDot shape="check" tone="accent">
                        {t('启用')}
                      </StatusDot>
                    ) : (
                      <StatusDot shape="dash" tone="stale">
                        {t('停用')}
                      </StatusDot>
                    ),
                },
                {
                  key: 'last',
                  head: t('最近一次'),
                  nowrap: true,
                  cell: (row) => (row.runs[0] ? moment(row.runs[0].ran_at) : t('没有运行过')),
                },
                {
                  key: 'hits',
                  head: t('不符 / 新发现'),
                  end: true,
                  nowrap: true,
                  cell: (row) => (row.runs[0] ? `${number(row.runs[0].hits)} / ${number(row.runs[0].fresh)}` : '—'),
                },
              ]}
            />
          )}
        </div>
      }
      case={open && <One key={open.code} of={open} mayRun={mayRun} onDone={reload} />}
      onBack={() => set({ code: null })}
    />
  );
}

const termOf = (v: Version | undefined) =>
  v ? (v.params.working === 1 ? t('{term}（工作日）', { term: termName(v.term) }) : termName(v.term)) : '—';
const paramsOf = (v: Version) =>
  Object.entries(v.params)
    .filter(([name]) => name !== 'working')
    .map(([name, value]) => `${thresholdName(name)} ${number(value)}`)
    .join(t('、')) || '—';

function One({ of, mayRun, onDone }: { of: Check; mayRun: boolean; onDone: () => void }) {
  const [adding, setAdding] = useState(false);
  const role = session.value?.role;
  const mayAdd = role === 'leader' || role === 'administrator';
  const runs = runCodes.find((code) => code === of.code);
  const current = inForce(of);
  const run = useAction((intent) =>
    call((o) => client.api.v1.checks.runs.$post({ json: { code: runs ?? null } }, o), { intent, timeoutMs: 60_000 }),
  );
  const runOne = async () => {
    const done = await run.run();
    if (!done.ok) return;
    const [said] = done.data.runs;
    say(t('稽查完成：{hits} 处不符，其中 {fresh} 处是新发现', { hits: said?.hits ?? 0, fresh: said?.fresh ?? 0 }));
    onDone();
  };
  return (
    <>
      <CaseView
        next={
          mayRun && runs ? (
            <NextAction
              says={t('按现在的登记运行这项稽查，已有的问题不会重复登记。')}
              verb={t('运行')}
              busy={run.busy}
              why={current?.on ? null : t('这项稽查今天没有启用')}
              onAct={runOne}
            />
          ) : undefined
        }
      >
        <div class="row-between">
          <h2>{codeName(of.code)}</h2>
          {mayAdd && (
            <Button icon={Plus} onClick={() => setAdding(true)}>
              {t('新版本…')}
            </Button>
          )}
        </div>
        {run.failure && <Problem of={run.failure} />}
        <p>
          <a href={href('/officer/findings', { code: of.code })}>{t('看这项稽查发现的问题')}</a>
        </p>
        {current && (
          <Facts
            of={[
              [t('阈值'), paramsOf(current)],
              [t('整改限期'), termOf(current)],
              [t('通常怎么改'), codeNext(of.code)],
              [t('依据'), current.doc_no ?? t('未填报')],
            ]}
          />
        )}
        {current?.example && (
          <Notice>
            <p>{t('阈值和限期是示例，待本区核定。')}</p>
          </Notice>
        )}
        {!runs && (
          <Notice>
            <p>{t('这一项不定时运行：两人现场清点的数与当时登记不符，登记时就成为问题。')}</p>
          </Notice>
        )}
        {runs && (
          <section class="stack-tight" aria-label={t('最近运行')}>
            <h3>{t('最近运行')}</h3>
            {of.runs.length === 0 && <p class="muted">{t('没有运行过')}</p>}
            <ul class="stack-tight finding-runs">
              {of.runs.map((one) => (
                <Run key={one.id} of={one} />
              ))}
            </ul>
          </section>
        )}
        <section class="stack-tight" aria-label={t('版本')}>
          <h3>{t('版本')}</h3>
          <ul class="stack-tight finding-runs">
            {of.versions.map((v) => (
              <li key={v.id} class="stack-tight">
                <div class="row-between">
                  <span>
                    {v.to
                      ? t('{from} 至 {last}', { from: date(v.from), last: date(addDays(v.to, -1)) })
                      : t('{from} 起', { from: date(v.from) })}
                  </span>
                  <span class="row">
                    {v.example && <Badge>{t('示例')}</Badge>}
                    <Badge tone={v.state === 'in_force' ? 'accent' : 'plain'}>
                      {v.state === 'in_force' ? t('现行') : v.state === 'future' ? t('待生效') : t('已失效')}
                    </Badge>
                  </span>
                </div>
                <p class="small">
                  {v.on ? t('启用') : t('停用')} · {termOf(v)} · {paramsOf(v)}
                  {v.doc_no && ` · ${v.doc_no}`}
                </p>
              </li>
            ))}
          </ul>
        </section>
      </CaseView>
      {adding && current && <NewVersion of={of} from={current} onClose={() => setAdding(false)} onDone={onDone} />}
    </>
  );
}

/** One run; replayed on demand over the facts it was given then. */
function Run({ of }: { of: Check['runs'][number] }) {
  const replay = useAction((_) =>
    call((o) => client.api.v1['check-runs'][':id'].replay.$get({ param: { id: of.id } }, o), { timeoutMs: 60_000 }),
  );
  const [said, setSaid] = useState<{ same: boolean; unchanged: boolean; hits: number; bytes: number }>();
  return (
    <li class="stack-tight">
      <div class="row-between">
        <span>
          {stamp(of.ran_at)} · {of.ran_by ?? t('系统')}
          <br />
          {t('{hits} 处不符，{fresh} 处新发现', { hits: of.hits, fresh: of.fresh })}
        </span>
        <Button
          icon={RotateCcw}
          busy={replay.busy}
          onClick={async () => {
            const done = await replay.run();
            if (done.ok) setSaid(done.data);
          }}
        >
          {t('重演')}
          <span class="visually-hidden">{stamp(of.ran_at)}</span>
        </Button>
      </div>
      {replay.failure && <Problem of={replay.failure} />}
      {said && (
        <p role="status">
          {said.same && said.unchanged ? (
            <StatusDot shape="check" tone="accent">
              {t('按当时的事实（{kb} KB）重演，结果相同：{hits} 处', {
                kb: number(Math.ceil(said.bytes / 1024)),
                hits: said.hits,
              })}
            </StatusDot>
          ) : (
            <StatusDot shape="triangle" tone="red">
              {said.unchanged ? t('重演结果不同') : t('保存的事实被改动过')}
            </StatusDot>
          )}
        </p>
      )}
    </li>
  );
}

function NewVersion({
  of,
  from,
  onClose,
  onDone,
}: {
  of: Check;
  from: Version;
  onClose: () => void;
  onDone: () => void;
}) {
  const tomorrow = addDays(dayOf(now.value), 1);
  const [day, setDay] = useState(tomorrow);
  const [on, setOn] = useState(from.on);
  const [term, setTerm] = useState(from.term);
  const [doc, setDoc] = useState(from.doc_no ?? '');
  const [params, setParams] = useState<Record<string, string>>(
    Object.fromEntries(Object.keys(thresholds[of.code]).map((name) => [name, String(from.params[name] ?? 0)])),
  );
  const add = useAction((intent) =>
    call(
      (o) =>
        client.api.v1.checks.$post(
          {
            json: {
              code: of.code,
              from: day,
              on,
              term,
              doc_no: doc.trim() || null,
              params: Object.fromEntries(Object.entries(params).map(([name, text]) => [name, Number(text)])),
            },
          },
          o,
        ),
      { intent },
    ),
  );
  const send = async () => {
    const done = await add.run();
    if (!done.ok) return;
    say(t('新版本已登记'));
    onClose();
    onDone();
  };
  return (
    <Dialog
      open
      title={t('新版本：{what}', { what: codeName(of.code) })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={add.busy} onClick={send}>
            {t('登记')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {add.failure && <Problem of={add.failure} />}
        <DateInput
          label={t('自哪天起')}
          pointer="/from"
          min={tomorrow}
          error={errorAt(add.failure, '/from')}
          value={day}
          onInput={setDay}
        />
        <Checkbox label={t('启用')} checked={on} onChange={setOn} />
        {Object.entries(thresholds[of.code])
          .filter(([name]) => name !== 'working')
          .map(([name, { least, most }]) => (
            <TextInput
              key={name}
              label={thresholdName(name)}
              hint={t('{least} 到 {most} 的整数', { least, most })}
              pointer={`/params/${name}`}
              error={errorAt(add.failure, `/params/${name}`)}
              inputMode="numeric"
              value={params[name] ?? ''}
              onInput={(value) => setParams({ ...params, [name]: value })}
            />
          ))}
        <RadioGroup
          label={t('整改限期')}
          value={term}
          onChange={(value) => setTerm(terms.find((one) => one === value) ?? term)}
          options={terms.map((one) => ({ value: one, label: termName(one) }))}
          row
        />
        <Checkbox
          label={t('按工作日计限期')}
          hint={t('不勾选按自然日计，最后一天是休息日的顺延；24 小时按小时计')}
          checked={params.working === '1'}
          onChange={(yes) => setParams({ ...params, working: yes ? '1' : '0' })}
        />
        <TextInput label={t('依据文号')} pointer="/doc_no" optional value={doc} onInput={setDoc} maxLength={120} />
      </div>
    </Dialog>
  );
}
