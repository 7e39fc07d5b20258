import type { InferResponseType } from 'hono/client';
import { useState } from 'preact/hooks';
import { type Purpose, purposes, takenBackOnPaper, wordingOf, wordingOn } from '../../server/consents/rules.ts';
import { dayOf } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { byWord, ConsentSource, type Source } from '../ui/consent-source.tsx';
import { purposeTitle, TermsText, told } from '../ui/consent-terms.tsx';
import { Confirm } from '../ui/dialog.tsx';
import { Loading } from '../ui/empty.tsx';
import { date, now } from '../ui/format.ts';
import { relationWord } from '../ui/helper-words.ts';
import { t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { say } from '../ui/toast.tsx';
import { SignedPaper } from './signed-paper.tsx';
import { consequenceWord, type Privacy } from './words.ts';

type Listed = InferResponseType<(typeof client.api.v1.applicants)[':id']['consents']['$get'], 200>;
type Consent = Listed['consents'][number];

/** What was agreed to, to be given and taken back in one place and with as many taps. */
export function Consents({ of, applicant, onDone }: { of: Privacy; applicant: string; onDone: () => void }) {
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.applicants[':id'].consents.$get({ param: { id: applicant } }, o), { signal }),
    [applicant, of],
  );
  const done = () => {
    reload();
    onDone();
  };
  const wording = wordingOn(dayOf(now.value));
  if (failure) return <Problem of={failure} onRetry={reload} focus={false} />;
  if (!data) return <Loading cards={2} />;
  const live = data.consents.filter((c) => !c.withdrawn_at);
  const past = data.consents.filter((c) => c.withdrawn_at);
  const open = purposes.filter((p) => p !== 'share_with_home' && !live.some((c) => c.purpose === p));
  return (
    <div class="stack">
      <p>{t('每一项分开同意。撤回和同意一样方便，撤回前已经办的不受影响。')}</p>
      {live.map((c) => (
        <LiveCard key={c.id} of={c} applicant={applicant} hangs={of.live.find((l) => l.id === c.id)} onDone={done} />
      ))}
      {wording &&
        open.map((purpose) => (
          <OpenCard
            key={purpose}
            purpose={purpose}
            applicant={applicant}
            may={data.may.includes(purpose)}
            onDone={done}
          />
        ))}
      {past.length > 0 && (
        <Card as="section" aria-label={t('撤回过的')}>
          <h2>{t('撤回过的')}</h2>
          <ul>
            {past.map((c) => (
              <li key={c.id}>
                {t('{what}：{given}同意，{back}撤回', {
                  what: titleOf(c),
                  given: date(c.given_at),
                  back: date(c.withdrawn_at),
                })}
              </li>
            ))}
          </ul>
        </Card>
      )}
    </div>
  );
}

const titleOf = (c: Consent) => {
  const terms = wordingOf(c.wording)?.terms[c.purpose];
  return terms ? purposeTitle(terms, c.purpose, c.facility) : c.purpose;
};
const channels: Record<Consent['channel'], () => string> = {
  online: () => t('网上'),
  desk: () => t('前台当面'),
  paper: () => t('纸质'),
};

