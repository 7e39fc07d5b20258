import { Dices, Plus } from 'lucide';
import { useEffect, useState } from 'preact/hooks';
import { MAX_SAMPLE, sampleKinds } from '../../server/spotchecks/rules.ts';
import { call, client } from '../api.ts';
import { StatusDot } from '../ui/badge.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Facts, Notice } from '../ui/card.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { knownFacilities, needFacilities } from '../ui/facilities.ts';
import { RadioGroup, Select, TextArea, TextInput } from '../ui/field.tsx';
import { date, number, stamp } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { errorAt, Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { say } from '../ui/toast.tsx';
import { useQuery } from '../ui/url.ts';
import type { Sample, Samples, Spot } from './shapes.ts';
import { PhotoRow } from './stand.tsx';
import { freshVisit, VisitFields, visitForm, visitWhole } from './visit-fields.tsx';
import './findings.css';

/** Whom to visit, by chance; and what two people counted there against the record of that moment. */
export default function SpotChecksPage() {
  return (
    <Guard roles={['inspector', 'leader', 'officer']}>
      <SpotChecks />
    </Guard>
  );
}

const kindName = (kind: Sample['kind']) => (kind === 'vacancy' ? t('报有空床的机构') : t('全部机构'));
type Place = { sample: string | null; facility: string; name: string };

function SpotChecks() {
  useTitle(t('实地抽查'));
  const { query, set } = useQuery();
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1['spot-samples'].$get({}, o), { signal }),
    [],
  );
  useEvents(['findings'], reload);
  const [drawing, setDrawing] = useState(false);
  const [counting, setCounting] = useState<Place>();
  const role = session.value?.role;
  const inspects = role === 'inspector';
  const samples = data?.samples ?? [];
  const open = samples.find((s) => s.id === query.sample) ?? samples[0];
  return (
    <StaffFrame
      title={t('实地抽查')}
      tools={
        <>
          {inspects && (
            <Button icon={Plus} onClick={() => setCounting({ sample: null, facility: '', name: '' })}>
              {t('登记清点…')}
            </Button>
          )}
          {(inspects || role === 'leader') && (
            <Button look="primary" icon={Dices} onClick={() => setDrawing(true)}>
              {t('抽样…')}
            </Button>
          )}
        </>
      }
      list={
        <div class="stack spot">
          {failure && <Problem of={failure} onRetry={reload} focus={false} />}
          {!data && !failure && <Loading />}
          {data && samples.length === 0 && (
            <Empty title={t('还没有抽样')}>
              <p>{t('由系统随机抽取机构，两人到现场清点空床和在院人数，与当时的登记比对。')}</p>
            </Empty>
          )}
          {open && (
            <>
              {samples.length > 1 && (
                <Select
                  label={t('哪一次抽样')}
                  value={open.id}
                  onInput={(id) => set({ sample: id })}
                  options={samples.map((s) => ({
                    value: s.id,
                    label: t('{day} · {kind} {n} 家', { day: date(s.as_on), kind: kindName(s.kind), n: s.size }),
                  }))}
                />
              )}
              <Drawn of={open} onCount={inspects ? setCounting : undefined} />
            </>
          )}
          {data && data.others.length > 0 && (
            <section class="stack-tight" aria-label={t('再次清点和抽样之外的清点')}>
              <h2>{t('再次清点和抽样之外的清点')}</h2>
              <ul class="spot-places">
                {data.others.map((k) => (
                  <li key={k.id} class="card stack-tight">
                    <h3>{k.facility}</h3>
                    <Counted of={k} />
                  </li>
                ))}
              </ul>
            </section>
          )}
          {drawing && data && <Draw of={data.populations} onClose={() => setDrawing(false)} onDone={reload} />}
          {counting && <Count place={counting} onClose={() => setCounting(undefined)} onDone={reload} />}
        </div>
      }
    />
  );
}

