import { call, client } from '../api.ts';
import { StatusDot } from '../ui/badge.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { Select } from '../ui/field.tsx';
import { month as monthWord } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import { useQuery } from '../ui/url.ts';
import { Flags } from './flags.tsx';
import { flagName } from './words.ts';

/** What of a month's settlements does not fit with everything else that is known. */
export function CrossChecks() {
  const { query, set } = useQuery();
  const month = query.month || undefined;
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.scrutiny.checks.$get({ query: { month } }, o), { signal, timeoutMs: 60_000 }),
    [month],
  );
  useEvents(['funds'], reload);
  const silent = data?.checks.filter((check) => check.rows.length === 0) ?? [];
  return (
    <div class="stack">
      {failure && <Problem of={failure} onRetry={reload} focus={false} />}
      {!data && !failure && <Loading />}
      {data && !data.month_on && (
        <Empty title={t('还没有结算')}>
          <p>{t('每月结算起草后，这里与入住、床位、价格、离世和评估逐项核对。')}</p>
        </Empty>
      )}
      {data?.month_on && (
        <>
          <div class="scrutiny-pick">
            <Select
              label={t('月份')}
              value={data.month_on}
              onInput={(value) => set({ month: value })}
              options={[...new Set([data.month_on, ...data.months])].map((m) => ({ value: m, label: monthWord(m) }))}
            />
            <p class="small muted">{t('包括还没有审定的结算：审定之前发现，就不必扣回。')}</p>
          </div>
          <Flags of={data.checks.filter((check) => check.rows.length > 0)} heading="h2" />
          {silent.length > 0 && (
            <section class="stack-tight" aria-label={t('没有发现问题')}>
              <h2 class="flag-name">{t('没有发现问题')}</h2>
              <ul class="silent">
                {silent.map((check) => (
                  <li key={check.code}>
                    <StatusDot shape="check" tone="accent">
                      {flagName(check.code)}
                    </StatusDot>
                  </li>
                ))}
              </ul>
            </section>
          )}
        </>
      )}
    </div>
  );
}
