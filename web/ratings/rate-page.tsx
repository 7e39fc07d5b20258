import type { InferResponseType } from 'hono/client';
import { useState } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import { type Question, questions, TEXT_MAX, textReasons } from '../../server/ratings/rules.ts';
import { call, client } from '../api.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Facts, Notice } from '../ui/card.tsx';
import { Confirm } from '../ui/dialog.tsx';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { RadioGroup, TextArea } from '../ui/field.tsx';
import { date, moment } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { key, lang, t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { errorAt, Problem } from '../ui/problem.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import { hideWord, questionName, questionText } from '../ui/rating.tsx';
import { say } from '../ui/toast.tsx';
import { href } from '../ui/url.ts';
import './ratings.css';

type Own = InferResponseType<(typeof client.api.v1.stays)[':id']['rating']['$get'], 200>;
const stars = [key('很差'), key('较差'), key('一般'), key('较好'), key('很好')];

/** A family says of a stay what others should know: five answers, a few words, once. */
export default function RatePage() {
  useTitle(t('评价这次入住'));
  return (
    <Guard roles={['family']}>
      <Rate />
    </Guard>
  );
}

function Rate() {
  const { id } = useRoute().params as { id: string };
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.stays[':id'].rating.$get({ param: { id } }, o), { signal }),
    [id],
  );
  useEvents(['ratings'], reload);
  return (
    <PublicFrame>
      <div class="rate stack">
        <h1>{t('评价这次入住')}</h1>
        {failure && <Problem of={failure} onRetry={reload} focus={false} />}
        {!data && !failure && <Loading />}
        {data && (
          <>
            <Facts
              of={[
                [t('机构'), <a href={href(`/facilities/${data.facility.id}`)}>{data.facility.name}</a>],
                [t('老人'), data.person],
                [
                  t('入住'),
                  data.discharged_on
                    ? t('{from}至{to}', { from: date(data.admitted_on), to: date(data.discharged_on) })
                    : t('{day}起', { day: date(data.admitted_on) }),
                ],
              ]}
            />
            {data.rating ? (
              <Given of={data.rating} onDone={reload} />
            ) : data.reasons.length > 0 ? (
              <Notice tone="plain">
                {data.reasons.map((r) => (
                  <p key={r.code}>{lang.value === 'en' ? r.message_en : r.message_zh}</p>
                ))}
              </Notice>
            ) : (
              <Form id={id} onDone={reload} />
            )}
          </>
        )}
      </div>
    </PublicFrame>
  );
}

type Draft = Record<Question, string> & { text: string };
const empty: Draft = { care: '', respect: '', food: '', room: '', honesty: '', text: '' };

/** What was filled in stays on this device until it is sent: a lost connection loses nothing. */
function useDraft(id: string): [Draft, (next: Draft) => void, () => void] {
  const name = `yiwei.rating.${id}`;
  const [draft, setDraft] = useState<Draft>(() => {
    try {
      return { ...empty, ...(JSON.parse(sessionStorage.getItem(name) ?? '{}') as Partial<Draft>) };
    } catch {
      return empty;
    }
  });
  // At once: a page may be closed in the moment something was typed
  const keep = (next: Draft) => {
    setDraft(next);
    try {
      sessionStorage.setItem(name, JSON.stringify(next));
    } catch {
      // private mode: the draft lives as long as the page
    }
  };
  return [draft, keep, () => sessionStorage.removeItem(name)];
}

