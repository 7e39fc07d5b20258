import { useState } from 'preact/hooks';
import { type Step, terms } from '../../server/findings/rules.ts';
import { call, client, type Result } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { RadioGroup, Select, TextArea } from '../ui/field.tsx';
import { key, t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { account } from '../ui/sign-in-state.ts';
import { CaseView, NextAction } from '../ui/staff-frame.tsx';
import { say } from '../ui/toast.tsx';
import { FindingView } from './finding-view.tsx';
import { PhotosField } from './photos-field.tsx';
import type { Finding } from './shapes.ts';
import { freshVisit, VisitFields, visitForm, visitWhole } from './visit-fields.tsx';
import { codeName, termName } from './words.ts';

const says: Record<Step, { says: string; verb: string; title: string; done: string }> = {
  assign: {
    says: key('交给机构或一位工作人员整改，时限从交办起算。'),
    verb: key('交办…'),
    title: key('交办：{what}'),
    done: key('已交办'),
  },
  rectify: {
    says: key('说明做了什么，附照片；之后由督查到现场复核。'),
    verb: key('回复整改…'),
    title: key('回复整改：{what}'),
    done: key('已回复，等待复核'),
  },
  check: {
    says: key('两人到场复核属实后登记；不属实的退回重改。'),
    verb: key('登记复核…'),
    title: key('登记复核：{what}'),
    done: key('已登记复核'),
  },
  close: { says: key('复核属实，可以销号。'), verb: key('销号…'), title: key('销号：{what}'), done: key('已销号') },
  return: { says: '', verb: key('退回重改…'), title: key('退回重改：{what}'), done: key('已退回，时限不变') },
  dismiss: { says: '', verb: key('不成立…'), title: key('认定不成立：{what}'), done: key('已认定不成立') },
};

/** Which steps this reader may take with the finding as it stands, the first in the way of things first. */
function stepsFor(of: Finding): Step[] {
  const who = session.value;
  const inspects = who?.role === 'inspector';
  const leads = inspects || who?.role === 'leader';
  const mine =
    who?.role === 'institution'
      ? of.facility_id === who.facility?.id
      : of.assigned_to !== null && of.assigned_to === account.value?.account_id;
  const all: Step[] = [];
  if (of.status === 'found' && leads) all.push('assign', 'dismiss');
  if (of.status === 'assigned' && mine) all.push('rectify');
  if (of.status === 'assigned' && leads) all.push('assign', 'dismiss');
  if (of.status === 'rectified' && inspects) all.push('check');
  if (of.status === 'rectified' && leads) all.push('return');
  if (of.status === 'checked' && leads) all.push('close');
  return all;
}

const waitsFor: Partial<Record<Finding['status'], string>> = {
  found: key('等待督查或分管领导交办。'),
  assigned: key('等待责任人整改并回复。'),
  rectified: key('等待督查到现场复核。'),
  checked: key('等待督查或分管领导销号。'),
};

const waitsAgain = key('等待责任人整改并回复；可以改派，时限不变。');

/** A finding with its next action at the foot, always in the same place. */
export function FindingCase({ of, bureau, onDone }: { of: Finding; bureau: boolean; onDone: () => void }) {
  const [step, setStep] = useState<Step>();
  const [first, ...others] = stepsFor(of);
  const waits = waitsFor[of.status];
  const again = (one: Step) => one === 'assign' && of.status === 'assigned';
  const verb = (one: Step) => (again(one) ? t('改派…') : t(says[one].verb));
  return (
    <>
      <CaseView
        next={
          first ? (
            <NextAction
              says={t(again(first) ? waitsAgain : says[first].says)}
              verb={verb(first)}
              onAct={() => setStep(first)}
            >
              {others.map((one) => (
                <Button key={one} onClick={() => setStep(one)}>
                  {verb(one)}
                </Button>
              ))}
            </NextAction>
          ) : (
            waits && (
              <div class="next">
                <p class="next-say">{t(waits)}</p>
              </div>
            )
          )
        }
      >
        <FindingView of={of} bureau={bureau} />
      </CaseView>
      {step && <StepDialog key={step} step={step} of={of} onClose={() => setStep(undefined)} onDone={onDone} />}
    </>
  );
}

type Moved = Result<{ status: string; version: number }>;

function StepDialog({
  step,
  of,
  onClose,
  onDone,
}: {
  step: Step;
  of: Finding;
  onClose: () => void;
  onDone: () => void;
}) {
  const [note, setNote] = useState('');
  const [to, setTo] = useState(of.assigned_to ?? '');
  const [term, setTerm] = useState<Finding['term']>(of.term);
  const [photos, setPhotos] = useState<File[]>([]);
  const [visit, setVisit] = useState(freshVisit);
  const [tried, setTried] = useState(false);
  const act = useAction((intent, _said: string): Promise<Moved> => {
    const how = { intent, ifMatch: of.version, timeoutMs: 180_000 };
    const param = { id: of.id };
    const finding = client.api.v1.findings[':id'];
    const words = { param, json: { note: note.trim() } };
    if (step === 'assign')
      return call(
        (o) => finding.assign.$post({ param, json: { assigned_to: to || null, term, note: note.trim() || null } }, o),
        how,
      );
    if (step === 'rectify')
      return call(
        (o) => finding.rectify.$post({ param, form: { note, ...(photos.length ? { photos } : {}) } }, o),
        how,
      );
    if (step === 'check')
      return call((o) => finding.check.$post({ param, form: { ...visitForm(visit), note } }, o), how);
    if (step === 'return') return call((o) => finding.return.$post(words, o), how);
    if (step === 'close')
      return call((o) => finding.close.$post({ param, json: { note: note.trim() || null } }, o), how);
    return call((o) => finding.dismiss.$post(words, o), how);
  });
  const needsWords = step === 'rectify' || step === 'return' || step === 'dismiss';
  const needsWhom = step === 'assign' && !of.facility_id;
  const send = async () => {
    setTried(true);
    if (needsWords && !note.trim()) return;
    if (needsWhom && !to) return;
    if (step === 'check' && !visitWhole(visit, of.facility_id !== null)) return;
    const said = JSON.stringify([note, to, term, { ...visit, photos: visit.photos.length }, photos.length]);
    const done = await act.run(said);
    if (!done.ok) return;
    say(t(says[step].done));
    onClose();
    onDone();
  };
  return (
    <Dialog
      open
      title={t(says[step].title, { what: codeName(of.code) })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={act.busy} onClick={send}>
            {t('确定')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {act.failure && <Problem of={act.failure} />}
        {step === 'assign' && (
          <Assign
            of={of}
            to={to}
            onTo={setTo}
            term={term}
            onTerm={setTerm}
            error={errorAt(act.failure, '/assigned_to') ?? (tried && needsWhom && !to ? t('请选责任人') : null)}
          />
        )}
        {step === 'check' && (
          <VisitFields
            of={visit}
            onChange={setVisit}
            failure={act.failure}
            tried={tried}
            photo={of.facility_id !== null}
          />
        )}
        <TextArea
          label={step === 'rectify' ? t('做了什么') : needsWords ? t('理由') : t('说明')}
          pointer="/note"
          optional={!needsWords}
          error={errorAt(act.failure, '/note') ?? (tried && needsWords && !note.trim() ? t('请写明') : null)}
          value={note}
          onInput={setNote}
          rows={3}
          maxLength={step === 'return' || step === 'dismiss' ? 500 : 1000}
        />
        {step === 'rectify' && (
          <PhotosField files={photos} onChange={setPhotos} optional error={errorAt(act.failure, '/photos')} />
        )}
        {act.busy && <p role="status">{t('正在上传和处理照片，请稍候。')}</p>}
      </div>
    </Dialog>
  );
}

function Assign({
  of,
  to,
  onTo,
  term,
  onTerm,
  error,
}: {
  of: Finding;
  to: string;
  onTo: (id: string) => void;
  term: Finding['term'];
  onTerm: (term: Finding['term']) => void;
  error: string | null;
}) {
  const { data, failure } = useLoad((signal) => call((o) => client.api.v1.findings.staff.$get({}, o), { signal }), []);
  return (
    <>
      {failure && <Problem of={failure} focus={false} />}
      <Select
        label={t('责任人')}
        pointer="/assigned_to"
        error={error}
        value={to}
        onInput={onTo}
        empty={of.facility_id ? t('{home}（机构自己）', { home: of.facility ?? '' }) : t('请选择')}
        options={(data?.staff ?? []).map((s) => ({ value: s.id, label: s.name }))}
      />
      {of.due_at ? (
        <p class="small muted">{t('时限已经起算，改派不延长。')}</p>
      ) : (
        <RadioGroup
          label={t('整改限期')}
          value={term}
          onChange={(value) => onTerm(terms.find((one) => one === value) ?? term)}
          options={terms.map((one) => ({ value: one, label: termName(one) }))}
          row
        />
      )}
    </>
  );
}
