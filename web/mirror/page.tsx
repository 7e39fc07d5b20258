import type { InferResponseType } from 'hono/client';
import { MIN_ANSWERS, MIN_FACILITIES } from '../../server/mirror/rules.ts';
import { call, client, type Result } from '../api.ts';
import { AnyFacility } from '../ui/any-facility.tsx';
import { ButtonLink } from '../ui/button.tsx';
import { Facts } from '../ui/card.tsx';
import { Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { date, moment, number, percent } from '../ui/format.ts';
import { type History as Beds, History } from '../ui/history.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { PlotTable } from '../ui/plot.tsx';
import { Problem } from '../ui/problem.tsx';
import { refusalWord } from '../ui/refusals.ts';
import { session } from '../ui/session.ts';
import { StaffFrame } from '../ui/staff-frame.tsx';
import { Table } from '../ui/table.tsx';
import { href } from '../ui/url.ts';
import { Statements } from './statements.tsx';
import './mirror.css';

type Mirror = InferResponseType<(typeof client.api.v1.facilities)[':id']['mirror']['$get'], 200>;

/** What an institution's own records say of it, and the bureau sees the same. */
export default function MirrorPage() {
  useTitle(t('经营概览'));
  return <AnyFacility title={t('经营概览')}>{(id) => <Loaded key={id} id={id} />}</AnyFacility>;
}

function Loaded({ id }: { id: string }) {
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.facilities[':id'].mirror.$get({ param: { id } }, o), { signal }),
    [id],
  );
  useEvents(['offers', `facility:${id}`], reload);
  const own = session.value?.role === 'institution';
  return (
    <StaffFrame
      title={own || !data ? t('经营概览') : t('{name}：经营概览', { name: data.facility.name })}
      tools={
        own ? undefined : <ButtonLink href={href('/institution/profile', { facility: id })}>{t('机构资料')}</ButtonLink>
      }
      list={
        <div class="stack mirror">
          {failure && <Problem of={failure} onRetry={reload} focus={false} />}
          <section class="mirror-part" aria-labelledby="mirror-beds">
            <h2 id="mirror-beds">{t('床位变化')}</h2>
            <History
              name={id}
              load={(by, signal) =>
                call((o) => client.api.v1.facilities[':id'].history.$get({ param: { id }, query: { by } }, o), {
                  signal,
                }) as Promise<Result<Beds>>
              }
            />
          </section>
          {!data && !failure && <Loading />}
          {data && (
            <>
              <Confirming of={data} />
              <Answers of={data} />
              <Statements facility={id} />
              <Inspected facility={id} />
            </>
          )}
        </div>
      }
    />
  );
}

/** What checks and visits found here, by how far it is. */
function Inspected({ facility }: { facility: string }) {
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.findings.$get({ query: { facility, limit: '1' } }, o), { signal }),
    [facility],
  );
  useEvents(['findings'], reload);
  const own = session.value?.role === 'institution';
  const c = data?.counts;
  return (
    <section class="mirror-part" aria-labelledby="mirror-findings">
      <h2 id="mirror-findings">{t('核查问题')}</h2>
      {failure && <Problem of={failure} onRetry={reload} focus={false} />}
      {c && (
        <Facts
          of={[
            [t('待整改'), t('{n} 个，其中逾期 {late} 个', { n: number(c.assigned), late: number(c.overdue) })],
            [t('待复核和销号'), number(c.rectified + c.checked)],
            [t('已销号的问题'), number(c.closed)],
          ]}
        />
      )}
      <p>
        <a href={own ? '/institution/findings?all=true' : href('/officer/findings', { facility })}>
          {t('打开核查问题清单')}
        </a>
      </p>
    </section>
  );
}

const none = () => t('无数据');

