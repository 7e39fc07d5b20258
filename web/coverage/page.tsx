import { call, client } from '../api.ts';
import { Loading } from '../ui/empty.tsx';
import { DateInput, Select } from '../ui/field.tsx';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { useQuery } from '../ui/url.ts';
import { CommunityCase } from './community.tsx';
import { DataTab } from './data.tsx';
import { PictureTab } from './picture.tsx';
import { PlannerTab } from './planner.tsx';
import { WhatIfTab } from './what-if.tsx';
import { serviceIn, serviceOptions } from './words.ts';
import './coverage.css';

/** Who has which service within 15 minutes on foot; what a change would do; where to build. */
export default function CoveragePage() {
  return (
    <Guard roles={['officer', 'leader', 'inspector', 'administrator']}>
      <Coverage />
    </Guard>
  );
}

function Coverage() {
  useTitle(t('15 分钟服务圈'));
  const { query, set } = useQuery();
  const role = session.value?.role;
  const plans = role === 'officer' || role === 'leader';
  const thinks = plans || role === 'inspector';
  const tabs = [
    { id: 'now', label: t('现状') },
    ...(thinks ? [{ id: 'what-if', label: t('如果') }] : []),
    ...(plans ? [{ id: 'plan', label: t('选址') }] : []),
    { id: 'data', label: t('口径与数据') },
  ];
  const tab = tabs.find((one) => one.id === query.tab)?.id ?? 'now';
  const service = serviceIn(query.service);
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.coverage.$get({ query: query.on ? { on: query.on } : {} }, o), { signal }),
    [query.on],
  );
  const open = tab === 'now' ? data?.communities.find((c) => c.code === query.sel) : undefined;
  return (
    <StaffFrame
      title={t('15 分钟服务圈')}
      list={
        <Tabs
          label={t('15 分钟服务圈')}
          current={tab}
          tabs={tabs}
          onChange={(id) => set({ tab: id === 'now' ? null : id, sel: null })}
        >
          <div class="stack coverage">
            {tab !== 'data' && (
              <div class="coverage-filters">
                <Select
                  label={t('看哪项服务')}
                  value={service}
                  options={serviceOptions()}
                  onInput={(value) => set({ service: value === 'day_care' ? null : value })}
                />
                <DateInput
                  label={t('看哪一天')}
                  optional
                  value={query.on ?? ''}
                  onInput={(value) => set({ on: value || null })}
                />
              </div>
            )}
            {failure && tab !== 'data' && <Problem of={failure} onRetry={reload} focus={false} />}
            {!data && !failure && tab !== 'data' && <Loading />}
            {data && tab === 'now' && (
              <PictureTab of={data} service={service} query={query} set={set} narrow={!!open} />
            )}
            {data && tab === 'what-if' && (
              <WhatIfTab of={data} service={service} query={query} set={set} saves={plans} />
            )}
            {data && tab === 'plan' && <PlannerTab of={data} service={service} query={query} set={set} />}
            {tab === 'data' && <DataTab of={data} onChange={reload} />}
          </div>
        </Tabs>
      }
      case={open && data ? <CommunityCase key={open.code} of={open} picture={data} service={service} /> : null}
      onBack={() => set({ sel: null })}
    />
  );
}