function Drawn({ of, onCount }: { of: Sample; onCount?: (place: Place) => void }) {
  const done = of.places.filter((p) => p.check).length;
  return (
    <section class="stack" aria-label={t('抽中的机构')}>
      <p class="row">
        <strong>{t('已清点 {n} / {of} 家', { n: done, of: of.places.length })}</strong>
        {of.same ? (
          <StatusDot shape="check" tone="accent">
            {t('用同一种子重抽，结果相同')}
          </StatusDot>
        ) : (
          <StatusDot shape="triangle" tone="red">
            {t('重抽结果不同：名册被改动过')}
          </StatusDot>
        )}
      </p>
      <ul class="spot-places">
        {of.places.map((p) => (
          <li key={p.facility_id} class="card stack-tight">
            <div>
              <h2 class="spot-name">{p.facility}</h2>
              <p class="small muted">{p.street ?? ''}</p>
            </div>
            {p.check ? (
              <Counted of={p.check} />
            ) : (
              <>
                <StatusDot shape="ring" tone="amber">
                  {t('待清点')}
                </StatusDot>
                {onCount && (
                  <Button
                    look="primary"
                    onClick={() => onCount({ sample: of.id, facility: p.facility_id, name: p.facility })}
                  >
                    {t('登记清点')}
                    <span class="visually-hidden">{p.facility}</span>
                  </Button>
                )}
              </>
            )}
          </li>
        ))}
      </ul>
      <details class="small">
        <summary>{t('怎么抽的、怎么复核')}</summary>
        <Facts
          of={[
            [
              t('抽样'),
              t('{kind}共 {all} 家，抽 {n} 家；{who}于 {at}', {
                kind: kindName(of.kind),
                all: number(of.population),
                n: of.size,
                who: of.drawn_by ?? t('系统'),
                at: stamp(of.drawn_at),
              }),
            ],
            [t('随机种子'), <code key="s">{of.seed}</code>],
            [
              t('名册校验值'),
              <span key="d">
                <code>{of.population_digest}</code>{' '}
                <a href={`/api/v1/spot-samples/${of.id}/population`} download>
                  {t('下载名册')}
                </a>
              </span>,
            ],
            [t('算法'), t('对每家算 SHA-256（种子:编号），从小到大取前 {n} 家', { n: of.size })],
          ]}
        />
      </details>
    </section>
  );
}

/** What was counted beside what was on record: two pairs of numbers, and the finding if they differ. */
function Counted({ of }: { of: Spot }) {
  const differs = of.record_free !== of.counted_free || of.record_present !== of.counted_present;
  return (
    <>
      <StatusDot shape={differs ? 'triangle' : 'check'} tone={differs ? 'red' : 'accent'}>
        {differs ? t('与登记不符') : t('与登记相符')}
      </StatusDot>
      <Facts
        of={[
          [t('空床'), t('清点 {counted}，登记 {record}', { counted: of.counted_free, record: of.record_free })],
          [t('在院'), t('清点 {counted}，登记 {record}', { counted: of.counted_present, record: of.record_present })],
        ]}
      />
      <p class="small muted">
        {t('{people}于 {at} 到场', { people: of.people.join(t('、')), at: stamp(of.visited_at) })}
      </p>
      {of.note && <p class="small">{of.note}</p>}
      <PhotoRow ids={of.photos} of={(n) => t('{place}抽查照片 {n}', { place: of.facility, n })} />
      {of.finding_id && (
        <div>
          <ButtonLink href={`/officer/findings/${of.finding_id}`}>{t('打开核查问题')}</ButtonLink>
        </div>
      )}
    </>
  );
}

