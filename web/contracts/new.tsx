import { useLocation } from 'preact-iso';
import { call, client } from '../api.ts';
import { Loading } from '../ui/empty.tsx';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { DraftForm } from './draft-form.tsx';
import './contracts.css';

/** A contract begun from nothing. */
export default function NewContractPage() {
  return (
    <Guard roles={['officer']}>
      <New />
    </Guard>
  );
}

function New() {
  useTitle(t('起草合同'));
  const { route } = useLocation();
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.contracts.choices.$get({}, o), { signal }),
    [],
  );
  return (
    <StaffFrame
      title={t('起草合同')}
      list={
        <div class="stack contract-page">
          {failure && <Problem of={failure} onRetry={reload} focus={false} />}
          {!data && !failure && <Loading />}
          {data && (
            <DraftForm
              of={null}
              choices={data}
              onClose={() => route('/officer/contracts')}
              onSaved={(id) => route(`/officer/contracts/${id}`)}
            />
          )}
        </div>
      }
    />
  );
}
