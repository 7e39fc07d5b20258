import type { InferResponseType } from 'hono/client';
import { CheckCheck, CircleCheckBig, LogIn, Unlink } from 'lucide';
import { useEffect, useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { BedShape, type BedState } from '../ui/badge.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { moment, number } from '../ui/format.ts';
import { FreshnessTag } from '../ui/freshness.tsx';
import { key, t } from '../ui/i18n.ts';
import { Icon } from '../ui/icon.tsx';
import { useAction, useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import { word } from '../ui/words.ts';
import './freshness.css';

type Figures = InferResponseType<typeof client.api.v1.confirm.$get, 200>;
const dead: Record<string, string> = {
  link_unknown: key('链接无效'),
  link_expired: key('链接已过期'),
  facility_closed: key('机构已停止服务'),
  not_found: key('链接无效'),
};

/**
 * Where the link of a message leads: the facility's figures, and one button. The token stands behind the # so that no
 * server on the way writes it down, and a preview of the link confirms nothing.
 */
export default function ConfirmPage() {
  useTitle(t('确认床位数据'));
  const [token, setToken] = useState(location.hash.slice(1));
  useEffect(() => {
    const another = () => setToken(location.hash.slice(1));
    addEventListener('hashchange', another);
    return () => removeEventListener('hashchange', another);
  }, []);
  return (
    <PublicFrame>
      <ByLink key={token} token={token} />
    </PublicFrame>
  );
}

function ByLink({ token }: { token: string }) {
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.confirm.$get({ header: { 'x-link-token': token } }, o), { signal }),
    [token],
  );
  const {
    run,
    busy,
    failure: refused,
  } = useAction((intent) => call((o) => client.api.v1.confirm.$post({ json: { token } }, o), { intent }));
  const [done, setDone] = useState<string>();
  const confirm = async () => {
    const answer = await run();
    if (answer.ok) setDone(answer.data.confirmed_at);
  };
  const wrong = refused ?? failure;
  const title = wrong && dead[wrong.code];
  if (title) return <Dead title={t(title)} says={wrong.title} />;
  return (
    <div class="confirm stack">
      {wrong && <Problem of={wrong} onRetry={reload} />}
      {!data && !failure && <Loading cards={1} />}
      {data && (
        <Card as="section" class="stack">
          <div class="stack-tight">
            <h1 tabIndex={-1}>{data.facility.name}</h1>
            <p class="muted">{word('facility', data.facility.kind)}</p>
          </div>
          <Numbers of={data} />
          {done ? <Done at={done} /> : <Ask of={data} busy={busy} onConfirm={confirm} />}
        </Card>
      )}
    </div>
  );
}

/** Six numbers that always sum to the beds there are. */
function Numbers({ of }: { of: Figures }) {
  const six: [BedState, number][] = [
    ['free', of.free],
    ['reserved', of.held],
    ['occupied', of.occupied - of.kept],
    ['away', of.kept],
    ['cleaning', of.cleaning],
    ['out_of_service', of.closed - of.cleaning],
  ];
  return (
    <div class="stack-tight">
      <ul class="confirm-six">
        {six.map(([state, n]) => (
          <li key={state} class={state === 'free' ? 'confirm-free' : undefined}>
            <strong class="num">{number(n)}</strong>
            <BedShape state={state} named />
          </li>
        ))}
      </ul>
      <p class="muted">{t('共 {n} 床', { n: of.filed })}</p>
    </div>
  );
}

function Ask({ of, busy, onConfirm }: { of: Figures; busy: boolean; onConfirm: () => void }) {
  return (
    <>
      <p>
        <FreshnessTag confirmedAt={of.confirmed_at} />
      </p>
      <p>{t('这些数字现在还对吗？')}</p>
      <Button class="confirm-go" look="primary" wide icon={CheckCheck} busy={busy} onClick={onConfirm}>
        {t('无变化，一键确认')}
      </Button>
      <p class="muted">{t('有变化：请登录后在床位页更新，更新后就不用再确认。')}</p>
      <ButtonLink href="/institution/beds" icon={LogIn}>
        {t('登录更新床位')}
      </ButtonLink>
    </>
  );
}

function Done({ at }: { at: string }) {
  return (
    <div class="confirm-done" role="status">
      <Icon of={CircleCheckBig} />
      <div class="stack-tight">
        <strong>{t('已确认')}</strong>
        <p>{t('{when}确认。公众看到的空床时间已更新，可以关闭此页。', { when: moment(at) })}</p>
      </div>
    </div>
  );
}

function Dead({ title, says }: { title: string; says: string }) {
  return (
    <Empty as="h1" icon={Unlink} title={title}>
      <p>{says}</p>
      <ButtonLink look="primary" href="/institution/beds" icon={LogIn}>
        {t('登录确认')}
      </ButtonLink>
    </Empty>
  );
}
