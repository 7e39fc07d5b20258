import type { InferResponseType } from 'hono/client';
import { RefreshCw } from 'lucide';
import type { UnmetReason } from '../../server/unmet/rules.ts';
import { call, client } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { date, number } from '../ui/format.ts';
import { key, t } from '../ui/i18n.ts';
import { useAction, useLoad } from '../ui/load.ts';
import { BarPlot } from '../ui/plot.tsx';
import { Problem } from '../ui/problem.tsx';
import { session } from '../ui/session.ts';
import { Table } from '../ui/table.tsx';
import { say } from '../ui/toast.tsx';
import { href } from '../ui/url.ts';
import { word } from '../ui/words.ts';
import { daysWord, Pick, SaveCsv, Shown, streetOptions, type TabProps, wordOptions } from './shared.tsx';

type Unmet = InferResponseType<typeof client.api.v1.insight.unmet.$get, 200>;
type Cases = InferResponseType<typeof client.api.v1.insight.unmet.cases.$get, 200>;

const reasons: Record<UnmetReason, string> = {
  not_assessed: key('没有有效的能力评估'),
  barred: key('暂停通知期内'),
  no_bed_of_kind: key('没有这一类床位'),
  no_free_bed: key('没有空床'),
  weekday_taken: key('约定的日子都已占满'),
  dementia_unit_needed: key('没有空的失智照护床'),
  level_not_taken: key('没有收这一能力等级的空床'),
  equipment_missing: key('空床没有需要的设备'),
  sex_of_room: key('没有合性别的房间'),
  reserved_for_guaranteed: key('只剩特困保留床'),
  no_lot: key('有床，没有合同标的'),
  lot_exhausted: key('有床，合同名额用完'),
  out_of_order: key('有床，应先给前面的人'),
  too_far: key('有床，超出可接受距离'),
  not_wished: key('有床，不在所选机构'),
  given_up: key('有床，本人已放弃该处'),
};
const reasonWord = (reason: string) => t(reasons[reason as UnmetReason] ?? reason);
const spans = {
  under_30: key('不到 30 天'),
  to_90: key('30 到 89 天'),
  to_180: key('90 到 179 天'),
  over_180: key('180 天以上'),
} as const;
const levelWord = (level: number | null) => (level === null ? t('未评估') : word('level', level));

const asked = (query: TabProps['query']) => ({
  ...(query.on ? { on: query.on } : {}),
  ...(query.reason ? { reason: query.reason as UnmetReason } : {}),
  ...(query.level ? { level: query.level } : {}),
  ...(query.street ? { street: query.street } : {}),
  ...(query.service ? { service: query.service as 'day' } : {}),
});

/** Who waits and can be given nothing: by reason, level, street and how long; the names only when asked for. */
export function UnmetTab({ query, set }: TabProps) {
  const deps = [query.on, query.reason, query.level, query.street, query.service];
  const loaded = useLoad(
    (signal) => call((o) => client.api.v1.insight.unmet.$get({ query: asked(query) }, o), { signal }),
    deps,
  );
  const again = useAction((intent) =>
    call((o) => client.api.v1.insight.unmet.judge.$post({ json: {} }, o), { intent }),
  );
  const role = session.value?.role;
  const may = !query.on && (role === 'officer' || role === 'leader');
  const judge = async () => {
    const done = await again.run();
    if (!done.ok) return;
    say(t('已重新判断：{unmet} 人未能安置，新登记 {begun} 条，结束 {ended} 条。', { ...done.data }));
    loaded.reload();
  };
  return (
    <Shown of={loaded}>
      {(data) => (
        <>
          <div class="insight-filters">
            <Pick
              {...{ query, set }}
              name="reason"
              label={t('原因')}
              options={Object.keys(reasons).map((value) => ({ value, label: reasonWord(value) }))}
            />
            <Pick {...{ query, set }} name="level" label={t('能力等级')} options={wordOptions('level')} />
            <Pick {...{ query, set }} name="street" label={t('街道')} options={streetOptions(data.streets)} />
            <Pick {...{ query, set }} name="service" label={t('床位类型')} options={wordOptions('bed')} />
          </div>
          {again.failure && <Problem of={again.failure} />}
          <Register of={data} query={query} />
          {may && (
            <div class="row screen-only">
              <Button icon={RefreshCw} busy={again.busy} onClick={judge}>
                {t('按现在重新判断')}
              </Button>
              <span class="small muted">{t('每天早上自动判断一次。')}</span>
            </div>
          )}
          {data.total > 0 &&
            (query.names ? (
              <Names query={query} />
            ) : (
              <div class="row screen-only">
                <Button onClick={() => set({ names: '1' })}>{t('列出这些人')}</Button>
                <span class="small muted">{t('会记入查阅记录。')}</span>
              </div>
            ))}
        </>
      )}
    </Shown>
  );
}

