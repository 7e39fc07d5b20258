import { useState } from 'preact/hooks';
import { ageOn, dayOf } from '../../server/kernel/period.ts';
import { reassessOn } from '../../server/risks/rules.ts';
import { Button } from '../ui/button.tsx';
import { Facts } from '../ui/card.tsx';
import { date, now, unfiled } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { CaseView, NextAction } from '../ui/staff-frame.tsx';
import { useQuery } from '../ui/url.ts';
import { word } from '../ui/words.ts';
import { AssessRisk } from './assess-risk.tsx';
import { Discharge, Leave, LeavingDay, Return } from './leave-dialogs.tsx';
import { Correct, Move } from './move-dialogs.tsx';
import { onTrial, type Placement, riskDue, Whereabouts } from './residents.tsx';
import { StayTimeline } from './stay-timeline.tsx';
import { fundingWord, sexWord } from './words.ts';

const doings = ['leave', 'return', 'transfer', 'leaving', 'discharge', 'risk', 'correct'] as const;
type Doing = (typeof doings)[number];

/** One resident: where they are, what is due, everything that may be entered, and all that happened. */
export function ResidentCase({ of, onDone }: { of: Placement; onDone: () => void }) {
  const { query, set } = useQuery();
  const [turn, setTurn] = useState(0);
  const today = dayOf(now.value);
  const staying = of.discharged_on === null;
  const asked = doings.find((one) => one === query.do) ?? null;
  const ask = (what: Doing | null) => set({ do: what }, { replace: true });
  const done = () => {
    setTurn(turn + 1);
    onDone();
  };
  const dialog = { of, onClose: () => ask(null), onDone: done };
  return (
    <>
      <CaseView next={staying ? <Next of={of} onAsk={ask} /> : undefined}>
        <div class="row-between">
          <h2>{of.name}</h2>
          <Whereabouts of={of} />
        </div>
        <Facts
          of={[
            [
              t('性别年龄'),
              t('{sex} · {age} 岁（{born} 生）', {
                sex: sexWord(of.sex),
                age: ageOn(of.born_on, of.discharged_on ?? today),
                born: date(of.born_on),
              }),
            ],
            [
              t('床位号'),
              t('{building} {room} 室 {bed} 床', { building: of.building, room: of.room_no, bed: of.bed_no }),
            ],
            [t('类型'), word('bed', of.bed_kind)],
            [t('费用来源'), fundingWord(of.funding)],
            [t('入住'), date(of.admitted_on)],
            ...(staying
              ? ([[t('试住'), onTrial(of) ? t('到 {date}', { date: date(of.trial_until) }) : t('否')]] as [
                  string,
                  string,
                ][])
              : []),
            ...(of.until ? [[t('应急安置'), t('到 {date}', { date: date(of.until) })] as [string, string]] : []),
            ...(of.leaving_on && staying ? [[t('预计离院'), date(of.leaving_on)] as [string, string]] : []),
            ...(of.discharged_on ? [[t('退住'), date(of.discharged_on)] as [string, string]] : []),
            [
              t('风险评估'),
              of.assessed_on
                ? t('{day}，{next}前复评', { day: date(of.assessed_on), next: date(reassessOn(of.assessed_on)) })
                : unfiled(),
            ],
          ]}
        />
        {/* biome-ignore lint/a11y/useSemanticElements: a row of buttons, not a form */}
        <div class="row" role="group" aria-label={t('登记')}>
          {staying && !of.away && <Button onClick={() => ask('leave')}>{t('登记请假/住院…')}</Button>}
          {staying && <Button onClick={() => ask('transfer')}>{t('换床')}</Button>}
          {staying && <Button onClick={() => ask('leaving')}>{t('登记预计离院…')}</Button>}
          {staying && <Button onClick={() => ask('risk')}>{t('做风险评估')}</Button>}
          {of.discharge_kind !== 'error' && <Button onClick={() => ask('correct')}>{t('更正日期')}</Button>}
        </div>
        <StayTimeline of={of} turn={turn} onDone={done} />
      </CaseView>
      {asked === 'leave' && staying && <Leave {...dialog} />}
      {asked === 'return' && staying && <Return {...dialog} />}
      {asked === 'transfer' && staying && <Move {...dialog} />}
      {asked === 'leaving' && staying && <LeavingDay {...dialog} />}
      {asked === 'discharge' && staying && <Discharge {...dialog} />}
      {asked === 'risk' && staying && <AssessRisk {...dialog} />}
      {asked === 'correct' && <Correct {...dialog} />}
    </>
  );
}

/** What the state of the stay asks for next; leaving for good is always at hand beside it. */
function Next({ of, onAsk }: { of: Placement; onAsk: (what: Doing) => void }) {
  const leave = (
    <Button look="danger" onClick={() => onAsk('discharge')}>
      {t('办理退住')}
    </Button>
  );
  if (of.away)
    return (
      <NextAction
        says={t('床位保留到 {date}；返回后登记。', { date: date(of.away.keep_until) })}
        verb={t('登记返回')}
        onAct={() => onAsk('return')}
      >
        {leave}
      </NextAction>
    );
  if (riskDue(of))
    return (
      <NextAction
        says={of.assessed_on ? t('风险评估已满一年，须重新评估。') : t('还没有风险评估，请补做。')}
        verb={t('做风险评估')}
        onAct={() => onAsk('risk')}
      >
        {leave}
      </NextAction>
    );
  return <NextAction says={t('退住后床位先清洁，再放出。')} verb={t('办理退住')} onAct={() => onAsk('discharge')} />;
}
