import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useTitle } from '../ui/page.tsx';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { useQuery } from '../ui/url.ts';
import { CrossChecks } from './checks.tsx';
import { LineMonth } from './line-month.tsx';
import { Questions } from './questions.tsx';
import { SampleTab } from './sample.tsx';
import './scrutiny.css';

/** The three questions about every fund, what does not fit together, and whom to visit. */
export default function ScrutinyPage() {
  return (
    <Guard roles={['officer', 'leader', 'treasurer', 'inspector']}>
      <Scrutiny />
    </Guard>
  );
}

function Scrutiny() {
  useTitle(t('资金三查'));
  const { query, set } = useQuery();
  const tab = query.tab === 'checks' || query.tab === 'sample' ? query.tab : 'questions';
  const open = tab === 'questions' && query.line && query.month ? { line: query.line, month: query.month } : null;
  return (
    <StaffFrame
      title={t('资金三查')}
      list={
        <Tabs
          label={t('查什么')}
          current={tab}
          onChange={(id) => set({ tab: id === 'questions' ? null : id, line: null, month: null })}
          tabs={[
            { id: 'questions', label: t('三问') },
            { id: 'checks', label: t('交叉核对') },
            { id: 'sample', label: t('现场抽查') },
          ]}
        >
          {tab === 'questions' && <Questions query={query} set={set} />}
          {tab === 'checks' && <CrossChecks />}
          {tab === 'sample' && <SampleTab />}
        </Tabs>
      }
      case={open && <LineMonth key={`${open.line} ${open.month}`} line={open.line} month={open.month} />}
      onBack={() => set({ line: null, month: null })}
    />
  );
}