function Register({ of, query }: { of: Unmet; query: TabProps['query'] }) {
  if (of.first === null || of.on < of.first)
    return (
      <Empty title={t('这一天还没有未能安置登记')}>
        <p>{of.first ? t('登记自{day}起。', { day: date(of.first) }) : t('第一次判断之后列在这里。')}</p>
      </Empty>
    );
  const to = (reason: string) => href('/officer/insight', { ...query, reason });
  return (
    <>
      <p>
        {t('{day}有 {n} 人在轮候而没有床位可给。', { day: date(of.on), n: number(of.total) })}{' '}
        <span class="small muted">{t('登记自{day}起。', { day: date(of.first) })}</span>
      </p>
      <BarPlot
        title={t('为什么给不了床位')}
        head={[t('原因'), t('人数')]}
        bars={of.reasons
          .toSorted((a, b) => b.n - a.n)
          .map((r) => ({ id: r.reason, label: reasonWord(r.reason), value: r.n }))}
      />
      <Table
        caption={t('按原因')}
        rows={of.reasons}
        rowKey={(r) => r.reason}
        empty={t('没有这样的人')}
        columns={[
          { key: 'reason', head: t('原因'), cell: (r) => <a href={to(r.reason)}>{reasonWord(r.reason)}</a> },
          { key: 'n', head: t('人数'), end: true, cell: (r) => number(r.n) },
          { key: 'median', head: t('已等（中位）'), end: true, nowrap: true, cell: (r) => daysWord(r.median_waited) },
          { key: 'longest', head: t('最久'), end: true, nowrap: true, cell: (r) => daysWord(r.longest_waited) },
        ]}
      />
      <p class="small muted">
        {t(
          '用匹配和通知入住时的同一套规则，按轮候次序逐人判断：先看人，再看有没有这类床、空床、合不合用，再看合同，最后看本人意愿；一人只记最接近能解决的一个原因。',
        )}
      </p>
      <div class="insight-pair">
        <BarPlot
          title={t('按能力等级')}
          head={[t('能力等级'), t('人数')]}
          bars={of.levels.map((l) => ({ id: String(l.key), label: levelWord(l.key), value: l.n }))}
        />
        <BarPlot
          title={t('按已等多久')}
          head={[t('已等多久'), t('人数')]}
          bars={of.spans.map((s) => ({ id: s.span, label: t(spans[s.span]), value: s.n }))}
        />
      </div>
      <BarPlot
        title={t('按街道')}
        head={[t('街道'), t('人数')]}
        bars={of.streets
          .filter((s) => s.n > 0)
          .sort((a, b) => b.n - a.n)
          .map((s) => ({ id: s.code, label: s.name, value: s.n }))}
      />
      <SaveCsv
        file={`unmet-${of.on}`}
        rows={() => [
          ['on', 'by', 'key', 'people', 'median_waited_days', 'longest_waited_days'],
          ...of.reasons.map((r) => [of.on, 'reason', r.reason, r.n, r.median_waited, r.longest_waited]),
          ...of.levels.map((l) => [of.on, 'level', l.key, l.n, null, null]),
          ...of.services.map((s) => [of.on, 'service', s.key, s.n, null, null]),
          ...of.streets.map((s) => [of.on, 'street', s.code, s.n, null, null]),
          ...of.spans.map((s) => [of.on, 'waited', s.span, s.n, null, null]),
        ]}
      />
    </>
  );
}

function Names({ query }: { query: TabProps['query'] }) {
  const loaded = useLoad(
    (signal) => call((o) => client.api.v1.insight.unmet.cases.$get({ query: asked(query) }, o), { signal }),
    [query.on, query.reason, query.level, query.street, query.service],
  );
  const opens = session.value?.role !== 'administrator';
  return (
    <Shown of={loaded}>
      {(data) => (
        <>
          <Table
            caption={t('未能安置的人，等得最久的在前')}
            rows={data.cases}
            rowKey={(c) => c.application}
            columns={[
              {
                key: 'name',
                head: t('姓名'),
                nowrap: true,
                cell: (c) => (opens ? <a href={`/officer/applicants/${c.application}`}>{c.name}</a> : c.name),
              },
              { key: 'receipt', head: t('受理编号'), nowrap: true, cell: (c) => c.receipt_no },
              { key: 'service', head: t('床位类型'), nowrap: true, cell: (c) => word('bed', c.service) },
              { key: 'level', head: t('能力等级'), nowrap: true, cell: (c) => levelWord(c.level) },
              { key: 'reason', head: t('原因'), cell: (c: Cases['cases'][number]) => reasonWord(c.reason) },
              { key: 'since', head: t('此原因自'), nowrap: true, cell: (c) => date(c.since) },
              { key: 'waited', head: t('已等'), end: true, nowrap: true, cell: (c) => daysWord(c.waited) },
            ]}
          />
          {data.total > data.cases.length && (
            <p class="small muted">{t('只列前 {n} 人，请用上面的筛选缩小范围。', { n: data.cases.length })}</p>
          )}
        </>
      )}
    </Shown>
  );
}