function Confirming({ of }: { of: Mirror }) {
  const c = of.confirming;
  const ever = c.longest_gap_hours !== null;
  return (
    <section class="mirror-part" aria-labelledby="mirror-fresh">
      <h2 id="mirror-fresh">{t('床位数据时效')}</h2>
      <Facts
        of={[
          [
            t('24 小时内的天数'),
            ever
              ? t('{share}（{n} / {of} 天）', { share: percent(c.fresh_days / c.days, 0), n: c.fresh_days, of: c.days })
              : none(),
          ],
          [
            t('确认次数'),
            ever ? t('{n} 次，平均每天 {mean} 次', { n: c.times, mean: number(c.times / c.days, 1) }) : none(),
          ],
          [t('最长未确认'), ever ? hours(c.longest_gap_hours) : t('还没有确认过')],
        ]}
      />
      <p class="muted small">
        {t(
          '从 {day} 算到现在。一天结束时数字不超过 24 小时，这一天就算数，也就是当天确认过；今天看最近 24 小时。改动床位也算确认。',
          { day: date(c.from) },
        )}
      </p>
      <PlotTable>
        <Table
          caption={t('每天确认的次数')}
          hideCaption
          maxHeight="24rem"
          rows={[...c.by_day].reverse()}
          rowKey={(row) => row.on}
          columns={[
            { key: 'on', head: t('日期'), nowrap: true, cell: (row) => date(row.on) },
            { key: 'times', head: t('确认次数'), end: true, cell: (row) => number(row.times) },
          ]}
        />
      </PlotTable>
    </section>
  );
}

const hours = (n: number | null) =>
  n === null
    ? none()
    : n < 48
      ? t('{n} 小时', { n: number(n, n < 10 ? 1 : 0) })
      : t('{n} 天', { n: number(n / 24, 1) });

function Answers({ of }: { of: Mirror }) {
  const a = of.answers;
  const answered = a.accepted + a.declined;
  const few = t('样本太少');
  const beside = (value: string) =>
    of.district.facilities >= MIN_FACILITIES
      ? t('全区中位数 {value}（{n} 家）', { value, n: of.district.facilities })
      : t('全区可比的机构不足 {n} 家', { n: MIN_FACILITIES });
  return (
    <section class="mirror-part" aria-labelledby="mirror-answers">
      <h2 id="mirror-answers">{t('转介答复')}</h2>
      {a.asked === 0 ? (
        <p>{none()}</p>
      ) : (
        <>
          <Facts
            of={[
              [t('收到'), t('{n} 件', { n: a.asked })],
              [t('接受'), t('{n} 件', { n: a.accepted })],
              [
                t('无法接收'),
                <>
                  {t('{n} 件', { n: a.declined })}
                  {a.reasons.length > 0 && (
                    <span class="muted">
                      {' '}
                      {a.reasons.map((r) => t('{why} {n}', { why: refusalWord(r.reason), n: r.n })).join(t('、'))}
                    </span>
                  )}
                </>,
              ],
              [t('逾期未答'), t('{n} 件', { n: a.lapsed })],
              [t('不需再答'), t('{n} 件', { n: a.not_needed })],
              [t('等待答复'), t('{n} 件', { n: a.waiting })],
              [
                t('无法接收率'),
                <>
                  {a.decline_rate === null ? few : percent(a.decline_rate, 0)}{' '}
                  <span class="muted">
                    {t('（{n} 件已答复）', { n: answered })}
                    {beside(of.district.decline_rate === null ? none() : percent(of.district.decline_rate, 0))}
                  </span>
                </>,
              ],
              [
                t('答复用时中位数'),
                <>
                  {a.median_hours === null ? few : hours(a.median_hours)}{' '}
                  <span class="muted">{beside(hours(of.district.median_hours))}</span>
                </>,
              ],
            ]}
          />
          <p class="muted small">
            {t(
              '从 {day} 起的入住通知。率 = 无法接收 ÷（接受 + 无法接收），不足 {n} 件已答复的不算率。不需再答：家属先谢绝、民政收回或老人离世。民政看到的是同样的数字，全区只给中位数，不点名。',
              { day: date(of.since), n: MIN_ANSWERS },
            )}
          </p>
          <PlotTable>
            <Table
              caption={t('逐件')}
              hideCaption
              maxHeight="24rem"
              rows={of.referrals}
              rowKey={(row) => `${row.made_at}${row.answered_at}`}
              columns={[
                { key: 'made', head: t('通知时间'), nowrap: true, cell: (row) => moment(row.made_at) },
                { key: 'answer', head: t('答复'), cell: answerOf },
                {
                  key: 'at',
                  head: t('答复时间'),
                  nowrap: true,
                  cell: (row) => (row.answered_at ? moment(row.answered_at) : '—'),
                },
              ]}
            />
          </PlotTable>
        </>
      )}
    </section>
  );
}

function answerOf(row: Mirror['referrals'][number]): string {
  if (row.answer === 'accepted') return t('接受');
  if (row.answer === 'declined') return t('无法接收：{why}', { why: refusalWord(row.reason ?? 'other') });
  return row.ended === 'lapsed' ? t('逾期未答') : row.ended ? t('不需再答') : t('等待答复');
}