function LiveCard({
  of,
  applicant,
  hangs,
  onDone,
}: {
  of: Consent;
  applicant: string;
  hangs: Privacy['live'][number] | undefined;
  onDone: () => void;
}) {
  const [asking, setAsking] = useState(false);
  const [paper, setPaper] = useState<string | null>(null);
  const desk = session.value?.role === 'desk';
  const terms = wordingOf(of.wording)?.terms[of.purpose];
  const { run, busy, failure } = useAction((intent, expect: string) =>
    call(
      (o) =>
        client.api.v1.consents[':id'].withdraw.$post({ param: { id: of.id }, json: { expect, document_id: paper } }, o),
      { intent },
    ),
  );
  const send = async () => {
    if (!hangs) return;
    const answer = await run(hangs.expect);
    if (!answer.ok) return answer.failure.code === 'consent_outcome_changed' ? onDone() : undefined;
    say(t('已撤回：{what}', { what: titleOf(of) }));
    setAsking(false);
    onDone();
  };
  return (
    <Card as="section" aria-label={titleOf(of)} data-purpose={of.purpose}>
      <div class="row-between">
        <h2>{titleOf(of)}</h2>
        <Badge tone="accent">{t('已同意')}</Badge>
      </div>
      <p class="muted">
        {t('{date} · {channel} · {who}同意', {
          date: date(of.given_at),
          channel: channels[of.channel](),
          who: of.relation ? relationWord(of.relation) : t('本人'),
        })}
        {of.on_paper && t('，附有签字的材料')}
      </p>
      {terms && <TermsText of={terms} />}
      {hangs?.may ? (
        <div>
          <Button onClick={() => setAsking(true)}>{t('撤回同意')}</Button>
        </div>
      ) : (
        <p class="muted">{t('要本人或监护人撤回：本人登录，或到社区前台办理。')}</p>
      )}
      <Confirm
        open={asking}
        title={t('撤回同意')}
        verb={t('确定撤回')}
        danger
        busy={busy}
        onConfirm={send}
        onClose={() => setAsking(false)}
      >
        {failure && <Problem of={failure} />}
        <p>
          <strong>{titleOf(of)}</strong>
        </p>
        <p>{t('撤回后会这样：')}</p>
        <ul>
          {hangs?.consequences.map((c) => (
            <li key={`${c.does} ${c.id ?? c.name}`}>{consequenceWord(c)}</li>
          ))}
        </ul>
        {terms && <p class="muted">{told(terms.kept)}</p>}
        {desk && !takenBackOnPaper(of.channel) && (
          <p>{t('听到本人或监护人当面说了才能办，系统会告诉能替老人办事的人。')}</p>
        )}
        {desk && takenBackOnPaper(of.channel) && (
          <SignedPaper applicant={applicant} value={paper} onPick={setPaper} error={errorAt(failure, '/document_id')} />
        )}
      </Confirm>
    </Card>
  );
}

function OpenCard({
  purpose,
  applicant,
  may,
  onDone,
}: {
  purpose: Purpose;
  applicant: string;
  may: boolean;
  onDone: () => void;
}) {
  const wording = wordingOn(dayOf(now.value));
  const [asking, setAsking] = useState(false);
  const [source, setSource] = useState(byWord);
  const desk = session.value?.role === 'desk';
  const { run, busy, failure } = useAction((intent, version: string, from: Source | null) =>
    call(
      (o) =>
        client.api.v1.applicants[':id'].consents.$post(
          { param: { id: applicant }, json: { wording: version, list: [{ purpose, facility_id: null }], ...from } },
          o,
        ),
      { intent },
    ),
  );
  if (!wording) return null;
  const terms = wording.terms[purpose];
  const give = async () => {
    if (!(await run(wording.version, desk ? source : null)).ok) return;
    say(t('已同意：{what}', { what: told(terms.title) }));
    setAsking(false);
    onDone();
  };
  return (
    <Card as="section" aria-label={told(terms.title)} data-purpose={purpose}>
      <div class="row-between">
        <h2>{told(terms.title)}</h2>
        <Badge>{t('没有同意')}</Badge>
      </div>
      <TermsText of={terms} />
      {may ? (
        <div>
          <Button onClick={() => setAsking(true)}>{desk ? t('记下同意…') : t('同意')}</Button>
        </div>
      ) : (
        <p class="muted">{t('要本人或监护人同意：本人登录，或到社区前台办理。')}</p>
      )}
      <Confirm
        open={asking}
        title={told(terms.title)}
        verb={desk ? t('记下同意') : t('我同意')}
        busy={busy}
        onConfirm={give}
        onClose={() => setAsking(false)}
      >
        {failure && <Problem of={failure} />}
        {desk && (
          <>
            <p>{t('请把下面的内容念给当面同意的人听，或让对方看过再签字。')}</p>
            <ConsentSource applicant={applicant} of={source} onChange={setSource} />
          </>
        )}
        <TermsText of={terms} open />
      </Confirm>
    </Card>
  );
}
