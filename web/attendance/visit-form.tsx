import { useState } from 'preact/hooks';
import { type CareService, careServices, VISIT_MINUTES } from '../../server/attendance/rules.ts';
import { dayOf } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { CheckGroup, DateInput, RadioGroup, TextArea, TextInput } from '../ui/field.tsx';
import { now } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';
import type { Visit, VisitPerson } from './visits.tsx';
import { clock, serviceWord } from './words.ts';

type Input = { visited_at: string; minutes: number; services: CareService[]; carer: string; note: string | null };

const LENGTH = 60;

/** Records a visit, or puts another record in the place of one: as it was, or that it did not happen. */
export function VisitForm({
  facility,
  person,
  of,
  carer,
  onClose,
  onDone,
}: {
  facility: string;
  person: VisitPerson;
  /** the record to correct; null for a new visit */
  of: Visit | null;
  carer: string;
  onClose: () => void;
  onDone: () => void;
}) {
  const began = of?.visited_at ? new Date(of.visited_at) : new Date(now.value.getTime() - LENGTH * 60_000);
  const [day, setDay] = useState(dayOf(began));
  const [time, setTime] = useState(clock(began));
  const [minutes, setMinutes] = useState(String(of?.minutes ?? LENGTH));
  const [services, setServices] = useState<string[]>(of?.services ?? []);
  const [name, setName] = useState(of?.carer ?? carer);
  const [note, setNote] = useState(of?.note ?? '');
  const [happened, setHappened] = useState('yes');
  const [sent, setSent] = useState(false);
  const { run, busy, failure } = useAction((intent, visit: Input | null, why: string) => {
    if (!of) {
      const json = { ...(visit as Input), placement_id: person.placement_id };
      return call((o) => client.api.v1.facilities[':id'].visits.$post({ param: { id: facility }, json }, o), {
        intent,
      });
    }
    const json = visit ? { visit } : { visit: null, note: why };
    return call((o) => client.api.v1['care-visits'][':id'].correct.$post({ param: { id: of.id }, json }, o), {
      intent,
    });
  });
  const none = happened === 'no';
  const length = Number(minutes);
  const wrong = {
    when: !day || !time,
    minutes: !Number.isInteger(length) || length < VISIT_MINUTES.least || length > VISIT_MINUTES.most,
    services: services.length === 0,
    carer: !name.trim(),
    note: none && !note.trim(),
  };
  const ready = none ? !wrong.note : !(wrong.when || wrong.minutes || wrong.services || wrong.carer);
  const send = async () => {
    setSent(true);
    if (!ready) return;
    const visit: Input = {
      visited_at: `${day}T${time}:00+08:00`,
      minutes: length,
      services: services as CareService[],
      carer: name.trim(),
      note: note.trim() || null,
    };
    const done = await run(none ? null : visit, note.trim());
    if (!done.ok) return;
    say(of ? t('已更正，原记录保留') : t('已登记对{name}的上门服务', { name: person.name }));
    onClose();
    onDone();
  };
  const error = (on: boolean, text: string, pointer: string) =>
    sent && on ? text : (errorAt(failure, pointer) ?? errorAt(failure, `/visit${pointer}`));
  return (
    <Dialog
      open
      title={
        of ? t('更正对{name}的上门记录', { name: person.name }) : t('登记对{name}的上门服务', { name: person.name })
      }
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={send}>
            {of ? t('更正') : t('登记上门')}
          </Button>
        </>
      }
    >
      <div class="visit-form">
        {failure && <Problem of={failure} />}
        {of && (
          <RadioGroup
            label={t('实际情况')}
            row
            value={happened}
            onChange={setHappened}
            options={[
              { value: 'yes', label: t('上门了，按下面更正') },
              { value: 'no', label: t('没有上门') },
            ]}
          />
        )}
        {!none && (
          <>
            <div class="visit-when">
              <DateInput
                label={t('日期')}
                pointer="/visited_at"
                value={day}
                min={person.admitted_on}
                max={dayOf(now.value)}
                onInput={setDay}
                error={error(wrong.when, t('请填日期和时间'), '/visited_at')}
              />
              <TextInput label={t('开始时间')} type="time" value={time} onInput={setTime} />
              <TextInput
                label={t('时长（分钟）')}
                type="number"
                inputMode="numeric"
                pointer="/minutes"
                min={String(VISIT_MINUTES.least)}
                max={String(VISIT_MINUTES.most)}
                value={minutes}
                onInput={setMinutes}
                error={error(wrong.minutes, t('时长为 {least}–{most} 分钟', VISIT_MINUTES), '/minutes')}
              />
            </div>
            <CheckGroup
              label={t('做了什么')}
              row
              pointer="/services"
              value={services}
              onChange={setServices}
              options={careServices.map((value) => ({ value, label: serviceWord(value) }))}
              error={error(wrong.services, t('至少选一项服务'), '/services')}
            />
            <TextInput
              label={t('护理人员姓名')}
              pointer="/carer"
              maxLength={40}
              value={name}
              onInput={setName}
              error={error(wrong.carer, t('请填护理人员姓名'), '/carer')}
            />
          </>
        )}
        <TextArea
          label={none ? t('为什么没有上门') : t('备注')}
          optional={!none}
          rows={2}
          maxLength={200}
          pointer="/note"
          value={note}
          onInput={setNote}
          error={error(wrong.note, t('请写明原因'), '/note')}
        />
      </div>
    </Dialog>
  );
}
