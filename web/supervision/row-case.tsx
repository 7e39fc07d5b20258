import { Eye } from 'lucide';
import { useState } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Facts, Notice } from '../ui/card.tsx';
import { number, stamp } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { CaseView } from '../ui/staff-frame.tsx';
import { href } from '../ui/url.ts';
import { actionWord, type Row, subjectWord, whoWord } from './words.ts';

type Contents = { before: string | null; after: string | null; reason: string | null; request_id: string };

/** One row: who did what to what; for the inspector also what it was before and after, once asked for. */
export function RowCase({ of }: { of: Row }) {
  const [contents, setContents] = useState<Contents | null>(null);
  const { run, busy, failure } = useAction((_intent) =>
    call((o) => client.api.v1.audit.rows[':id'].$get({ param: { id: of.id } }, o)),
  );
  const own = session.value?.role === 'inspector';
  const read = async () => {
    const done = await run();
    if (done.ok) setContents(done.data);
  };
  return (
    <CaseView>
      <h2>{actionWord(of.action)}</h2>
      <Facts
        of={[
          [t('时间'), stamp(of.at)],
          [
            t('操作人'),
            of.account_id ? (
              <a href={href('/officer/audit', { account: of.account_id })}>{whoWord(of)}</a>
            ) : (
              whoWord(of)
            ),
          ],
          [
            t('对象'),
            of.subject_id ? (
              <a href={href('/officer/audit', { subject: of.subject_id })}>{subjectWord(of)}</a>
            ) : (
              subjectWord(of)
            ),
          ],
          [t('链上位置'), of.seq === null ? t('待封存') : t('第 {n} 号', { n: number(of.seq) })],
          [t('动作代码'), <code key="action">{of.action}</code>],
          [t('记录编号'), <code key="id">{of.id}</code>],
        ]}
      />
      {failure && <Problem of={failure} onRetry={read} focus={false} />}
      {!of.told && <p class="muted">{t('这条记录只有以上信息，没有前后内容。')}</p>}
      {of.told && !own && <p class="muted">{t('前值、后值和理由只有监督检查人员可以查看。')}</p>}
      {of.told && own && !contents && (
        <>
          <Notice>{t('内容可能含个人信息，查看会记入日志。')}</Notice>
          <p>
            <Button icon={Eye} busy={busy} onClick={read}>
              {t('查看内容')}
            </Button>
          </p>
        </>
      )}
      {contents && (
        <>
          {contents.reason && <Facts of={[[t('理由'), contents.reason]]} />}
          <Told name={t('前值')} text={contents.before} />
          <Told name={t('后值')} text={contents.after} />
        </>
      )}
    </CaseView>
  );
}

function Told({ name, text }: { name: string; text: string | null }) {
  if (text === null) return null;
  return (
    <section>
      <h3>{name}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is reached by the keyboard */}
      <pre class="chain-contents" tabIndex={0}>
        {JSON.stringify(JSON.parse(text), null, 2)}
      </pre>
    </section>
  );
}
