import { CircleCheck, CloudOff, CloudUpload, TriangleAlert } from 'lucide';
import { useState } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import {
  type Answers,
  answered,
  type Draft,
  items,
  score,
  sections,
  subtotalsOf,
} from '../../server/assessments/rules.ts';
import { ageOn, dayOf } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { orderReasonWord } from '../ui/assessment.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Notice } from '../ui/card.tsx';
import { Loading } from '../ui/empty.tsx';
import { Checkbox, Select, TextArea, TextInput } from '../ui/field.tsx';
import { date, now, unfiled } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { Icon } from '../ui/icon.tsx';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { word } from '../ui/words.ts';
import { type Saving, useDraft } from './draft.ts';
import { LevelFacts, SelfCareSigns } from './facts.tsx';
import { Questions, reach } from './questions.tsx';
import { Sign } from './sign.tsx';
import { type Form, relations, said } from './words.ts';
import './assessments.css';

/** One assessment, filled in on a tablet in one pass and signed by two. */
export default function AssessmentPage() {
  return (
    <Guard roles={['assessor', 'officer', 'desk', 'leader']}>
      <Page />
    </Guard>
  );
}

function Page() {
  const { id } = useRoute().params as { id: string };
  useTitle(t('能力评估'));
  // A form is opened anew after its state has changed, never under the hands of whoever fills it in.
  const [turn, setTurn] = useState(0);
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.assessments[':id'].$get({ param: { id } }, o), { signal }),
    [id],
  );
  const renew = () => {
    setTurn((n) => n + 1);
    reload();
  };
  const key = data ? `${turn}.${data.state}.${data.version}` : '';
  return (
    <StaffFrame
      title={data ? t('能力评估：{name}', { name: data.applicant.name }) : t('能力评估')}
      tools={<ButtonLink href="/assessments">{t('全部评估任务')}</ButtonLink>}
      list={
        <div class="assess stack">
          {failure && <Problem of={failure} onRetry={reload} focus={false} />}
          {!data && !failure && <Loading />}
          {data && <About of={data} />}
          {data && !data.draft && <Elsewhere of={data} />}
          {data?.draft && data.state === 'open' && <Filling key={key} of={data} draft={data.draft} onDone={renew} />}
          {data?.draft && data.state === 'signed_once' && (
            <Reviewing key={key} of={data} draft={data.draft} onDone={renew} />
          )}
        </div>
      }
    />
  );
}

function About({ of }: { of: Form }) {
  const { applicant } = of;
  return (
    <p class="muted">
      {word('sex', applicant.sex)} · {t('{age} 岁', { age: ageOn(applicant.born_on, dayOf(now.value)) })} ·{' '}
      {applicant.community ?? unfiled()} · <span class="num">{of.phone_masked ?? unfiled()}</span> ·{' '}
      {orderReasonWord(of.reason)} · {t('{date}前出结果', { date: date(of.due_on) })} · {of.assessors.join(t('、'))}
      {of.note && <> · {of.note}</>}
    </p>
  );
}

/** For those who ordered: how far it is. The answers are for the two assessors. */
function Elsewhere({ of }: { of: Form }) {
  const { state } = of;
  return (
    <Notice>
      {state === 'done' && <p>{t('两位评估员都已签字，结果已生效。')}</p>}
      {state === 'cancelled' && <p>{t('这次评估已取消。')}</p>}
      {(state === 'open' || state === 'signed_once') && (
        <p>{t('已评 {n}/26 项。填写内容只有两位评估员能看。', { n: of.answered })}</p>
      )}
      {state === 'done' && session.value?.role !== 'assessor' && (
        <ButtonLink href={`/assessments/${of.id}/result`}>{t('看评估结果')}</ButtonLink>
      )}
    </Notice>
  );
}

function Filling({ of, draft: served, onDone }: { of: Form; draft: Draft; onDone: () => void }) {
  const { draft, change, saving, flush, version, takeTheirs, takeOurs } = useDraft(of.id, {
    draft: served,
    version: of.version,
  });
  const answer = (code: string, n: number) => change({ answers: { ...draft.answers, [code]: n } });
  const overwrite = async () => {
    const latest = await call((o) => client.api.v1.assessments[':id'].$get({ param: { id: of.id } }, o));
    if (latest.ok && latest.data.state === 'open') await takeOurs(latest.data.version);
    else {
      takeTheirs();
      onDone();
    }
  };
  return (
    <>
      <Progress answers={draft.answers} saving={saving} />
      {saving === 'stale' && (
        <Notice tone="amber">
          <strong>{t('这份评估在别处被改过')}</strong>
          <p>{t('请选用哪一份；另一份会被替换。')}</p>
          <div class="row">
            <Button
              onClick={() => {
                takeTheirs();
                onDone();
              }}
            >
              {t('用别处的')}
            </Button>
            <Button onClick={overwrite}>{t('用这台设备上的')}</Button>
          </div>
        </Notice>
      )}
      <p class="muted keys">{t('键盘：数字选分，回车或 → 到下一项，← 回上一项。')}</p>
      <Questions answers={draft.answers} onAnswer={answer} />
      <LevelFacts
        of={draft.facts}
        onChange={(facts) => change({ facts })}
        consciousness={draft.answers['B.3.9']}
        asked={draft.facts_asked}
        onAsked={(facts_asked) => change({ facts_asked })}
      />
      <SelfCareSigns of={draft.signs} onChange={(signs) => change({ signs })} />
      <section class="stack part" aria-labelledby="part-about">
        <h2 id="part-about">{t('信息提供者和备注')}</h2>
        <div class="risks">
          <TextInput
            label={t('信息提供者姓名')}
            pointer="/informant"
            value={draft.informant}
            maxLength={40}
            onInput={(informant) => change({ informant })}
          />
          <Select
            label={t('与老人的关系')}
            pointer="/relation"
            value={draft.relation}
            onInput={(relation) => change({ relation })}
            empty={t('请选择')}
            options={relations.map((value) => ({ value, label: t(value) }))}
          />
          <TextInput
            label={t('评估地点')}
            pointer="/place"
            value={draft.place}
            maxLength={100}
            onInput={(place) => change({ place })}
          />
        </div>
        <Checkbox
          label={t('需要失智照护专区')}
          hint={t('没有确诊也可以勾选，用于挑选床位。')}
          checked={draft.dementia_care}
          onChange={(dementia_care) => change({ dementia_care })}
        />
        <TextArea
          label={t('特别说明')}
          hint={t('如压疮、管路、疼痛、吞咽、疾病和用药。')}
          optional
          pointer="/notes"
          value={draft.notes}
          onInput={(notes) => change({ notes })}
          rows={3}
          maxLength={1000}
        />
      </section>
      <Outcome of={draft} coma={of.coma_level} />
      <Sign form={of} draft={draft} before={flush} version={version} onDone={onDone} />
    </>
  );
}

