import { Printer } from 'lucide';
import { useEffect, useState } from 'preact/hooks';
import { hideNumbers } from '../../server/requests/rules.ts';
import { call, client } from '../api.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Card, Facts, Notice } from '../ui/card.tsx';
import { config, hotline } from '../ui/config.ts';
import { Loading } from '../ui/empty.tsx';
import { knownFacilities, needFacilities } from '../ui/facilities.ts';
import { Checkbox, RadioGroup, Select, TextArea, TextInput } from '../ui/field.tsx';
import { now, stamp } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { PrintOnly } from '../ui/print.tsx';
import { errorAt, Problem } from '../ui/problem.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import { session } from '../ui/session.ts';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { useQuery } from '../ui/url.ts';
import { nowhere, PlaceField, type Where } from './place-field.tsx';
import { dueWord, kindName, kindWord, levelWord, placeWord } from './words.tsx';
import './requests.css';
import { phoneOf } from '../ui/typed.ts';

type Body = Parameters<typeof client.api.v1.requests.$post>[0]['json'];

/** Ask for something: what it is, for whom and where; then the receipt with its number. */
export default function NewRequestPage() {
  return (
    <Guard roles={['family', 'grid_worker', 'desk']}>
      <Framed />
    </Guard>
  );
}

function Framed() {
  const title = t('提诉求');
  useTitle(title);
  const { query, set } = useQuery();
  const staff = session.value?.role !== 'family';
  const inside = query.done ? (
    <Receipt id={query.done} staff={staff} />
  ) : (
    <Form staff={staff} onDone={(id) => set({ done: id, kind: null, facility: null }, { replace: true })} />
  );
  if (staff) return <StaffFrame title={t('登记诉求')} list={<div class="request-form">{inside}</div>} />;
  return (
    <PublicFrame>
      <div class="request-form stack">
        {!query.done && <h1>{title}</h1>}
        {inside}
      </div>
    </PublicFrame>
  );
}

function Form({ staff, onDone }: { staff: boolean; onDone: (id: string) => void }) {
  const { query } = useQuery();
  const kinds = useLoad((signal) => call((o) => client.api.v1['request-kinds'].$get({}, o), { signal }), []);
  const people = useLoad(
    (signal) =>
      staff
        ? Promise.resolve({ ok: true as const, data: { applicants: [] }, status: 200, etag: null })
        : call((o) => client.api.v1.applicants.$get({ query: { limit: '100' } }, o), { signal }),
    [staff],
  );
  useEffect(() => void needFacilities(), []);
  const [kind, setKind] = useState(query.kind ?? '');
  const [text, setText] = useState('');
  const [applicant, setApplicant] = useState('');
  const [facility, setFacility] = useState(query.facility ?? '');
  const [where, setWhere] = useState<Where>(nowhere);
  const [name, setName] = useState('');
  const [phone, setPhone] = useState('');
  const [share, setShare] = useState(false);
  const [tried, setTried] = useState(false);
  const { run, busy, failure } = useAction((intent, json: Body) =>
    call((o) => client.api.v1.requests.$post({ json }, o), { intent }),
  );
  const homes = [...knownFacilities.value.values()].sort((a, b) => a.name.localeCompare(b.name, 'zh'));
  // Where the elder lives is known: nothing more is asked.
  const known = applicant !== '' && where.by === 'list' && !where.street;
  const placed = known || (where.by === 'map' ? where.at !== null : where.community !== '');
  const send = async () => {
    setTried(true);
    if (!kind || !text.trim() || !placed) return;
    const onMap = where.by === 'map';
    const done = await run({
      kind,
      text: text.trim(),
      applicant_id: applicant || null,
      facility_id: facility || null,
      community: onMap || !where.community ? null : where.community,
      grid: onMap || !where.grid ? null : where.grid,
      lng: onMap ? (where.at?.lng ?? null) : null,
      lat: onMap ? (where.at?.lat ?? null) : null,
      name: name.trim() || null,
      phone: phone.trim() || null,
      share_phone: share,
    });
    if (done.ok) onDone(done.data.request_id);
  };
  if (!kinds.data) return kinds.failure ? <Problem of={kinds.failure} onRetry={kinds.reload} /> : <Loading cards={1} />;
  const helped = people.data?.applicants ?? [];
  return (
    <div class="stack">
      {failure && <Problem of={failure} onRetry={send} />}
      <p>
        {t(
          '身边的事办不了，写在这里：网格先办，办不了的转社区、街道、部门，再不行转 12345。急事打 {phone}，有危险打 110 或 120。',
          {
            phone: hotline(),
          },
        )}
      </p>
      <RadioGroup
        row
        label={t('是哪一类事')}
        pointer="/kind"
        value={kind}
        onChange={setKind}
        options={kinds.data.kinds.map((k) => ({ value: k.code, label: kindName(k) }))}
        error={tried && !kind ? t('请选一类') : errorAt(failure, '/kind')}
      />
      <TextArea
        label={t('是什么事')}
        hint={t('什么地方、什么时候、怎么了。不用写身份证号和电话。')}
        pointer="/text"
        value={text}
        onInput={setText}
        maxLength={2000}
        rows={5}
        error={tried && !text.trim() ? t('请写明是什么事') : errorAt(failure, '/text')}
      />
      {hideNumbers(text) !== text && (
        <Notice tone="amber">{t('文字里好像有身份证号或手机号。请删掉，电话填在下面；别人看到时会隐藏。')}</Notice>
      )}
      {helped.length > 0 && (
        <RadioGroup
          label={t('为谁')}
          value={applicant}
          onChange={setApplicant}
          options={[
            { value: '', label: t('我自己，或大家的事') },
            ...helped.map((p) => ({ value: p.id, label: p.name })),
          ]}
        />
      )}
      <PlaceField
        of={where}
        onChange={setWhere}
        staff={staff}
        error={tried && !placed ? t('请选择社区') : (errorAt(failure, '/community') ?? errorAt(failure, '/grid'))}
      />
      {known && <p class="muted">{t('不选就按老人登记的住址。')}</p>}
      <Select
        optional
        label={t('和哪家机构有关')}
        pointer="/facility_id"
        value={facility}
        empty={t('和机构无关')}
        onInput={setFacility}
        options={homes.map((h) => ({ value: h.id, label: h.name }))}
      />
      {staff && (
        <TextInput
          optional
          label={t('来人姓名')}
          pointer="/name"
          value={name}
          onInput={setName}
          maxLength={40}
          error={errorAt(failure, '/name')}
        />
      )}
      <TextInput
        optional
        type="tel"
        inputMode="tel"
        label={t('联系电话')}
        hint={t('加密保存；办理的人说明原因后才能看到。')}
        pointer="/phone"
        value={phone}
        onInput={(value) => setPhone(phoneOf(value))}
        error={errorAt(failure, '/phone')}
      />
      {phone.trim() && (
        <Checkbox
          label={t('转 12345 或 110 时，同意把电话一起转告')}
          hint={t('不勾选，只转事情和地点，不转电话；姓名从不转告。')}
          checked={share}
          onChange={setShare}
        />
      )}
      <div>
        <Button look="primary" busy={busy} onClick={send}>
          {staff ? t('登记') : t('提交诉求')}
        </Button>
      </div>
    </div>
  );
}

