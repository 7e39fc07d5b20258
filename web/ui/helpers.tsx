import type { InferResponseType } from 'hono/client';
import { FileCheck, UserMinus, UserPlus } from 'lucide';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { sayAction } from '../../server/kernel/audit-words.ts';
import { call, client } from '../api.ts';
import { Badge } from './badge.tsx';
import { Button } from './button.tsx';
import { Card, Facts, Notice } from './card.tsx';
import { EndHelper } from './end-helper.tsx';
import { useEvents } from './events.ts';
import { date, moment } from './format.ts';
import { relationWord, stateLook } from './helper-words.ts';
import { lang, t } from './i18n.ts';
import { LinkHelper } from './link-helper.tsx';
import { type Loaded, useLoad } from './load.ts';
import { paperWords } from './papers.ts';
import { Problem } from './problem.tsx';
import { session } from './session.ts';

export type Helpers = InferResponseType<(typeof client.api.v1.applicants)[':id']['helpers']['$get'], 200>;
export type Helper = Helpers['helpers'][number];

/** Who may act for a person, kept in step with what others do. */
export function useHelpers(id: string): Loaded<Helpers> {
  const loaded = useLoad(
    (signal) => call((o) => client.api.v1.applicants[':id'].helpers.$get({ param: { id } }, o), { signal }),
    [id],
  );
  useEvents(['helpers'], loaded.reload);
  return loaded;
}

/** How it was put in writing, in one line. */
function writing(of: Helper): string {
  if (of.relation === 'self' && !of.authorised_by) return t('本人账号');
  if (!of.authorised_by) return t('还没有书面委托');
  const at = date(of.authorised_at);
  if (of.authorised_by === 'screen')
    return t('{date}在屏幕上签名同意（授权书 {version} 版）', { date: at, version: of.wording ?? '' });
  return of.document
    ? t('{date}凭纸质材料：{paper}', { date: at, paper: t(paperWords[of.document.type]) })
    : t('{date}凭纸质材料', { date: at });
}

/** One who may act for the person: since when, by what, until when, and what they did lately. `foot`: what the reader may do. */
export function HelperCard({ of, foot }: { of: Helper; foot?: ComponentChildren }) {
  const look = stateLook(of.state);
  const facts: [string, string][] = [
    [t('开始代办'), date(of.since)],
    [t('书面委托'), writing(of)],
    ...(of.relation === 'self'
      ? []
      : [[t('委托期限'), of.until_on ? date(of.until_on) : t('长期，直到收回')] as [string, string]]),
    ...(of.ended_at ? [[t('结束时间'), moment(of.ended_at)] as [string, string]] : []),
  ];
  return (
    <Card as="li" class="stack-tight helper">
      <div class="row-between">
        <strong class="helper-name">
          {of.name} <span class="muted">{of.own ? t('（您）') : ''}</span>
        </strong>
        <span class="row">
          <Badge>{relationWord(of.relation)}</Badge>
          {of.relation !== 'self' && <Badge tone={look.tone}>{look.word}</Badge>}
        </span>
      </div>
      {of.phone_masked && <span class="num small muted">{of.phone_masked}</span>}
      <Facts of={facts} />
      {of.whole && of.deeds.length > 0 && (
        <details>
          <summary>{t('最近做了什么（{n}）', { n: of.deeds.length })}</summary>
          <ul class="stack-tight">
            {of.deeds.map((deed) => (
              <li key={`${deed.at} ${deed.action}`} class="small">
                {sayAction(lang.value, deed.action)} <span class="muted">{moment(deed.at)}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
      {foot && <div class="row">{foot}</div>}
    </Card>
  );
}

/**
 * On a case and at the counter: who acts for the person, and whether that is in writing. Where it is not, how to put it
 * right; the counter links somebody new, or somebody who acts already, on a paper it has seen, and ends what the person no
 * longer wants.
 */
export function HelpersPart({ applicant, heading: H = 'h3' }: { applicant: string; heading?: 'h2' | 'h3' }) {
  const { data, failure, reload } = useHelpers(applicant);
  const [linking, setLinking] = useState<Helper | 'new'>();
  const [ending, setEnding] = useState<Helper>();
  const role = session.value?.role;
  const counter = role === 'desk' || role === 'officer';
  const links = counter && !data?.person.died_on;
  const shown = data?.helpers.filter((h) => h.state !== 'ended') ?? [];
  const unwritten = shown.some((h) => h.state === 'unwritten');
  return (
    <section class="stack-tight" aria-label={t('代办人')}>
      <div class="row-between">
        <H>{t('代办人')}</H>
        {links && (
          <Button look="quiet" icon={UserPlus} onClick={() => setLinking('new')}>
            {t('关联代办人…')}
          </Button>
        )}
      </div>
      {failure && <Problem of={failure} onRetry={reload} focus={false} />}
      {data && shown.length === 0 && <p class="muted">{t('没有代办人，由老人自己或前台办理。')}</p>}
      {unwritten && (
        <Notice tone="amber">
          <strong>{t('委托尚未书面确认')}</strong>
          <p>
            {t(
              '代办人登记了老人，但还没有书面委托。核验委托书后点“按材料确认”，或请代办人登录后让老人用手机验证码确认。',
            )}
          </p>
        </Notice>
      )}
      <ul class="stack-tight">
        {shown.map((one) => (
          <HelperCard
            key={one.account_id}
            of={one}
            foot={
              counter ? (
                <>
                  {links && one.state === 'unwritten' && (
                    <Button icon={FileCheck} onClick={() => setLinking(one)}>
                      {t('按材料确认…')}
                      <span class="visually-hidden">{t('（{text}）', { text: one.name })}</span>
                    </Button>
                  )}
                  <Button look="quiet" icon={UserMinus} onClick={() => setEnding(one)}>
                    {t('结束代办…')}
                    <span class="visually-hidden">{t('（{text}）', { text: one.name })}</span>
                  </Button>
                </>
              ) : undefined
            }
          />
        ))}
      </ul>
      {linking && (
        <LinkHelper
          applicant={applicant}
          helper={linking === 'new' ? null : linking}
          onClose={() => setLinking(undefined)}
          onDone={reload}
        />
      )}
      {ending && (
        <EndHelper applicant={applicant} helper={ending} onClose={() => setEnding(undefined)} onDone={reload} />
      )}
    </section>
  );
}
