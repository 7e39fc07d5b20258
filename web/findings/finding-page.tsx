import { ChevronLeft, Printer } from 'lucide';
import { useRoute } from 'preact-iso';
import { call, client } from '../api.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { now, stamp } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { PrintOnly } from '../ui/print.tsx';
import { Problem } from '../ui/problem.tsx';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { FindingCase } from './steps.tsx';
import { codeName } from './words.ts';
import './findings.css';

/** One finding: its facts with the records behind them, what was done, and what comes next. */
export default function FindingPage() {
  return (
    <Guard roles={['officer', 'leader', 'inspector', 'treasurer']}>
      <Loaded id={useRoute().params.id ?? ''} />
    </Guard>
  );
}

function Loaded({ id }: { id: string }) {
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.findings[':id'].$get({ param: { id } }, o), { signal }),
    [id],
  );
  useEvents(['findings'], reload);
  const title = data ? codeName(data.code) : t('核查问题');
  useTitle(title);
  return (
    <StaffFrame
      title={t('核查问题')}
      tools={
        <>
          <ButtonLink look="quiet" icon={ChevronLeft} href="/officer/findings">
            {t('返回清单')}
          </ButtonLink>
          <Button icon={Printer} onClick={() => print()}>
            {t('打印')}
          </Button>
        </>
      }
      list={
        <div class="finding-page">
          {failure && <Problem of={failure} onRetry={reload} focus={false} />}
          {!data && !failure && <Loading />}
          {data && <FindingCase of={data} bureau onDone={reload} />}
          <PrintOnly>
            <p>{t('打印于 {at}', { at: stamp(now.value) })}</p>
          </PrintOnly>
        </div>
      }
    />
  );
}
