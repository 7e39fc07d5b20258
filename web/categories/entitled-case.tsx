import { FilePlus2 } from 'lucide';
import { useState } from 'preact/hooks';
import { ageOn, dayOf } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Facts, Notice } from '../ui/card.tsx';
import { DateInput, RadioGroup, TextArea } from '../ui/field.tsx';
import { date, now, unfiled } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { CaseView } from '../ui/staff-frame.tsx';
import { say } from '../ui/toast.tsx';
import { href } from '../ui/url.ts';
import { type Entitled, Kinds } from './entitled.tsx';
import { outcomeWord, outcomeWords } from './words.ts';

type Outcome = 'contacted' | 'not_needed' | 'applied_for';

/** One person to be gone to: who, why, what came of it before, and what comes of it now. */
export function EntitledCase({ of, onDone }: { of: Entitled; onDone: () => void }) {
  const role = session.value?.role;
  const acts = role === 'officer' || role === 'desk';
  return (
    <CaseView
      next={
        acts && (
          <div class="next">
            <p class="next-say">
              {of.applicant_id ? t('本人同意后，可以代为申请。') : t('本人同意后，凭身份证登记并代为申请。')}
            </p>
            <ButtonLink
              look="primary"
              icon={FilePlus2}
              href={href('/apply', of.applicant_id ? { person: of.applicant_id } : {})}
            >
              {t('代为申请')}
            </ButtonLink>
          </div>
        )
      }
    >
      <h2>{of.name}</h2>
      <Facts
        of={[
          [t('类别'), <Kinds of={of} />],
          [t('年龄'), t('{age} 岁（{born} 生）', { age: ageOn(of.born_on, dayOf(now.value)), born: date(of.born_on) })],
          [
            t('证件与电话'),
            <span class="num">
              {of.id_no_masked} · {of.phone_masked ?? unfiled()}
            </span>,
          ],
          [t('住在'), [of.street, of.community].filter(Boolean).join(' · ') || unfiled()],
          [
            t('上次联系'),
            of.outcome ? (
              <>
                {outcomeWord(of.outcome)} · {date(of.contacted_on)}
                {of.note && <div class="muted">{of.note}</div>}
              </>
            ) : (
              t('还没有')
            ),
          ],
        ]}
      />
      {!of.applicant_id && <Notice>{t('只在部门名单上，还没有登记。名单没有电话和住址，可请社区上门。')}</Notice>}
      {acts && <Contact of={of} onDone={onDone} />}
    </CaseView>
  );
}

function Contact({ of, onDone }: { of: Entitled; onDone: () => void }) {
  const [outcome, setOutcome] = useState<Outcome | ''>('');
  const [day, setDay] = useState(dayOf(now.value));
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);
  const { run, busy, failure } = useAction((intent, json: { outcome: Outcome; day: string; note: string | null }) =>
    call(
      (o) =>
        client.api.v1.entitled.contacts.$post(
          { json: { ...json, applicant_id: of.applicant_id, entry_id: of.entry_id } },
          o,
        ),
      { intent },
    ),
  );
  const save = async () => {
    setTried(true);
    if (!outcome || !day) return;
    const done = await run({ outcome, day, note: note.trim() || null });
    if (!done.ok) return;
    say(t('已记下'));
    onDone();
  };
  return (
    <form
      class="stack contact"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <h3>{t('记一次联系')}</h3>
      {failure && <Problem of={failure} onRetry={save} />}
      <RadioGroup
        row
        label={t('结果')}
        value={outcome}
        onChange={(value) => setOutcome(value as Outcome)}
        options={outcomeWords().map(([value, label]) => ({ value, label }))}
        error={tried && !outcome ? t('请选一个结果') : null}
      />
      <DateInput
        label={t('哪天')}
        pointer="/day"
        value={day}
        max={dayOf(now.value)}
        onInput={setDay}
        error={tried && !day ? t('请选日期') : errorAt(failure, '/day')}
      />
      <TextArea label={t('说明')} optional rows={2} maxLength={300} value={note} onInput={setNote} />
      <div>
        <Button type="submit" busy={busy}>
          {t('记下')}
        </Button>
      </div>
    </form>
  );
}
