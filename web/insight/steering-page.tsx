import { Printer } from 'lucide';
import { Button } from '../ui/button.tsx';
import { DateInput } from '../ui/field.tsx';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useTitle } from '../ui/page.tsx';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { useQuery } from '../ui/url.ts';
import { ContractsTab } from './contracts-tab.tsx';
import { FunnelTab } from './funnel-tab.tsx';
import { StallsTab } from './stalls-tab.tsx';
import { StepsTab } from './steps-tab.tsx';
import { TrendTab } from './trend-tab.tsx';
import { UnmetTab } from './unmet-tab.tsx';
import './steering.css';

const tabs = {
  funnel: FunnelTab,
  trend: TrendTab,
  steps: StepsTab,
  stalls: StallsTab,
  unmet: UnmetTab,
  contracts: ContractsTab,
};
type TabId = keyof typeof tabs;

/** What the bureau steers by, of today or of any day before. */
export default function SteeringPage() {
  return (
    <Guard roles={['officer', 'leader', 'inspector', 'administrator']}>
      <Steering />
    </Guard>
  );
}

/** Today in the district, which is UTC+8 all year, wherever the reader's clock stands. */
const todayHere = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);

function Steering() {
  useTitle(t('全区总览'));
  const { query, set } = useQuery();
  const tab: TabId = query.tab && query.tab in tabs ? (query.tab as TabId) : 'funnel';
  const Shown = tabs[tab];
  const today = todayHere();
  return (
    <StaffFrame
      title={t('全区总览')}
      tools={
        <Button icon={Printer} onClick={() => print()}>
          {t('打印')}
        </Button>
      }
      list={
        <div class="insight">
          <div class="insight-day">
            <DateInput
              label={t('看哪一天')}
              value={query.on ?? today}
              max={today}
              onInput={(on) => set({ on: on && on !== today ? on : null }, { replace: true })}
            />
            {query.on && (
              <Button look="quiet" onClick={() => set({ on: null })}>
                {t('回到今天')}
              </Button>
            )}
          </div>
          <Tabs
            label={t('看什么')}
            current={tab}
            onChange={(id) => set({ ...cleared, tab: id === 'funnel' ? null : id })}
            tabs={[
              { id: 'funnel', label: t('床位') },
              { id: 'trend', label: t('变化') },
              { id: 'steps', label: t('各步用时') },
              { id: 'stalls', label: t('卡在哪里') },
              { id: 'unmet', label: t('未能安置') },
              { id: 'contracts', label: t('合同进度') },
            ]}
          >
            <Shown query={query} set={set} />
          </Tabs>
        </div>
      }
    />
  );
}

/** What belongs to one tab and says nothing in another; the day and the street go along. */
const cleared = Object.fromEntries(
  ['community', 'kind', 'bed', 'by', 'from', 'track', 'leg', 'reason', 'level', 'service', 'names', 'contract'].map(
    (name) => [name, null],
  ),
);