/** After the first signature: to read, then to confirm and sign, or to return. */
function Reviewing({ of, draft, onDone }: { of: Form; draft: Draft; onDone: () => void }) {
  return (
    <>
      <Notice tone="accent">
        {of.first_signed_by_me
          ? t('您已签字，内容不能再改。请另一位评估员用自己的账号确认签字。')
          : t('{who}已签字。请核对下面的内容，再确认签字；不同意可以退回修改。', { who: of.first_signed ?? '' })}
      </Notice>
      <Questions answers={draft.answers} onAnswer={() => {}} locked />
      <dl class="facts">
        <dt>{t('信息提供者')}</dt>
        <dd>
          {draft.informant} · {draft.relation}
        </dd>
        <dt>{t('评估地点')}</dt>
        <dd>{draft.place}</dd>
        <dt>{t('需要失智照护专区')}</dt>
        <dd>{draft.dementia_care ? t('是') : t('否')}</dd>
        {draft.notes && [<dt key="t">{t('特别说明')}</dt>, <dd key="d">{draft.notes}</dd>]}
      </dl>
      <Outcome of={draft} coma={of.coma_level} />
      <Sign form={of} draft={draft} version={() => of.version} onDone={onDone} />
    </>
  );
}

const states: Record<Saving, () => [typeof CloudOff, string]> = {
  saved: () => [CircleCheck, t('已保存')],
  saving: () => [CloudUpload, t('正在保存')],
  unsent: () => [CloudOff, t('未联网，先存在本机')],
  signed_out: () => [CloudOff, t('登录已过期，先存在本机；请重新登录')],
  stale: () => [TriangleAlert, t('别处有改动，请选择')],
  closed: () => [TriangleAlert, t('这次评估已取消或已完成，不能再填')],
};

/** How far it is, by part; where the next unanswered item is; whether what was filled in is safe. */
function Progress({ answers, saving }: { answers: Answers; saving: Saving }) {
  const done = answered(items, answers);
  const open = items.find((i) => answers[i.code] === undefined);
  const sums = subtotalsOf(answers);
  const [icon, text] = states[saving]();
  return (
    <div class="progress">
      <div class="row-between">
        <strong>
          <label for="progress-bar">{t('已评 {n}/26 项', { n: done })}</label>
        </strong>
        <span class="row">
          {open && (
            <Button
              look="quiet"
              onClick={() => {
                const next = document.getElementById(`item-${open.code}`);
                if (next) reach(next);
              }}
            >
              {t('到没评的一项')}
            </Button>
          )}
          <span class={`row save save-${saving}`} role="status">
            <Icon of={icon} /> {text}
          </span>
        </span>
      </div>
      <progress id="progress-bar" max={items.length} value={done} />
      <div class="row small">
        {sections.map((s) => (
          <span key={s.code} class="nowrap">
            <abbr title={said(s)}>{s.code}</abbr>{' '}
            <span class="num">
              {answered(s.items, answers)}/{s.items.length} · {t('{n} 分', { n: sums[s.code] ?? 0 })}
            </span>
          </span>
        ))}
      </div>
    </div>
  );
}

/** The level as the server will compute it, by the same rules; nothing while an answer is missing. */
export function Outcome({ of, coma }: { of: Pick<Draft, 'answers' | 'facts'>; coma: number }) {
  const got = score(of.answers, of.facts, { coma_level: coma });
  if (!got.ok) return <p class="outcome muted">{t('评完 26 项后显示总分和等级。')}</p>;
  return (
    <div class="outcome" role="status">
      <strong>
        {t('总分 {total}，{n} 级 {word}', { total: got.total, n: got.level, word: word('level', got.level) })}
      </strong>
      {got.level !== got.initial && (
        <p>{t('按总分为 {n} 级 {word}，因上述情形变更。', { n: got.initial, word: word('level', got.initial) })}</p>
      )}
    </div>
  );
}
