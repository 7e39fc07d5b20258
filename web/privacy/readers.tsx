import { useState } from 'preact/hooks';
import { sayAction, saySubject } from '../../server/kernel/audit-words.ts';
import { dayOf } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { Checkbox, Select } from '../ui/field.tsx';
import { moment, month as monthWord, now } from '../ui/format.ts';
import { lang, t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { Problem } from '../ui/problem.tsx';
import { useQuery } from '../ui/url.ts';
import { officeWord, type Readings, readerWord } from './words.ts';

/** The months since the person is known, newest first; of a long history the last three years, the log says the rest. */
function monthsSince(since: string, today: string): string[] {
  const list: string[] = [];
  for (let at = today.slice(0, 7); at >= since.slice(0, 7) && list.length < 36; ) {
    list.push(at);
    const [y, m] = at.split('-').map(Number) as [number, number];
    at = m === 1 ? `${y - 1}-12` : `${y}-${String(m - 1).padStart(2, '0')}`;
  }
  return list;
}

/** Who read or changed what, a month at a time: role and office, as the audit log has it. */
export function Readers({ applicant }: { applicant: string }) {
  const { query, set } = useQuery();
  const today = dayOf(now.value);
  const month = query.month ?? today.slice(0, 7);
  const family = query.family === '1';
  const [after, setAfter] = useState<{ at: string; id: string }[]>([]);
  const from = after.at(-1);
  const { data, failure, reload, loading } = useLoad(
    (signal) =>
      call(
        (o) =>
          client.api.v1.applicants[':id'].privacy.readings.$get(
            {
              param: { id: applicant },
              query: {
                month,
                family: family ? 'true' : 'false',
                ...(from ? { after_at: from.at, after_id: from.id } : {}),
              },
            },
            o,
          ),
        { signal },
      ),
    [applicant, month, family, from?.id],
  );
  const choose = (to: string) => {
    setAfter([]);
    set({ month: to === today.slice(0, 7) ? null : to });
  };
  return (
    <div class="stack">
      <p>{t('每次查看和修改都自动记在审计日志里，谁也删不掉。工作人员只显示岗位和单位，不显示姓名。')}</p>
      <Select
        label={t('月份')}
        value={month}
        onInput={choose}
        options={[...new Set([month, ...monthsSince(data?.since ?? today, today)])]
          .sort()
          .reverse()
          .map((value) => ({ value, label: monthWord(`${value}-01`) }))}
      />
      <Checkbox
        label={t('也列出家里人自己的操作')}
        checked={family}
        onChange={(on) => {
          setAfter([]);
          set({ family: on ? '1' : null });
        }}
      />
      {failure && <Problem of={failure} onRetry={reload} focus={false} />}
      {!data && !failure && <Loading />}
      {data && (
        <>
          {data.readings.length === 0 ? (
            <Empty title={t('这个月没有人看过或改过')}>
              <p>{t('换一个月份看看。')}</p>
            </Empty>
          ) : (
            <ul class="readers" aria-busy={loading}>
              {data.readings.map((r) => (
                <Line key={`${r.at} ${r.action}`} of={r} />
              ))}
            </ul>
          )}
          <div class="row">
            {after.length > 0 && <Button onClick={() => setAfter(after.slice(0, -1))}>{t('上一页')}</Button>}
            {data.next && <Button onClick={() => data.next && setAfter([...after, data.next])}>{t('更早的')}</Button>}
          </div>
          <Lists of={data.lists} />
        </>
      )}
    </div>
  );
}

function Line({ of: r }: { of: Readings['readings'][number] }) {
  const about = saySubject(lang.value, r.subject_type);
  return (
    <li class="reader">
      <span class="muted num">{moment(r.at)}</span>
      <strong>{readerWord(r)}</strong>
      <span>
        {sayAction(lang.value, r.action)}
        {about && <span class="muted">{t('（{text}）', { text: about })}</span>}
        {r.reason && <span class="muted"> {t('理由：{why}', { why: r.reason })}</span>}
      </span>
    </li>
  );
}

function Lists({ of }: { of: Readings['lists'] }) {
  if (of.length === 0) return null;
  return (
    <Card as="section" aria-label={t('名单查看')}>
      <h2>{t('名单查看')}</h2>
      <p>{t('工作人员打开名单时，名单里可能有这位老人。看没看到这一行，系统并不知道，所以单独列出。')}</p>
      <ul class="readers">
        {of.map((l) => (
          <li class="reader" key={`${l.action} ${officeWord(l)}`}>
            <strong>{officeWord(l)}</strong>
            <span>{sayAction(lang.value, l.action)}</span>
            <span class="muted num">{t('{n} 次', { n: l.n })}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
