import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { DocumentType } from '../../server/documents/rules.ts';
import { date, moment } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { Library } from '../ui/library.tsx';
import { session } from '../ui/session.ts';
import { type CaseData, paperWord } from './data.ts';

/** The person's papers against what this case needs, and what has been asked for. */
export function Papers({ all }: { all: CaseData }) {
  const { of, papers } = all;
  if (!of || !papers) return null;
  const role = session.value?.role;
  const early = of.status === 'submitted' || of.status === 'more_info';
  const missing = papers.gaps.map((gap) => paperWord(gap.type)).join(t('、'));
  const library = (
    <Library
      applicant={of.applicant_id}
      required={papers.needed as DocumentType[]}
      mayVerify={role === 'officer'}
      onChange={all.reload}
    />
  );
  return (
    <section class="stack-tight" aria-label={t('材料')}>
      <div class="row-between">
        <h2>{t('材料')}</h2>
        <span class="muted">
          {papers.gaps.length
            ? t('还缺：{what}', { what: missing })
            : t('需要 {n} 种，已齐', { n: papers.needed.length })}
        </span>
      </div>
      {papers.asked.map((one) => (
        <p key={one.asked_at}>
          {t('{at} 一次性告知补正：{what}', {
            at: moment(one.asked_at),
            what: [...one.gaps.map((gap) => paperWord(gap.type)), one.note].filter(Boolean).join(t('、')),
          })}{' '}
          <span class="muted">
            {one.supplied_at ? t('（{date}补齐）', { date: date(one.supplied_at) }) : t('（等待补齐）')}
          </span>
        </p>
      ))}
      {early && role === 'officer' ? library : <Opened>{library}</Opened>}
    </section>
  );
}

/** Asked for when it is opened: looking into somebody's papers is written down. */
function Opened({ children }: { children: ComponentChildren }) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('打开材料')}</summary>
      {open && children}
    </details>
  );
}
