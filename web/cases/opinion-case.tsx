import { useState } from 'preact/hooks';
import { say as sentence } from '../../server/kernel/messages.ts';
import { mayGive, type Outcome, outcomes, reasonsOf } from '../../server/reviews/rules.ts';
import { call, client } from '../api.ts';
import { Badge } from '../ui/badge.tsx';
import { Facts } from '../ui/card.tsx';
import { Loading } from '../ui/empty.tsx';
import { RadioGroup, Select, TextArea } from '../ui/field.tsx';
import { moment } from '../ui/format.ts';
import { lang, t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { CaseView, NextAction } from '../ui/staff-frame.tsx';
import { say } from '../ui/toast.tsx';
import { word } from '../ui/words.ts';
import type { OpinionRow } from './opinions.tsx';
import { partFacts } from './part.ts';

type Said = { outcome: Outcome; reason: string; note: string | null };

/** One request: the part of the case this department may see, and its one opinion. */
export function OpinionCase({ of, onDone }: { of: OpinionRow; onDone: () => void }) {
  const { department } = of;
  const codes = reasonsOf[department];
  const [outcome, setOutcome] = useState<Outcome | ''>('');
  const [reason, setReason] = useState('');
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);
  const read = useLoad(
    (signal) => call((o) => client.api.v1.opinions[':id'].$get({ param: { id: of.id } }, o), { signal }),
    [of.id],
  );
  const { run, busy, failure } = useAction((intent, json: Said) =>
    call((o) => client.api.v1.opinions[':id'].$post({ param: { id: of.id }, json }, o), { intent }),
  );
  const judge = (text: string) =>
    outcome ? mayGive({ department, given: false, inReview: true }, { outcome, reason, note: text }) : null;
  const verdict = judge(note);
  const bare = judge('');
  const noteNeeded = !!bare && !bare.ok && bare.reasons.some((one) => one.pointer === '/note');
  const at = (pointer: string) => {
    const wrong = tried && verdict && !verdict.ok ? verdict.reasons.find((one) => one.pointer === pointer) : undefined;
    return wrong ? sentence(lang.value, wrong.code, wrong.values) : errorAt(failure, pointer);
  };
  // Yes has the one plain reason of the department; a no never has it
  const fitting = outcome === 'agree' ? codes.slice(0, 1) : outcome === 'disagree' ? codes.slice(1) : codes;
  const choose = (next: string) => {
    setOutcome(next as Outcome);
    setReason(next === 'agree' ? (codes[0] ?? '') : '');
  };
  const send = async () => {
    setTried(true);
    if (!outcome || !verdict?.ok) return;
    const done = await run({ outcome, reason, note: note.trim() || null });
    if (!done.ok) return;
    say(
      done.data.outstanding
        ? t('对{name}的意见已给出，还等 {n} 个部门', { name: of.name, n: done.data.outstanding })
        : t('对{name}的意见已给出，各部门已齐', { name: of.name }),
    );
    onDone();
  };
  return (
    <CaseView
      next={
        of.outcome === null && (
          <NextAction
            says={t('意见只给一次，给出后不能更改。')}
            verb={t('给出意见')}
            busy={busy}
            onAct={() => void send()}
          />
        )
      }
    >
      <div class="row-between">
        <h2>{of.name}</h2>
        <span class="row">
          <Badge>{word('department', department)}</Badge>
          <span class="num muted">{of.receipt_no}</span>
        </span>
      </div>
      {read.failure && <Problem of={read.failure} onRetry={read.reload} focus={false} />}
      {!read.data && !read.failure && <Loading cards={1} />}
      {read.data && (
        <section class="stack-tight" aria-label={t('本部门可见的内容')}>
          <Facts of={partFacts(read.data.part)} />
          <p class="small muted">{t('只显示履行本部门职责所需的内容；打开已记入日志。')}</p>
        </section>
      )}
      {of.outcome === null ? (
        <div class="stack">
          {failure && <Problem of={failure} />}
          <RadioGroup
            row
            label={t('意见')}
            pointer="/outcome"
            value={outcome}
            onChange={choose}
            options={outcomes.map((value) => ({ value, label: word('opinion', value) }))}
            error={tried && !outcome ? t('请选择意见') : errorAt(failure, '/outcome')}
          />
          {outcome && (
            <>
              <Select
                label={t('理由')}
                pointer="/reason"
                value={reason}
                empty={outcome === 'agree' ? undefined : t('请选择')}
                onInput={setReason}
                options={fitting.map((value) => ({ value, label: word('opinion_reason', value) }))}
                error={at('/reason')}
              />
              <TextArea
                label={t('说明')}
                optional={!noteNeeded}
                hint={noteNeeded ? t('不是明确同意的，须写明情况。') : undefined}
                pointer="/note"
                value={note}
                onInput={setNote}
                rows={3}
                maxLength={1000}
                error={at('/note')}
              />
            </>
          )}
        </div>
      ) : (
        <Facts
          of={[
            [t('意见'), word('opinion', of.outcome)],
            [t('理由'), word('opinion_reason', of.reason ?? '')],
            [t('说明'), of.note ?? t('无')],
            [t('答复时间'), moment(of.given_at)],
          ]}
        />
      )}
    </CaseView>
  );
}
