import type { InferRequestType } from 'hono/client';
import { CircleAlert } from 'lucide';
import { useState } from 'preact/hooks';
import { type Purpose, purposes, wordingOn } from '../../server/consents/rules.ts';
import { dayOf } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { Badge } from './badge.tsx';
import { Card, Notice } from './card.tsx';
import { byWord, ConsentSource, type Source } from './consent-source.tsx';
import { purposeTitle, TermsText, told } from './consent-terms.tsx';
import { knownFacilities } from './facilities.ts';
import { Checkbox } from './field.tsx';
import { date, now } from './format.ts';
import { t } from './i18n.ts';
import { Icon } from './icon.tsx';
import { useLoad } from './load.ts';
import { Problem } from './problem.tsx';
import { session } from './session.ts';

export type Given = NonNullable<InferRequestType<typeof client.api.v1.applications.$post>['json']['consents']>;
/** One box: a purpose, and for data that goes to a home which one. */
type Box = { id: string; purpose: Purpose; home: string | null };

/**
 * The boxes of an application, each for itself and none ticked. `complete` says what is missing where it stands and
 * answers null, else what to send along.
 */
export function useConsents(applicant: string, homes: readonly string[], channel: Source['channel'] = 'desk') {
  const [ticked, setTicked] = useState<string[]>([]);
  const [source, setSource] = useState<Source>(byWord);
  const [missing, setMissing] = useState(false);
  const list = useLoad(
    (signal) => call((o) => client.api.v1.applicants[':id'].consents.$get({ param: { id: applicant } }, o), { signal }),
    [applicant],
  );
  const wording = wordingOn(dayOf(now.value));
  const boxes = purposes.flatMap((purpose): Box[] =>
    purpose === 'share_with_home'
      ? homes.map((home) => ({ id: `${purpose} ${home}`, purpose, home }))
      : [{ id: purpose, purpose, home: null }],
  );
  const needed = list.data?.needed ?? [];
  const open = boxes.filter((b) => !heldOf(list.data, b) && needed.includes(b.purpose) && !ticked.includes(b.id));
  const complete = (): { given: Given | null } | null => {
    if (open.length > 0) {
      setMissing(true);
      document.querySelector<HTMLElement>(`[data-consent="${open[0]?.id}"] input`)?.focus();
      return null;
    }
    if (!wording || ticked.length === 0) return { given: null };
    const chosen = boxes.filter((b) => ticked.includes(b.id));
    const staff = session.value?.role !== 'family';
    return {
      given: {
        wording: wording.version,
        list: chosen.map((b) => ({ purpose: b.purpose, facility_id: b.home })),
        ...(staff ? { relation: source.relation, document_id: channel === 'paper' ? source.document_id : null } : {}),
      },
    };
  };
  return { applicant, channel, list, wording, boxes, needed, ticked, setTicked, source, setSource, missing, complete };
}

type Listed = NonNullable<ReturnType<typeof useConsents>['list']['data']>;
const heldOf = (data: Listed | undefined, { purpose, home }: Box) =>
  data?.consents.find((c) => c.purpose === purpose && c.facility_id === home && c.withdrawn_at === null);

/** The last page of an application: what is agreed to, purpose by purpose, and what only is told. */
export function ConsentBoxes({ of }: { of: ReturnType<typeof useConsents> }) {
  const { list, wording, boxes } = of;
  const staff = session.value?.role !== 'family';
  if (!wording) return null;
  if (list.failure) return <Problem of={list.failure} onRetry={list.reload} focus={false} />;
  return (
    <Card as="section" aria-label={t('同意事项')}>
      <h2>{t('同意事项')}</h2>
      <p>
        {staff
          ? t('请逐项念给老人或家人听，他们同意的才勾选。')
          : t('每一项分开同意，随时可以在「我的隐私」里撤回，和同意一样方便。')}{' '}
        <a href="/privacy">{t('隐私政策')}</a>
      </p>
      {staff && <ConsentSource applicant={of.applicant} of={of.source} fixed={of.channel} onChange={of.setSource} />}
      {boxes.map((box) => (
        <OneBox key={box.id} box={box} of={of} />
      ))}
      <details class="consent-more">
        <summary>{t('依法办理、不需要您同意的')}</summary>
        {wording.told.map((one) => (
          <p key={one.title[0]}>
            <strong>{told(one.title)}</strong> {told(one.text)} <span class="muted">{told(one.ground)}</span>
          </p>
        ))}
      </details>
    </Card>
  );
}

function OneBox({ box, of }: { box: Box; of: ReturnType<typeof useConsents> }) {
  const { list, wording, needed, ticked, setTicked, missing } = of;
  const terms = wording?.terms[box.purpose];
  if (!terms) return null;
  const held = heldOf(list.data, box);
  const title = purposeTitle(terms, box.purpose, box.home && (knownFacilities.value.get(box.home)?.name ?? '…'));
  const must = needed.includes(box.purpose);
  const may = list.data?.may.includes(box.purpose) ?? true;
  const wanting = missing && must && !held && !ticked.includes(box.id);
  return (
    <div class="consent field" data-consent={box.id}>
      {held ? (
        <div class="row">
          <strong>{title}</strong>
          <Badge tone="accent">{t('{date}已同意', { date: date(held.given_at) })}</Badge>
        </div>
      ) : may ? (
        <Checkbox
          label={must ? t('我同意：{what}（必需）', { what: title }) : t('我同意：{what}', { what: title })}
          checked={ticked.includes(box.id)}
          onChange={(on) => setTicked(on ? [...ticked, box.id] : ticked.filter((id) => id !== box.id))}
        />
      ) : (
        <Notice>
          <strong>{title}</strong>
          <p>{t('这一项要老人本人或监护人同意：本人登录后在「我的隐私」里同意，或到社区前台办理。申请可以先提交。')}</p>
        </Notice>
      )}
      {wanting && (
        <div class="field-error" role="alert">
          <Icon of={CircleAlert} />
          <span>{t('没有这一项同意，申请提交不了：{why}', { why: told(terms.without) })}</span>
        </div>
      )}
      <div class="consent-text">
        <TermsText of={terms} />
      </div>
    </div>
  );
}
