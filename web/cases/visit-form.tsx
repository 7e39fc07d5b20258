import { Plus, Trash2 } from 'lucide';
import { useState } from 'preact/hooks';
import { say as sentence } from '../../server/kernel/messages.ts';
import { dayOf } from '../../server/kernel/period.ts';
import { findings, mayRecord, PRESENT_AT_LEAST, type VisitKind } from '../../server/reviews/rules.ts';
import { call, client } from '../api.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { CheckGroup, DateInput, RadioGroup, TextArea, TextInput } from '../ui/field.tsx';
import { date, now } from '../ui/format.ts';
import { lang, t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';
import { type Case, ME, mine } from './data.ts';
import { findingWord, visitWord } from './words.ts';

type Present = { name: string; office: string };
type Sent = {
  held_at: string;
  place: string;
  present: Present[];
  finding: string;
  notes: string;
  photos: string[];
};
const nobody = (kind: VisitKind): Present[] =>
  Array.from({ length: PRESENT_AT_LEAST[kind] }, () => ({ name: '', office: '' }));

/** A home visit, a review or an inspection is written down as it was held: when, where, who was there, what was found. */
export function VisitForm({
  of,
  kinds,
  onClose,
  onDone,
}: {
  of: Case;
  kinds: readonly [VisitKind, ...VisitKind[]];
  onClose: () => void;
  onDone: () => void;
}) {
  const today = dayOf(now.value);
  const [kind, setKind] = useState<VisitKind>(kinds[0]);
  const [day, setDay] = useState(today);
  const [time, setTime] = useState('');
  const [place, setPlace] = useState('');
  const [present, setPresent] = useState(nobody(kinds[0]));
  const [finding, setFinding] = useState('');
  const [notes, setNotes] = useState('');
  const [photos, setPhotos] = useState<string[]>([]);
  const [tried, setTried] = useState(false);
  const papers = useLoad(
    (signal) =>
      call((o) => client.api.v1.applicants[':id'].documents.$get({ param: { id: of.applicant_id } }, o), { signal }),
    [of.applicant_id],
  );
  const pictures = (papers.data?.documents ?? []).filter((one) => one.type === 'photo' && one.has_file);
  const { run, busy, failure } = useAction((intent, as: VisitKind, json: Sent) =>
    as === 'inspection'
      ? call(
          (o) =>
            client.api.v1.applications[':id'].inspections.$post(
              { param: { id: of.id }, json: { ...json, kind: as } },
              o,
            ),
          { intent },
        )
      : call(
          (o) =>
            client.api.v1.applications[':id'].visits.$post({ param: { id: of.id }, json: { ...json, kind: as } }, o),
          { intent },
        ),
  );
  // The district is UTC+8 all year
  const heldAt = day && time ? `${day}T${time}:00+08:00` : '';
  const there = present.filter((one) => one.name.trim());
  const verdict = mayRecord(
    { kind, heldAt: heldAt && new Date(heldAt).toISOString(), place, present: there, finding, notes },
    // What only the server knows of the case it says itself
    { acceptedBy: mine(of.accepted_by_me), decidedBy: of.decided_by_me ? ME : 'another', actor: ME },
    now.value.toISOString(),
  );
  const wrong = verdict.ok ? [] : verdict.reasons;
  const at = (pointer: string) => {
    const found = tried ? wrong.find((reason) => reason.pointer === pointer) : undefined;
    return found ? sentence(lang.value, found.code, found.values) : errorAt(failure, pointer);
  };
  const change = (i: number, next: Present | null) =>
    setPresent(present.flatMap((was, n) => (n === i ? (next ? [next] : []) : [was])));
  const choose = (next: string) => {
    const to = next as VisitKind;
    setKind(to);
    setFinding('');
    setPresent([...there, ...nobody(to).slice(there.length)]);
  };
  const send = async () => {
    setTried(true);
    if (!heldAt || wrong.some((reason) => reason.pointer)) return;
    const done = await run(kind, { held_at: heldAt, place, present: there, finding, notes, photos });
    if (!done.ok) return;
    say(t('{what}已记录', { what: visitWord(kind) }));
    onClose();
    onDone();
  };
  return (
    <Dialog
      open
      wide
      title={kinds.length === 1 ? t('记录{what}', { what: visitWord(kind) }) : t('记录入户或评议')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={send}>
            {t('记录，不再更改')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        {kinds.length > 1 && (
          <RadioGroup
            row
            label={t('记录什么')}
            value={kind}
            onChange={choose}
            options={kinds.map((value) => ({ value, label: visitWord(value) }))}
          />
        )}
        <div class="visit-when">
          <DateInput
            label={t('日期')}
            pointer="/held_at"
            value={day}
            max={today}
            onInput={setDay}
            error={tried && !day ? t('请选日期') : at('/held_at')}
          />
          <TextInput
            label={t('时间')}
            type="time"
            value={time}
            onInput={setTime}
            error={tried && !time ? t('请填时间') : null}
          />
          <TextInput
            label={t('地点')}
            pointer="/place"
            value={place}
            maxLength={200}
            onInput={setPlace}
            error={at('/place')}
          />
        </div>
        <fieldset class="field" data-pointer="/present">
          <legend class="field-label">{t('在场的人（至少 {n} 位）', { n: PRESENT_AT_LEAST[kind] })}</legend>
          {present.map((one, i) => (
            // People have no name of their own but their place until one is written
            <div class="visit-person" key={i}>
              <TextInput
                label={t('第 {n} 位姓名', { n: i + 1 })}
                value={one.name}
                optional={i >= PRESENT_AT_LEAST[kind]}
                maxLength={80}
                onInput={(name) => change(i, { ...one, name })}
                error={i === there.length ? at('/present') : null}
              />
              <TextInput
                label={t('单位或身份')}
                value={one.office}
                optional
                maxLength={80}
                onInput={(office) => change(i, { ...one, office })}
              />
              {present.length > PRESENT_AT_LEAST[kind] && (
                <IconButton icon={Trash2} label={t('去掉第 {n} 位', { n: i + 1 })} onClick={() => change(i, null)} />
              )}
            </div>
          ))}
          <div>
            <Button look="quiet" icon={Plus} onClick={() => setPresent([...present, { name: '', office: '' }])}>
              {t('再加一位')}
            </Button>
          </div>
        </fieldset>
        <RadioGroup
          row
          label={t('结论')}
          pointer="/finding"
          value={finding}
          onChange={setFinding}
          options={findings[kind].map((value) => ({ value, label: findingWord(value) }))}
          error={at('/finding')}
        />
        <TextArea
          label={t('记录')}
          pointer="/notes"
          value={notes}
          onInput={setNotes}
          rows={5}
          maxLength={4000}
          error={at('/notes')}
        />
        {pictures.length > 0 && (
          <CheckGroup
            row
            optional
            label={t('照片（从本人材料中选）')}
            pointer="/photos"
            value={photos}
            onChange={setPhotos}
            options={pictures.map((one) => ({
              value: one.id,
              label: t('{date}拍摄', { date: date(one.issued_on) }),
            }))}
            error={errorAt(failure, '/photos')}
          />
        )}
      </div>
    </Dialog>
  );
}
