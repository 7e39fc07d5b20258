import { Eye, FileCheck } from 'lucide';
import { useState } from 'preact/hooks';
import { Badge } from './badge.tsx';
import { Button } from './button.tsx';
import { Card } from './card.tsx';
import { Dialog } from './dialog.tsx';
import { date } from './format.ts';
import { t } from './i18n.ts';
import { handWord, type Listed, paperName, stateWords } from './papers.ts';
import { Scan } from './scan.tsx';
import { session } from './session.ts';
import { VerifyDialog } from './verify.tsx';

/** One paper: what it is, what it is worth, where it came from and what it was used for. */
export function PaperCard({ of, mayVerify, onDone }: { of: Listed; mayVerify: boolean; onDone: () => void }) {
  const [looking, setLooking] = useState(false);
  const [verifying, setVerifying] = useState(false);
  const { word, tone } = stateWords[of.state];
  const name = paperName(of);
  // Those who only supervise see that a paper is there, not what is on it.
  const mayOpen = ['family', 'desk', 'officer'].includes(session.value?.role ?? '');
  const open = of.state !== 'refused' && of.state !== 'superseded' && of.state !== 'expired';
  return (
    <Card as="li" class="paper">
      <div class="row-between">
        <strong class="paper-name">{name}</strong>
        <Badge tone={tone}>{t(word)}</Badge>
      </div>
      <p>
        {of.type === 'photo'
          ? t('{from}拍摄', { from: date(of.issued_on) })
          : of.expires_on
            ? t('{from}签发，有效期至{to}', { from: date(of.issued_on), to: date(of.expires_on) })
            : t('{from}签发，长期有效', { from: date(of.issued_on) })}
      </p>
      {of.refused_reason && <p class="paper-why">{t('未采用的原因：{why}', { why: of.refused_reason })}</p>}
      <p class="small muted">{origin(of)}</p>
      {of.uses.length > 0 && (
        <details class="small">
          <summary>{t('已用于 {n} 次办理，没有让您再交', { n: of.uses.length })}</summary>
          <ul>
            {of.uses.map((use) => (
              <li key={`${use.receipt_no}${use.purpose}`}>
                <span class="num">{use.receipt_no}</span> <span class="muted">{date(use.at)}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
      {(of.has_file || (mayVerify && open)) && (
        <div class="row">
          {of.has_file && mayOpen && (
            <Button icon={Eye} onClick={() => setLooking(true)}>
              {t('查看影像')}
              <span class="visually-hidden">{t('（{text}）', { text: name })}</span>
            </Button>
          )}
          {mayVerify && open && (
            <Button
              icon={FileCheck}
              look={of.state === 'unverified' ? 'primary' : 'quiet'}
              onClick={() => setVerifying(true)}
            >
              {of.state === 'unverified' ? t('核验…') : t('重新核验…')}
              <span class="visually-hidden">{t('（{text}）', { text: name })}</span>
            </Button>
          )}
        </div>
      )}
      {looking && (
        <Dialog open wide title={name} onClose={() => setLooking(false)}>
          <Scan of={of} />
        </Dialog>
      )}
      {verifying && <VerifyDialog of={of} onClose={() => setVerifying(false)} onDone={onDone} />}
    </Card>
  );
}

/** Where it came from and who held it against the paper itself. */
function origin(of: Listed): string {
  const from =
    of.source === 'data_share'
      ? of.has_file
        ? t('由部门共享')
        : t('由部门共享，无影像')
      : t('{by}于{date}上传', { by: handWord(of.uploaded_by), date: date(of.created_at) });
  const gone = of.source !== 'data_share' && !of.has_file ? t('影像已按保管期限清除') : null;
  const checked = of.verified_at
    ? of.verified_by
      ? t('{by}于{date}核验', { by: handWord(of.verified_by), date: date(of.verified_at) })
      : t('{date}核验', { date: date(of.verified_at) })
    : null;
  return [from, gone, checked].filter(Boolean).join(' · ');
}
