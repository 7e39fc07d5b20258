import { ChevronLeft, FileText, Smartphone, UserMinus, UserPlus } from 'lucide';
import { useState } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso';
import { call, client } from '../api.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Card, Notice } from '../ui/card.tsx';
import { Loading } from '../ui/empty.tsx';
import { date, moment } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { relationWord } from '../ui/helper-words.ts';
import { type Helper, HelperCard, type Helpers, useHelpers } from '../ui/helpers.tsx';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import { say } from '../ui/toast.tsx';
import { ConfirmDialog } from './confirm.tsx';
import { InviteDialog } from './invite.tsx';
import './helpers.css';

/** Who may act for a person: by what, since when, what they did lately; invited and ended here. */
export default function OwnHelpersPage() {
  return (
    <Guard roles={['family']}>
      <Own id={useRoute().params.applicantId ?? ''} />
    </Guard>
  );
}

function Own({ id }: { id: string }) {
  const { data, failure, reload } = useHelpers(id);
  const title = data ? t('谁为{name}代办', { name: data.person.name }) : t('谁在代办');
  useTitle(title);
  return (
    <PublicFrame>
      <div class="helpers-page stack">
        <div>
          <ButtonLink class="back" look="quiet" icon={ChevronLeft} href="/me">
            {t('回到我的申请')}
          </ButtonLink>
        </div>
        <h1 class="helper-name">{title}</h1>
        <p>{t('代办人能做什么、到哪一天，都写在授权书里；做过的事这里看得到。老人可以随时结束，立即生效。')}</p>
        {failure && <Problem of={failure} onRetry={reload} focus={false} />}
        {data ? <Known of={data} reload={reload} /> : !failure && <Loading cards={2} />}
      </div>
    </PublicFrame>
  );
}

function Known({ of, reload }: { of: Helpers; reload: () => void }) {
  const [open, setOpen] = useState<'invite' | 'confirm'>();
  const { route } = useLocation();
  const { person, manages } = of;
  const own = of.helpers.find((h) => h.own);
  const live = of.helpers.filter((h) => h.state !== 'ended');
  const past = of.helpers.filter((h) => h.state === 'ended');
  const end = useAction((intent, account: string) =>
    call(
      (o) =>
        client.api.v1.applicants[':id'].helpers[':account'].end.$post(
          { param: { id: person.id, account }, json: { reason: null } },
          o,
        ),
      { intent },
    ),
  );
  const restore = useAction((intent, account: string) =>
    call(
      (o) =>
        client.api.v1.applicants[':id'].helpers[':account'].restore.$post(
          { param: { id: person.id, account }, json: {} },
          o,
        ),
      { intent },
    ),
  );
  const again = async (account: string) => {
    const done = await restore.run(account);
    if (done.ok) say(t('已恢复委托'));
    reload();
  };
  const stop = async (one: Helper) => {
    const done = await end.run(one.account_id);
    if (!done.ok) return;
    if (one.own) {
      say(t('您已退出，不再为{name}代办', { name: person.name }));
      return route('/me');
    }
    say(t('已结束，{name}现在起不能再代办', { name: one.name }), {
      undo: one.authorised_by ? () => void again(one.account_id) : undefined,
    });
    reload();
  };
  return (
    <>
      {(end.failure ?? restore.failure) && <Problem of={(end.failure ?? restore.failure)!} />}
      {own?.state === 'unwritten' && (
        <Notice tone="amber">
          <strong>{t('委托尚未书面确认')}</strong>
          <p>{t('现在可以先申请。请尽快让老人同意，否则受理时会要求补委托书。')}</p>
          <div class="row">
            {person.phone_masked && own.relation !== 'guardian' && (
              <Button look="primary" icon={Smartphone} onClick={() => setOpen('confirm')}>
                {t('老人用手机验证码同意')}
              </Button>
            )}
            <ButtonLink icon={FileText} href={`/me/documents/${person.id}`}>
              {own.relation === 'guardian' ? t('上传监护证明') : t('上传签了字的委托书')}
            </ButtonLink>
          </div>
        </Notice>
      )}
      <ul class="stack">
        {live.map((one) => (
          <HelperCard
            key={one.account_id}
            of={one}
            foot={
              one.relation !== 'self' && (manages || one.own) ? (
                <Button icon={UserMinus} busy={end.busy} onClick={() => stop(one)}>
                  {one.own ? t('我不再代办') : t('结束委托')}
                  <span class="visually-hidden">{t('（{text}）', { text: one.name })}</span>
                </Button>
              ) : undefined
            }
          />
        ))}
      </ul>
      {manages && !person.died_on && (
        <div>
          <Button look="primary" icon={UserPlus} onClick={() => setOpen('invite')}>
            {t('邀请代办人')}
          </Button>
        </div>
      )}
      {!manages && <p class="muted">{t('邀请新的代办人、结束别人的委托，要由老人自己的账号来办。')}</p>}
      {of.invitations.length > 0 && <Waiting of={of.invitations} reload={reload} />}
      {past.length > 0 && (
        <details>
          <summary>{t('以前的代办人（{n}）', { n: past.length })}</summary>
          <ul class="stack">
            {past.map((one) => (
              <HelperCard
                key={one.account_id}
                of={one}
                foot={
                  manages && one.authorised_by ? (
                    <Button busy={restore.busy} onClick={() => again(one.account_id)}>
                      {t('恢复委托')}
                      <span class="visually-hidden">{t('（{text}）', { text: one.name })}</span>
                    </Button>
                  ) : undefined
                }
              />
            ))}
          </ul>
        </details>
      )}
      {open === 'invite' && <InviteDialog person={person} onClose={() => setOpen(undefined)} onDone={reload} />}
      {open === 'confirm' && own && (
        <ConfirmDialog person={person} relation={own.relation} onClose={() => setOpen(undefined)} onDone={reload} />
      )}
    </>
  );
}

/** Invitations nobody has taken up yet. */
function Waiting({ of, reload }: { of: Helpers['invitations']; reload: () => void }) {
  const { run, busy, failure } = useAction((intent, id: string) =>
    call((o) => client.api.v1.helpers.invitations[':id'].revoke.$post({ param: { id }, json: {} }, o), { intent }),
  );
  const take = async (id: string) => {
    if ((await run(id)).ok) say(t('邀请已收回'));
    reload();
  };
  return (
    <section class="stack-tight" aria-label={t('等人接受的邀请')}>
      <h2>{t('等人接受的邀请')}</h2>
      {failure && <Problem of={failure} />}
      <ul class="stack">
        {of.map((one) => (
          <Card as="li" key={one.id} class="row-between">
            <span>
              {relationWord(one.relation)} ·{' '}
              {one.until_on ? t('委托到{date}为止。', { date: date(one.until_on) }) : t('长期，直到收回')}
              <span class="small muted"> {t('邀请码{until}前有效', { until: moment(one.expires_at) })}</span>
            </span>
            <Button busy={busy} onClick={() => take(one.id)}>
              {t('收回邀请')}
            </Button>
          </Card>
        ))}
      </ul>
    </section>
  );
}
