import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { StatusDot } from '../ui/badge.tsx';
import { ButtonLink } from '../ui/button.tsx';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { month as monthWord } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { CaseView, NextAction } from '../ui/staff-frame.tsx';
import { Flags } from './flags.tsx';
import { PublishDialog } from './publish.tsx';
import type { Answer, Detail } from './shapes.ts';
import { markOf, type Question, questionAsks, questionName, questions, stateWord } from './words.ts';

/** One line's month: each question with its answer, every flag open on the records that cause it. */
export function LineMonth({ line, month }: { line: string; month: string }) {
  const { data, failure, reload } = useLoad(
    (signal) =>
      call((o) => client.api.v1.scrutiny.lines[':id'].$get({ param: { id: line }, query: { month } }, o), { signal }),
    [line, month],
  );
  useEvents(['funds'], reload);
  const [publishing, setPublishing] = useState(false);
  if (failure) return <Problem of={failure} onRetry={reload} focus={false} />;
  if (!data) return <Loading />;
  return (
    <>
      <CaseView next={<Publish of={data} onAct={() => setPublishing(true)} />}>
        <div class="row-between">
          <h2>{t('{month} · {line}', { month: monthWord(month), line: data.line.name })}</h2>
          <ButtonLink href={`/officer/funds/${line}`}>{t('打开台账')}</ButtonLink>
        </div>
        {questions.map((q) => (
          <One key={q} question={q} of={data[q]} />
        ))}
      </CaseView>
      {publishing && <PublishDialog line={line} month={month} onClose={() => setPublishing(false)} onDone={reload} />}
    </>
  );
}

function One({ question, of }: { question: Question; of: Answer }) {
  const count = of.flags.reduce((n, f) => n + f.rows.length, 0);
  return (
    <section class="question stack-tight" aria-label={questionName(question)}>
      <div class="row-between">
        <h3>{questionName(question)}</h3>
        <StatusDot {...markOf(of.state)}>{stateWord(question, { ...of, flags: count })}</StatusDot>
      </div>
      <p class="small muted">{questionAsks(question)}</p>
      <Flags of={of.flags} heading="h4" />
    </section>
  );
}

/** Publishing is what the bureau can do here itself; everything else is mended where it went wrong. */
function Publish({ of, onAct }: { of: Detail; onAct: () => void }) {
  const role = session.value?.role;
  if ((role !== 'officer' && role !== 'leader') || of.disclosure.state === 'none') return null;
  const done = of.disclosure.state === 'passes';
  return (
    <NextAction
      says={done ? t('本月使用已经公示。名单有变化时可以再公示。') : t('公示本月使用：先看遮盖后的名单，再选公示期。')}
      verb={done ? t('再公示…') : t('公示…')}
      onAct={onAct}
    />
  );
}
