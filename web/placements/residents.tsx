import type { InferResponseType } from 'hono/client';
import { useState } from 'preact/hooks';
import { ageOn, dayOf } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Facts } from '../ui/card.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { DateInput, RadioGroup } from '../ui/field.tsx';
import { date, now, number } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { OwnFacility } from '../ui/own-facility.tsx';
import { useTitle } from '../ui/page.tsx';
import { errorAt, Problem } from '../ui/problem.tsx';
import { CaseView, NextAction, StaffFrame } from '../ui/staff-frame.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { say } from '../ui/toast.tsx';
import { useQuery } from '../ui/url.ts';
import { dischargeCodes, dischargeWord, fundingWord, sexWord } from './words.ts';
import './placements.css';

type Placement = InferResponseType<typeof client.api.v1.placements.$get, 200>['placements'][number];

/** Who lives here now, and the day they leave. */
export default function ResidentsPage() {
  useTitle(t('在住老人'));
  return <OwnFacility title={t('在住老人')}>{(facility) => <Residents facility={facility} />}</OwnFacility>;
}

function Residents({ facility }: { facility: string }) {
  const { query, set } = useQuery();
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.placements.$get({ query: { facility, limit: '1000' } }, o), { signal }),
    [facility],
  );
  useEvents([`facility:${facility}`], reload);
  const text = query.q?.trim() ?? '';
  const rows = (data?.placements ?? []).filter((row) => !text || row.name.includes(text) || row.room_no.includes(text));
  const open = data?.placements.find((row) => row.id === query.sel);
  return (
    <StaffFrame
      title={t('在住老人')}
      tools={
        <label class="quick">
          <span class="visually-hidden">{t('按姓名或房号查找')}</span>
          <input
            class="input"
            type="search"
            list={undefined}
            placeholder={t('姓名或房号')}
            value={query.q ?? ''}
            onInput={(event) => set({ q: event.currentTarget.value || null }, { replace: true })}
          />
        </label>
      }
      list={
        <div class="stack-tight">
          {failure && <Problem of={failure} onRetry={reload} focus={false} />}
          {!data && !failure && <Loading />}
          {data && (
            <>
              <p class="muted small">{t('在住 {n} 人 · 最近入住的在前', { n: number(rows.length) })}</p>
              <Table
                caption={t('在住老人')}
                hideCaption
                columns={columns(!!open)}
                rows={rows}
                rowKey={(row) => row.id}
                current={open?.id}
                onOpen={(row) => set({ sel: row.id })}
                empty={text ? t('没有找到这个人') : t('现在没有在住老人')}
                maxHeight="var(--list-max)"
              />
            </>
          )}
        </div>
      }
      case={open ? <Resident key={open.id} of={open} onDone={reload} /> : null}
      onBack={() => set({ sel: null })}
    />
  );
}

const onTrial = (row: Placement) => row.trial_until !== null && row.trial_until > dayOf(now.value);

function columns(narrow: boolean): Column<Placement>[] {
  const all: (Column<Placement> | false)[] = [
    { key: 'name', head: t('老人'), nowrap: true, cell: (row) => row.name },
    {
      key: 'about',
      head: t('性别年龄'),
      nowrap: true,
      cell: (row) => t('{sex} · {age} 岁', { sex: sexWord(row.sex), age: ageOn(row.born_on, dayOf(now.value)) }),
    },
    {
      key: 'bed',
      head: t('床位号'),
      nowrap: true,
      cell: (row) => t('{building} {room} 室 {bed} 床', { building: row.building, room: row.room_no, bed: row.bed_no }),
    },
    { key: 'admitted', head: t('入住'), nowrap: true, cell: (row) => date(row.admitted_on) },
    !narrow && { key: 'funding', head: t('费用来源'), nowrap: true, cell: (row) => fundingWord(row.funding) },
    !narrow && {
      key: 'trial',
      head: t('试住'),
      nowrap: true,
      cell: (row) =>
        onTrial(row) ? t('到 {date}', { date: date(row.trial_until) }) : <span class="muted">{t('否')}</span>,
    },
  ];
  return all.filter((column) => column !== false);
}

function Resident({ of, onDone }: { of: Placement; onDone: () => void }) {
  const [leaving, setLeaving] = useState(false);
  return (
    <>
      <CaseView
        next={<NextAction says={t('退住后床位先清洁，再放出。')} verb={t('办理退住')} onAct={() => setLeaving(true)} />}
      >
        <h2>{of.name}</h2>
        <Facts
          of={[
            [t('性别年龄'), t('{sex} · {age} 岁', { sex: sexWord(of.sex), age: ageOn(of.born_on, dayOf(now.value)) })],
            [t('出生'), date(of.born_on)],
            [
              t('床位号'),
              t('{building} {room} 室 {bed} 床', { building: of.building, room: of.room_no, bed: of.bed_no }),
            ],
            [t('入住'), date(of.admitted_on)],
            ...(of.until ? [[t('应急安置'), t('到 {date}', { date: date(of.until) })] as [string, string]] : []),
            [t('试住'), onTrial(of) ? t('到 {date}', { date: date(of.trial_until) }) : t('否')],
            [t('费用来源'), fundingWord(of.funding)],
          ]}
        />
      </CaseView>
      {leaving && <Discharge of={of} onClose={() => setLeaving(false)} onDone={onDone} />}
    </>
  );
}

function Discharge({ of, onClose, onDone }: { of: Placement; onClose: () => void; onDone: () => void }) {
  const today = dayOf(now.value);
  const [on, setOn] = useState(today);
  const [kind, setKind] = useState<(typeof dischargeCodes)[number] | ''>('');
  const [missing, setMissing] = useState(false);
  const { run, busy, failure } = useAction(
    (intent, json: { discharged_on: string; kind: (typeof dischargeCodes)[number] }) =>
      call((o) => client.api.v1.placements[':id'].discharge.$post({ param: { id: of.id }, json }, o), {
        intent,
        ifMatch: of.version,
      }),
  );
  const send = async () => {
    if (!kind) return setMissing(true);
    const done = await run({ discharged_on: on, kind });
    if (!done.ok) return;
    say(t('{name}已退住，床位待清洁', { name: of.name }));
    onClose();
    onDone();
  };
  return (
    <Dialog
      open
      title={t('为{name}办理退住', { name: of.name })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="danger" busy={busy} onClick={send}>
            {t('办理退住')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <DateInput
          label={t('退住日期')}
          pointer="/discharged_on"
          value={on}
          min={of.admitted_on}
          max={today}
          onInput={setOn}
          error={errorAt(failure, '/discharged_on')}
        />
        <RadioGroup
          label={t('去向')}
          pointer="/kind"
          value={kind}
          onChange={(value) => setKind(value as typeof kind)}
          options={dischargeCodes.map((value) => ({ value, label: dischargeWord(value) }))}
          error={missing && !kind ? t('请选择去向') : errorAt(failure, '/kind')}
        />
        <p class="muted">{t('退住不能撤销；登记错误请联系民政更正。')}</p>
      </div>
    </Dialog>
  );
}