function Form({ id, onDone }: { id: string; onDone: () => void }) {
  const [draft, setDraft, forget] = useDraft(id);
  const [tried, setTried] = useState(false);
  const { run, busy, failure } = useAction((intent) => {
    const score = (q: Question) => Number(draft[q]);
    const five = { care: score('care'), respect: score('respect'), food: score('food'), room: score('room') };
    const json = { ...five, honesty: score('honesty'), text: draft.text.trim() || null };
    return call((o) => client.api.v1.stays[':id'].rating.$post({ param: { id }, json }, o), { intent });
  });
  const [wrong] = textReasons(draft.text.trim() || null);
  const send = async () => {
    setTried(true);
    if (wrong || questions.some((q) => !draft[q])) return;
    const done = await run();
    if (!done.ok) return;
    forget();
    say(t('已提交，谢谢。'));
    onDone();
  };
  const told: Record<string, string> = {
    rating_id_no: t('里面好像有身份证号，请删去。'),
    rating_phone: t('里面好像有电话号码，请删去。'),
    rating_long: t('最多 {n} 个字。', { n: TEXT_MAX }),
  };
  return (
    <form
      class="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {questions.map((q) => (
        <RadioGroup
          key={q}
          row
          label={questionText(q)}
          pointer={`/${q}`}
          value={draft[q]}
          error={tried && !draft[q] ? t('请选一项') : errorAt(failure, `/${q}`)}
          onChange={(value) => setDraft({ ...draft, [q]: value })}
          options={stars.map((word, i) => ({
            value: String(i + 1),
            label: t('{n} {word}', { n: i + 1, word: t(word) }),
          }))}
        />
      ))}
      <TextArea
        optional
        label={t('想告诉别的家庭什么？')}
        hint={t('人人可见，最多 {n} 字。不要写姓名、身份证号和电话。机构可能从内容猜出是哪一家。', { n: TEXT_MAX })}
        pointer="/text"
        rows={6}
        value={draft.text}
        error={tried && wrong ? (told[wrong.code] ?? null) : errorAt(failure, '/text')}
        onInput={(text) => setDraft({ ...draft, text })}
      />
      <Notice tone="plain">
        {t('公开时只写“家属”和入住的季节，不写姓名和日期。满 3 个家庭评价后才显示平均分。机构可以答复一次，不能删改。')}
      </Notice>
      {failure && <Problem of={failure} onRetry={send} />}
      <div class="row">
        <Button type="submit" look="primary" busy={busy}>
          {t('提交评价')}
        </Button>
        <ButtonLink look="quiet" href="/me">
          {t('以后再说')}
        </ButtonLink>
      </div>
    </form>
  );
}

function Given({ of, onDone }: { of: NonNullable<Own['rating']>; onDone: () => void }) {
  const [asking, setAsking] = useState(false);
  const { run, busy, failure } = useAction((intent) =>
    call((o) => client.api.v1.ratings[':id'].withdraw.$post({ param: { id: of.id } }, o), {
      intent,
      ifMatch: of.version,
    }),
  );
  const withdraw = async () => {
    const done = await run();
    setAsking(false);
    if (done.ok) say(t('已撤回，可以重新评价。'));
    onDone();
  };
  return (
    <section class="stack" aria-labelledby="given">
      <h2 id="given">{t('您的评价')}</h2>
      <p class="small muted">{t('{when}提交', { when: moment(of.given_at) })}</p>
      <Facts
        of={questions.map((q) => [questionName(q), t('{n} 分，{word}', { n: of[q], word: t(stars[of[q] - 1]!) })])}
      />
      {of.text && <p class="rating-words">{of.text}</p>}
      {of.hidden && (
        <Notice tone="amber">
          {t('文字已隐藏：{reason}。可以撤回后换个说法重新评价。', { reason: hideWord(of.hidden) })}
        </Notice>
      )}
      {of.reply && (
        <div class="rating-reply">
          <p class="small muted">{t('机构的答复')}</p>
          <p class="rating-words">{of.reply}</p>
        </div>
      )}
      {failure && <Problem of={failure} />}
      <div class="row">
        <Button look="danger" onClick={() => setAsking(true)}>
          {t('撤回评价')}
        </Button>
        <ButtonLink look="quiet" href="/me">
          {t('回到我的申请')}
        </ButtonLink>
      </div>
      <Confirm
        open={asking}
        title={t('撤回这条评价？')}
        verb={t('撤回')}
        busy={busy}
        onClose={() => setAsking(false)}
        onConfirm={withdraw}
      >
        <p>{t('撤回后不再显示，也不计入平均分；机构的答复一起撤下。可以重新评价。')}</p>
      </Confirm>
    </section>
  );
}