/** The number to quote, on screen and on paper. */
function Receipt({ id, staff }: { id: string; staff: boolean }) {
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.requests[':id'].$get({ param: { id } }, o), { signal }),
    [id],
  );
  useTitle(t('诉求回执'));
  if (!data) return failure ? <Problem of={failure} onRetry={reload} /> : <Loading cards={1} />;
  return (
    <div class="stack request-receipt">
      <PrintOnly>
        <p>{t('{district}民政局', { district: config.value?.district_name ?? '' })}</p>
      </PrintOnly>
      {staff ? <h2>{t('诉求回执')}</h2> : <h1>{t('诉求回执')}</h1>}
      <Card as="section" class="stack">
        <div>
          <div class="muted">{t('诉求编号')}</div>
          <div class="request-no num">{data.request_no}</div>
        </div>
        <Facts
          of={[
            [t('类别'), kindWord(data)],
            [t('在哪里'), placeWord(data)],
            ...(data.facility ? [[t('机构'), data.facility] as [string, string]] : []),
            [t('登记时间'), stamp(data.raised_at)],
            [t('现在由谁办'), levelWord(data.level)],
            ...(data.due_at ? [[t('这一步最迟'), dueWord(data.due_at)] as [string, string]] : []),
          ]}
        />
        <p class="request-text">{data.text}</p>
        <p>{t('查询请拨打 {phone}，报诉求编号即可。', { phone: hotline() })}</p>
        <PrintOnly>
          <p>{t('打印时间：{at}', { at: stamp(now.value) })}</p>
        </PrintOnly>
      </Card>
      <div class="row screen-only">
        <Button icon={Printer} onClick={() => print()}>
          {t('打印回执')}
        </Button>
        <ButtonLink look="primary" href={staff ? `/officer/requests/${id}` : '/requests/mine'}>
          {staff ? t('去办理') : t('看我的诉求')}
        </ButtonLink>
        {staff && <ButtonLink href="/requests/new">{t('再登记一件')}</ButtonLink>}
      </div>
    </div>
  );
}
