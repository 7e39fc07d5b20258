import type { InferResponseType } from 'hono/client';
import { Plus } from 'lucide';
import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { type Shape, StatusDot, type Tone } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Card, Facts } from '../ui/card.tsx';
import { Confirm } from '../ui/dialog.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { date, moment } from '../ui/format.ts';
import { key, t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { OwnFacility } from '../ui/own-facility.tsx';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { say } from '../ui/toast.tsx';
import { HowTo } from './how-to.tsx';
import { NewToken } from './new-token.tsx';
import { scopeWords } from './words.ts';
import './rosters.css';

const api = client.api.v1.facilities[':id'].tokens;
export type Token = InferResponseType<typeof api.$get, 200>['tokens'][number];

/** The institution's page for its own system: tokens made, used and revoked, and how a program comes in with one. */
export default function TokensPage() {
  useTitle(t('系统对接'));
  return <OwnFacility title={t('系统对接')}>{(facility) => <Tokens facility={facility} />}</OwnFacility>;
}

function Tokens({ facility }: { facility: string }) {
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => api.$get({ param: { id: facility } }, o), { signal }),
    [facility],
  );
  const [making, setMaking] = useState(false);
  const [ending, setEnding] = useState<Token>();
  // What still opens something first, the newest of it on top.
  const tokens = [...(data?.tokens ?? [])]
    .reverse()
    .sort((a, b) => Number(b.state === 'live') - Number(a.state === 'live'));
  return (
    <>
      <StaffFrame
        title={t('系统对接')}
        tools={
          <Button look="primary" icon={Plus} onClick={() => setMaking(true)}>
            {t('新建令牌')}
          </Button>
        }
        list={
          <div class="stack machine">
            <p class="muted">{t('您自己的管理系统凭令牌把床位和在住老人的名单送过来，不用在两处录入。')}</p>
            {failure && <Problem of={failure} onRetry={reload} focus={false} />}
            {!data && !failure && <Loading />}
            {data && tokens.length === 0 && (
              <Empty title={t('还没有令牌')}>
                <p>{t('新建一个令牌，交给您的系统服务商。')}</p>
              </Empty>
            )}
            {tokens.length > 0 && (
              <ul class="tokens" aria-label={t('令牌')}>
                {tokens.map((one) => (
                  <OneToken key={one.id} of={one} onEnd={() => setEnding(one)} />
                ))}
              </ul>
            )}
            <HowTo facility={facility} />
          </div>
        }
      />
      {making && <NewToken facility={facility} onClose={() => setMaking(false)} onDone={reload} />}
      {ending && <Revoke of={ending} onClose={() => setEnding(undefined)} onDone={reload} />}
    </>
  );
}

function Revoke({ of, onClose, onDone }: { of: Token; onClose: () => void; onDone: () => void }) {
  const { run, busy, failure } = useAction((intent) =>
    call((o) => client.api.v1.tokens[':id'].revoke.$post({ param: { id: of.id } }, o), { intent }),
  );
  return (
    <Confirm
      open
      danger
      busy={busy}
      title={t('撤销令牌“{name}”', { name: of.name })}
      verb={t('撤销令牌')}
      onClose={onClose}
      onConfirm={async () => {
        if (!(await run()).ok) return;
        say(t('令牌已撤销'));
        onDone();
        onClose();
      }}
    >
      {failure && <Problem of={failure} />}
      <p>{t('用它的系统从下一次请求起就进不来了，撤销后不能恢复。')}</p>
      <p class="muted">{of.used_at ? t('最近使用：{at}', { at: moment(of.used_at) }) : t('还没有用过。')}</p>
    </Confirm>
  );
}

const states: Record<Token['state'], { word: string; shape: Shape; tone: Tone }> = {
  live: { word: key('有效'), shape: 'check', tone: 'accent' },
  expired: { word: key('已过期'), shape: 'dash', tone: 'stale' },
  revoked: { word: key('已撤销'), shape: 'cross', tone: 'stale' },
  maker_left: { word: key('创建人已离职'), shape: 'cross', tone: 'stale' },
};

function OneToken({ of, onEnd }: { of: Token; onEnd: () => void }) {
  const { word, shape, tone } = states[of.state];
  const live = of.state === 'live';
  return (
    <Card as="li" class={`token${live ? '' : ' muted'}`}>
      <div class="row-between">
        <h2>{of.name}</h2>
        <StatusDot shape={shape} tone={tone}>
          {t(word)}
        </StatusDot>
      </div>
      <code class="small">{of.hint}…</code>
      <Facts
        of={[
          [t('可以'), of.scopes.map((scope) => t(scopeWords[scope])).join(t('、'))],
          [t('最近使用'), of.used_at ? moment(of.used_at) : t('从未')],
          [t('有效至'), of.expires_at ? date(new Date(Date.parse(of.expires_at) - 1)) : t('撤销为止')],
          [t('创建'), `${of.made_by} · ${date(of.created_at)}`],
        ]}
      />
      {live && (
        <div>
          <Button aria-label={t('撤销令牌“{name}”', { name: of.name })} onClick={onEnd}>
            {t('撤销令牌')}
          </Button>
        </div>
      )}
    </Card>
  );
}
