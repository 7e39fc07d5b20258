import { Images, NotebookPen } from 'lucide';
import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Loading } from '../ui/empty.tsx';
import { moment } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import { Scan } from '../ui/scan.tsx';
import { session } from '../ui/session.ts';
import type { Case } from './data.ts';
import { VisitForm } from './visit-form.tsx';
import { findingWord, visitWord } from './words.ts';

type Visit = Case['visits'][number];
const good = ['as_stated', 'supported', 'in_order'];

/** Home visits, reviews and inspections as they were held; they are added, never changed. */
export function Visits({ of, onDone }: { of: Case; onDone: () => void }) {
  const [open, setOpen] = useState(false);
  const records = session.value?.role === 'officer' && !['draft', 'withdrawn', 'closed'].includes(of.status);
  if (of.visits.length === 0 && !records) return null;
  return (
    <section class="stack-tight" aria-label={t('入户、评议与核查')}>
      <div class="row-between">
        <h2>{t('入户、评议与核查')}</h2>
        {records && (
          <Button look="quiet" icon={NotebookPen} onClick={() => setOpen(true)}>
            {t('记录入户或评议…')}
          </Button>
        )}
      </div>
      {of.visits.length === 0 && <p class="muted">{t('还没有记录。')}</p>}
      <ul class="stack-tight">
        {of.visits.map((one) => (
          <One key={one.id} of={one} applicant={of.applicant_id} />
        ))}
      </ul>
      {open && (
        <VisitForm of={of} kinds={['home_visit', 'democratic_review']} onClose={() => setOpen(false)} onDone={onDone} />
      )}
    </section>
  );
}

function One({ of, applicant }: { of: Visit; applicant: string }) {
  const [looking, setLooking] = useState(false);
  const mayOpen = session.value?.role === 'officer';
  return (
    <li class="card stack-tight">
      <div class="row-between">
        <h3>{visitWord(of.kind)}</h3>
        <Badge tone={good.includes(of.finding) ? 'accent' : 'amber'}>{findingWord(of.finding)}</Badge>
      </div>
      <p class="muted">
        {moment(of.held_at)} · {of.place}
      </p>
      {of.notes && <p class="said">{of.notes}</p>}
      <p class="small muted">
        {t('在场：{who}', {
          who: of.present.map((one) => t('{name}（{office}）', { name: one.name, office: one.office })).join(t('、')),
        })}
      </p>
      {of.photos.length > 0 &&
        (mayOpen ? (
          <div>
            <Button icon={Images} look="quiet" onClick={() => setLooking(true)}>
              {t('看照片（{n} 张）', { n: of.photos.length })}
            </Button>
          </div>
        ) : (
          <p class="small muted">{t('照片 {n} 张', { n: of.photos.length })}</p>
        ))}
      {looking && <Photos ids={of.photos} applicant={applicant} onClose={() => setLooking(false)} />}
    </li>
  );
}

function Photos({ ids, applicant, onClose }: { ids: readonly string[]; applicant: string; onClose: () => void }) {
  const { data, failure, reload } = useLoad(
    (signal) =>
      call((o) => client.api.v1.applicants[':id'].documents.$get({ param: { id: applicant } }, o), { signal }),
    [applicant],
  );
  return (
    <Dialog open wide title={t('照片')} onClose={onClose}>
      <div class="stack">
        {failure && <Problem of={failure} onRetry={reload} />}
        {!data && !failure && <Loading cards={1} />}
        {data?.documents
          .filter((one) => ids.includes(one.id))
          .map((one) => (one.has_file ? <Scan key={one.id} of={one} /> : <p key={one.id}>{t('影像已清除')}</p>))}
      </div>
    </Dialog>
  );
}
