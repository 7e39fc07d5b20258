import { call, client } from '../api.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Loading } from '../ui/empty.tsx';
import { age, moment } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import { say } from '../ui/toast.tsx';

/** Where this account is signed in, and ending any of it at once. */
export function Sessions() {
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.account.sessions.$get({}, o), { signal }),
    [],
  );
  const end = useAction((intent, id: string) =>
    call((o) => client.api.v1.account.sessions[':id'].$delete({ param: { id } }, o), { intent }),
  );
  const close = async (id: string, current: boolean) => {
    const done = await end.run(id);
    if (!done.ok) return;
    if (current) location.assign('/signin');
    else {
      say(t('已结束那台设备的登录'));
      reload();
    }
  };
  return (
    <Card as="section" class="stack">
      <h2>{t('登录的设备')}</h2>
      {(failure ?? end.failure) && <Problem of={(failure ?? end.failure)!} onRetry={reload} focus={false} />}
      {!data && !failure && <Loading cards={1} />}
      <ul class="sessions">
        {data?.sessions.map((one) => (
          <li key={one.id} class="row-between">
            <div>
              <div>
                {device(one.agent)} {one.current && <Badge tone="accent">{t('本机')}</Badge>}{' '}
                {one.strength >= 2 && <Badge>{t('两步验证')}</Badge>}
              </div>
              <div class="muted small">
                {t('{at}登录 · {age}用过', { at: moment(one.created_at), age: age(one.seen_at) })}
              </div>
            </div>
            <Button busy={end.busy} onClick={() => close(one.id, one.current)}>
              {t('结束')}
            </Button>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** Browser and system in two words, from what the browser says of itself; the rest would only confuse. */
function device(agent: string): string {
  const browser = /Edg\//.test(agent)
    ? 'Edge'
    : /MicroMessenger/.test(agent)
      ? 'WeChat'
      : /Firefox\//.test(agent)
        ? 'Firefox'
        : /Chrome\//.test(agent)
          ? 'Chrome'
          : /Safari\//.test(agent)
            ? 'Safari'
            : null;
  const system = /HarmonyOS/.test(agent)
    ? 'HarmonyOS'
    : /Android/.test(agent)
      ? 'Android'
      : /iPhone|iPad/.test(agent)
        ? 'iOS'
        : /Windows/.test(agent)
          ? 'Windows'
          : /Mac OS X/.test(agent)
            ? 'macOS'
            : /Linux/.test(agent)
              ? 'Linux'
              : null;
  return [browser, system].filter(Boolean).join(' · ') || t('不明设备');
}