function Draw({ of, onClose, onDone }: { of: Samples['populations']; onClose: () => void; onDone: () => void }) {
  const [kind, setKind] = useState<Sample['kind']>('vacancy');
  const [size, setSize] = useState('5');
  const draw = useAction((intent) =>
    call((o) => client.api.v1['spot-samples'].$post({ json: { kind, size: Number(size) || 0 } }, o), { intent }),
  );
  const send = async () => {
    const done = await draw.run();
    if (!done.ok) return;
    say(t('已抽 {n} 家', { n: done.data.drawn }));
    onClose();
    onDone();
  };
  return (
    <Dialog
      open
      title={t('抽样')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={draw.busy} onClick={send}>
            {t('抽样')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {draw.failure && <Problem of={draw.failure} />}
        <RadioGroup
          label={t('从哪里抽')}
          value={kind}
          onChange={(value) => setKind(sampleKinds.find((one) => one === value) ?? kind)}
          options={sampleKinds.map((one) => ({
            value: one,
            label: t('{kind}（{n} 家）', { kind: kindName(one), n: of[one] }),
          }))}
        />
        <TextInput
          label={t('抽几家')}
          pointer="/size"
          inputMode="numeric"
          error={errorAt(draw.failure, '/size')}
          hint={t('1 到 {most}', { most: Math.min(of[kind], MAX_SAMPLE) })}
          value={size}
          onInput={setSize}
        />
        <Notice>
          <p>{t('种子由系统随机产生并记录，抽中谁不由人定。')}</p>
        </Notice>
      </div>
    </Dialog>
  );
}

/** For a phone in a corridor: two numbers first, then who, when and photos. */
function Count({ place, onClose, onDone }: { place: Place; onClose: () => void; onDone: () => void }) {
  const [facility, setFacility] = useState(place.facility);
  const [free, setFree] = useState('');
  const [present, setPresent] = useState('');
  const [note, setNote] = useState('');
  const [visit, setVisit] = useState(freshVisit);
  const [tried, setTried] = useState(false);
  useEffect(() => void needFacilities(), []);
  const record = useAction((intent, _said: string) =>
    call(
      (o) =>
        client.api.v1['spot-checks'].$post(
          {
            form: {
              facility_id: facility,
              ...(place.sample ? { sample_id: place.sample } : {}),
              counted_free: free,
              counted_present: present,
              note,
              ...visitForm(visit),
            },
          },
          o,
        ),
      { intent, timeoutMs: 180_000 },
    ),
  );
  const count = /^\d{1,4}$/;
  const send = async () => {
    setTried(true);
    if (!facility || !count.test(free) || !count.test(present) || !visitWhole(visit, true)) return;
    const said = JSON.stringify([facility, free, present, note, { ...visit, photos: visit.photos.length }]);
    const done = await record.run(said);
    if (!done.ok) return;
    say(done.data.finding_id ? t('已登记，与登记不符，已成为核查问题') : t('已登记，与登记相符'));
    onClose();
    onDone();
  };
  const wrong = (text: string) => (tried && !count.test(text) ? t('请填数字，没有填 0') : null);
  const places = [...knownFacilities.value.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return (
    <Dialog
      open
      title={place.name ? t('清点：{name}', { name: place.name }) : t('登记清点')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={record.busy} onClick={send}>
            {t('登记')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {record.failure && <Problem of={record.failure} />}
        {!place.facility && (
          <Select
            label={t('所在机构')}
            value={facility}
            onInput={setFacility}
            empty={t('请选择')}
            error={tried && !facility ? t('请选择机构') : null}
            options={places.map((f) => ({ value: f.id, label: f.name }))}
          />
        )}
        <div class="finding-two">
          <TextInput
            label={t('清点到的空床')}
            pointer="/counted_free"
            inputMode="numeric"
            error={errorAt(record.failure, '/counted_free') ?? wrong(free)}
            value={free}
            onInput={setFree}
            maxLength={4}
          />
          <TextInput
            label={t('在院的老人')}
            pointer="/counted_present"
            inputMode="numeric"
            error={errorAt(record.failure, '/counted_present') ?? wrong(present)}
            value={present}
            onInput={setPresent}
            maxLength={4}
          />
        </div>
        <p class="small muted">{t('当时登记的数由系统按到场时间算出，登记后显示。')}</p>
        <VisitFields of={visit} onChange={setVisit} failure={record.failure} tried={tried} photo />
        <TextArea label={t('说明')} pointer="/note" optional value={note} onInput={setNote} rows={2} maxLength={1000} />
        {record.busy && <p role="status">{t('正在上传和处理照片，请稍候。')}</p>}
      </div>
    </Dialog>
  );
}
