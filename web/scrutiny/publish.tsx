import { useState } from 'preact/hooks';
import { NOTICE_DAYS } from '../../server/disclosures/rules.ts';
import { addDays, dayOf } from '../../server/kernel/period.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/card.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Loading } from '../ui/empty.tsx';
import { DateInput, TextInput } from '../ui/field.tsx';
import { money, month as monthWord, number } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { errorAt, Problem } from '../ui/problem.tsx';
import { Table } from '../ui/table.tsx';
import { say } from '../ui/toast.tsx';
import { word } from '../ui/words.ts';

/** Shows the masked list as it would go up, then puts it up for the days chosen. */
export function PublishDialog({
  line,
  month,
  onClose,
  onDone,
}: {
  line: string;
  month: string;
  onClose: () => void;
  onDone: () => void;
}) {
  const today = dayOf(new Date());
  const [place, setPlace] = useState(t('“颐位”网站资金使用公开页'));
  const [url, setUrl] = useState('');
  const [from, setFrom] = useState(today);
  const [to, setTo] = useState(addDays(today, NOTICE_DAYS - 1));
  const draft = useLoad(
    (signal) =>
      call((o) => client.api.v1.disclosures.draft.$get({ query: { line_id: line, month_on: month } }, o), { signal }),
    [line, month],
  );
  const publish = useAction((intent) =>
    call(
      (o) =>
        client.api.v1.disclosures.$post(
          { json: { line_id: line, month_on: month, place, url: url.trim() || null, from_on: from, to_on: to } },
          o,
        ),
      { intent },
    ),
  );
  const send = async () => {
    const done = await publish.run();
    if (!done.ok) return;
    say(t('已公示 {n} 条', { n: done.data.people }));
    onClose();
    onDone();
  };
  const { data } = draft;
  const rows = (data?.rows ?? []).map((row, index) => ({ ...row, key: String(index) }));
  return (
    <Dialog
      open
      wide
      title={t('公示{month}资金使用', { month: monthWord(month) })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('取消')}</Button>
          <Button
            look="primary"
            busy={publish.busy}
            why={data && rows.length > 0 ? null : t('没有可公示的内容')}
            onClick={send}
          >
            {t('公示 {n} 条', { n: rows.length })}
          </Button>
        </>
      }
    >
      <div class="stack">
        {publish.failure && <Problem of={publish.failure} />}
        {draft.failure && <Problem of={draft.failure} onRetry={draft.reload} focus={false} />}
        {!data && !draft.failure && <Loading cards={1} />}
        {data && (
          <>
            {data.waiting.length > 0 && (
              <Notice tone="amber">
                <p>
                  {t('还有合同没有审定，名单里没有它们：{list}。审定后请再公示。', {
                    list: data.waiting.join(t('、')),
                  })}
                </p>
              </Notice>
            )}
            <p>
              {t('{line}：{n} 条，共 {sum}。公示期满名单自动撤下。', {
                line: data.line.name,
                n: number(rows.length),
                sum: money(data.total_fen),
              })}
            </p>
            <Table
              caption={t('将要公示的名单')}
              rows={rows}
              rowKey={(row) => row.key}
              empty={t('没有已审定的结算')}
              maxHeight="16rem"
              columns={[
                { key: 'name', head: t('姓名'), nowrap: true, cell: (row) => row.name_masked },
                { key: 'community', head: t('社区或村'), cell: (row) => row.community },
                { key: 'facility', head: t('机构名称'), cell: (row) => row.facility || t('其他') },
                {
                  key: 'scheme',
                  head: t('补贴项目'),
                  cell: (row) => (row.scheme ? word('scheme', row.scheme) : t('其他')),
                },
                { key: 'amount', head: t('金额'), end: true, nowrap: true, cell: (row) => money(row.amount_fen) },
              ]}
            />
          </>
        )}
        <TextInput
          label={t('公示地点')}
          pointer="/place"
          error={errorAt(publish.failure, '/place')}
          value={place}
          onInput={setPlace}
          maxLength={200}
        />
        <TextInput
          label={t('网址或照片地址')}
          pointer="/url"
          optional
          type="url"
          error={errorAt(publish.failure, '/url')}
          value={url}
          onInput={setUrl}
          maxLength={500}
        />
        <div class="scrutiny-pick">
          <DateInput
            label={t('公示开始')}
            pointer="/from_on"
            min={today}
            error={errorAt(publish.failure, '/from_on')}
            value={from}
            onInput={setFrom}
          />
          <DateInput
            label={t('公示截止')}
            pointer="/to_on"
            hint={t('至少 {n} 天', { n: NOTICE_DAYS })}
            error={errorAt(publish.failure, '/to_on')}
            value={to}
            onInput={setTo}
          />
        </div>
      </div>
    </Dialog>
  );
}
