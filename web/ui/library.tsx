import { FilePlus2, FileText } from 'lucide';
import { useEffect, useState } from 'preact/hooks';
import { type DocumentType, type Gap, missing } from '../../server/documents/rules.ts';
import { dayOf } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { Button } from './button.tsx';
import { Notice } from './card.tsx';
import { Empty, Loading } from './empty.tsx';
import { useEvents } from './events.ts';
import { date, moment, now } from './format.ts';
import { t } from './i18n.ts';
import { useLoad } from './load.ts';
import { PaperCard } from './paper.tsx';
import { handWord, type Listed, paperName, paperWords } from './papers.ts';
import { Problem } from './problem.tsx';
import { arrived } from './sendings.ts';
import { session } from './session.ts';
import { Sendings, UploadDialog } from './upload.tsx';
import './library.css';

/** The paper as the rules see it: what is missing is said here by the code that decides it on the server. */
const asPaper = (d: Listed) => ({
  id: d.id,
  type: d.type,
  issuedOn: d.issued_on,
  expiresOn: d.expires_on,
  verified: d.verified_at !== null,
  refused: d.state === 'refused',
});

/**
 * A person's papers, collected once: what is missing, what is there and what it is worth, what was there before, and who
 * has looked at it. For families, the desk's counter and the officer's case.
 */
export function Library({
  applicant,
  required = [],
  mayVerify = false,
  mayUpload = false,
  onChange,
}: {
  applicant: string;
  /** what is needed now; a valid paper is not asked for again */
  required?: readonly DocumentType[];
  mayVerify?: boolean;
  mayUpload?: boolean;
  onChange?: () => void;
}) {
  const { data, failure, reload } = useLoad(
    (signal) =>
      call((o) => client.api.v1.applicants[':id'].documents.$get({ param: { id: applicant } }, o), { signal }),
    [applicant],
  );
  const [bringing, setBringing] = useState<DocumentType | 'any'>();
  const changed = () => {
    reload();
    onChange?.();
  };
  useEvents(['documents'], reload);
  const came = arrived.value;
  useEffect(() => {
    if (came > 0) changed();
  }, [came]);
  if (!data) return failure ? <Problem of={failure} onRetry={reload} focus={false} /> : <Loading cards={2} />;
  const gaps = missing(required, data.documents.map(asPaper), dayOf(now.value));
  const old = data.documents.filter((d) => d.state === 'superseded' || d.state === 'refused');
  // A refused paper is shown where it is looked for until another one of its kind is there.
  const inUse = data.documents.filter(
    (d) =>
      !old.includes(d) ||
      (d.state === 'refused' && !data.documents.some((other) => other.type === d.type && other.state !== 'refused')),
  );
  const past = old.filter((d) => !inUse.includes(d));
  const card = (d: Listed) => <PaperCard key={d.id} of={d} mayVerify={mayVerify} onDone={changed} />;
  return (
    <div class="stack library">
      {failure && <Problem of={failure} onRetry={reload} focus={false} />}
      {gaps.map((gap) => (
        <GapNotice key={gap.type} of={gap} onBring={mayUpload ? () => setBringing(gap.type) : undefined} />
      ))}
      {mayUpload && <Sendings applicant={applicant} />}
      {inUse.length === 0 && gaps.length === 0 && (
        <Empty icon={FileText} as="h2" title={t('还没有材料')}>
          <p>{t('交过一次的材料会留在这里，以后办事不用再交。')}</p>
        </Empty>
      )}
      {inUse.length > 0 && <ul class="papers">{inUse.map(card)}</ul>}
      {mayUpload && (
        <div>
          <Button icon={FilePlus2} onClick={() => setBringing('any')}>
            {t('上传材料')}
          </Button>
        </div>
      )}
      {past.length > 0 && (
        <details>
          <summary>{t('以前的材料（{n} 份）', { n: past.length })}</summary>
          <ul class="papers">{past.map(card)}</ul>
        </details>
      )}
      <Readings applicant={applicant} papers={data.documents} />
      {bringing && (
        <UploadDialog
          applicant={applicant}
          type={bringing === 'any' ? undefined : bringing}
          onClose={() => setBringing(undefined)}
        />
      )}
    </div>
  );
}

function GapNotice({ of, onBring }: { of: Gap; onBring?: () => void }) {
  const paper = t(paperWords[of.type]);
  return (
    <Notice tone="amber">
      <div class="row-between">
        <div>
          <strong>{paper}</strong>{' '}
          {of.why === 'expired'
            ? t('{date}起已过期，需要新的', { date: date(of.since) })
            : of.why === 'not_verified'
              ? t('已交，等待核验')
              : t('还缺')}
        </div>
        {onBring && of.why !== 'not_verified' && (
          <Button look="primary" onClick={onBring}>
            {t('上传{paper}', { paper })}
          </Button>
        )}
      </div>
    </Notice>
  );
}

const doings = {
  opened: (by: string) => t('{by}查看', { by }),
  verified: (by: string) => t('{by}核验', { by }),
  refused: (by: string) => t('{by}未采用', { by }),
};

/** Who looked at which paper, and when: asked for when it is opened, since asking is itself written down. */
function Readings({ applicant, papers }: { applicant: string; papers: Listed[] }) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('谁看过')}</summary>
      {open && <ReadingList applicant={applicant} papers={papers} />}
    </details>
  );
}

function ReadingList({ applicant, papers }: { applicant: string; papers: Listed[] }) {
  const { data, failure, reload } = useLoad(
    (signal) =>
      call((o) => client.api.v1.applicants[':id'].documents.readings.$get({ param: { id: applicant } }, o), { signal }),
    [applicant, papers],
  );
  if (failure) return <Problem of={failure} onRetry={reload} focus={false} />;
  if (!data) return <Loading cards={1} />;
  const nameOf = (id: string) => {
    const paper = papers.find((d) => d.id === id);
    return paper ? paperName(paper) : t('其他材料');
  };
  return (
    <div class="stack-tight">
      <p class="small muted">
        {session.value?.role === 'family'
          ? t('每次有人打开您的材料影像，这里都会记下，谁也不能删除。')
          : t('每次打开影像都会记下并向本人公开，谁也不能删除。')}
      </p>
      {data.readings.length === 0 && <p>{t('还没有人打开过。')}</p>}
      <ol class="readings">
        {data.readings.map((reading) => (
          <li key={`${reading.at}${reading.document_id}${reading.did}`}>
            <span class="muted num">{moment(reading.at)}</span>{' '}
            {t('{paper}：{what}', {
              paper: nameOf(reading.document_id),
              what: doings[reading.did](handWord(reading.by)),
            })}
          </li>
        ))}
      </ol>
    </div>
  );
}
