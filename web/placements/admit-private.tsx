import { useState } from 'preact/hooks';
import { readIdNo } from '../../server/applicants/rules.ts';
import { addDays, dayOf } from '../../server/kernel/period.ts';
import { BACK_DAYS } from '../../server/placements/rules.ts';
import { call, client } from '../api.ts';
import { weekdayWord } from '../ui/bed-words.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Checkbox, CheckGroup, DateInput, Select, TextInput } from '../ui/field.tsx';
import { date, now } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';
import { idNoOf, phoneOf } from '../ui/typed.ts';
import { word } from '../ui/words.ts';
import { BedPicker, type FitBed } from './bed-picker.tsx';
import { RiskForm, useRiskDraft } from './risk-form.tsx';
import { sexWord } from './words.ts';

const home = client.api.v1.facilities[':id'];
type Input = Parameters<typeof home.placements.$post>[0]['json'];

/** 自费入住: who, which bed, the nine risks, the day. The bed list appears once sex and level are known. */
export function AdmitPrivately({
  facility,
  bed: first,
  onClose,
  onDone,
}: {
  facility: string;
  bed: string | null;
  onClose: () => void;
  onDone: () => void;
}) {
  const today = dayOf(now.value);
  const [name, setName] = useState('');
  const [idNo, setIdNo] = useState('');
  const [phone, setPhone] = useState('');
  const [level, setLevel] = useState('');
  const [dementia, setDementia] = useState(false);
  const [on, setOn] = useState(today);
  const [bed, setBed] = useState<{ id: string; kind: FitBed['kind'] | null }>({ id: first ?? '', kind: null });
  const [days, setDays] = useState<string[]>([]);
  const [missing, setMissing] = useState(false);
  const risk = useRiskDraft();
  const { run, busy, failure } = useAction((intent, json: Input) =>
    call((o) => home.placements.$post({ param: { id: facility }, json }, o), { intent }),
  );
  const card = readIdNo(idNo.trim().toUpperCase(), today);
  const known = card.ok && level !== '';
  const byDay = bed.kind === 'day';
  const send = async () => {
    if (!name.trim() || !known || !bed.id || !risk.sheet || (byDay && days.length === 0)) return setMissing(true);
    const done = await run({
      name: name.trim(),
      id_no: idNo.trim().toUpperCase(),
      phone: phone.trim() || null,
      bed_id: bed.id,
      admitted_on: on,
      care_level: Number(level),
      dementia,
      weekdays: byDay ? days.map(Number) : [],
      risk: { ...risk.sheet, items: [...risk.sheet.items] },
    });
    if (!done.ok) return;
    say(
      done.data.trial_until
        ? t('{name}已入住，试住到{date}', { name: name.trim(), date: date(done.data.trial_until) })
        : t('{name}已入住', { name: name.trim() }),
    );
    onClose();
    onDone();
  };
  return (
    <Dialog
      open
      wide
      title={t('自费入住')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button look="primary" busy={busy} onClick={send}>
            {t('办理入住')}
          </Button>
        </>
      }
    >
      <div class="stack">
        {failure && <Problem of={failure} />}
        <p class="muted">{t('自费老人不必申请，住市场床位；正在轮候的，排位保留。')}</p>
        <div class="admit-who">
          <TextInput
            label={t('姓名')}
            pointer="/name"
            value={name}
            onInput={setName}
            maxLength={40}
            autoComplete="off"
            error={missing && !name.trim() ? t('请填写姓名') : errorAt(failure, '/name')}
          />
          <TextInput
            label={t('身份证号')}
            pointer="/id_no"
            value={idNo}
            onInput={(value) => setIdNo(idNoOf(value))}
            autoComplete="off"
            error={
              (missing || idNo.trim().length === 18) && !card.ok ? t('请核对身份证号') : errorAt(failure, '/id_no')
            }
          />
          <TextInput
            label={t('手机号')}
            optional
            type="tel"
            inputMode="tel"
            pointer="/phone"
            value={phone}
            onInput={(value) => setPhone(phoneOf(value))}
            autoComplete="off"
            error={errorAt(failure, '/phone')}
          />
          <Select
            label={t('本院评估的照护等级')}
            pointer="/care_level"
            value={level}
            onInput={setLevel}
            empty={t('请选择等级')}
            options={[0, 1, 2, 3, 4].map((n) => ({
              value: String(n),
              label: t('{n} 级 {word}', { n, word: word('level', n) }),
            }))}
            error={missing && level === '' ? t('请选择等级') : errorAt(failure, '/care_level')}
          />
          <DateInput
            label={t('入住日期')}
            pointer="/admitted_on"
            value={on}
            min={addDays(today, -BACK_DAYS)}
            max={today}
            onInput={setOn}
            error={errorAt(failure, '/admitted_on')}
          />
          <Checkbox label={t('需要失智照护')} checked={dementia} onChange={setDementia} />
        </div>
        {card.ok && (
          <p class="muted" aria-live="polite">
            {t('{sex}，{born} 出生', { sex: sexWord(card.sex), born: date(card.bornOn) })}
          </p>
        )}
        {known ? (
          <BedPicker
            load={(signal) =>
              call(
                (o) =>
                  home['fitting-beds'].$get(
                    {
                      param: { id: facility },
                      query: { sex: card.sex, level, dementia: dementia ? 'true' : 'false', from: on },
                    },
                    o,
                  ),
                { signal },
              )
            }
            deps={[facility, card.ok && card.sex, level, dementia, on]}
            value={bed.id}
            onChange={(b) => setBed({ id: b?.id ?? '', kind: b?.kind ?? null })}
            missing={missing}
            failure={failure}
          />
        ) : (
          <p class="muted">{t('填好身份证号和照护等级后，列出合适的空床。')}</p>
        )}
        {byDay && (
          <CheckGroup
            row
            label={t('每周哪几天')}
            pointer="/weekdays"
            value={days}
            onChange={setDays}
            options={[1, 2, 3, 4, 5, 6, 7].map((day) => ({ value: String(day), label: weekdayWord(day) }))}
            error={missing && days.length === 0 ? t('请选择哪几天') : errorAt(failure, '/weekdays')}
          />
        )}
        <RiskForm of={risk} missing={missing} failure={failure} />
      </div>
    </Dialog>
  );
}
