import type { InferResponseType } from 'hono/client';
import type { RefObject } from 'preact';
import { useRef } from 'preact/hooks';
import { call, client } from '../api.ts';
import { Card, Facts } from '../ui/card.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { useEvents } from '../ui/events.ts';
import { date, number, percent } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import { ReadAloud } from '../ui/read-aloud.tsx';
import { Table } from '../ui/table.tsx';
import { word } from '../ui/words.ts';
import { Digest, RoundState } from './round-state.tsx';
import { reserveWord, trackCodes, trackWord } from './words.ts';
import './rounds.css';

type PublicRound = InferResponseType<typeof client.api.v1.rounds.public.$get, 200>['rounds'][number];

/** How places are given, in one screen, and every round with what it takes to check it. Nobody's name. */
export default function PublicRoundsPage() {
  useTitle(t('床位怎么分'));
  const text = useRef<HTMLDivElement>(null);
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.rounds.public.$get({}, o), { signal }),
    [],
  );
  useEvents(['rounds'], reload);
  return (
    <PublicFrame>
      <div class="rounds-public stack" ref={text}>
        <div class="row-between">
          <h1>{t('床位怎么分')}</h1>
          <div data-unread>
            <ReadAloud of={text as RefObject<HTMLElement>} />
          </div>
        </div>
        <How />
        <h2>{t('历次分配')}</h2>
        {failure && <Problem of={failure} onRetry={reload} focus={false} />}
        {!data && !failure && <Loading cards={2} />}
        {data?.rounds.length === 0 && (
          <Empty title={t('还没有集中分配过')}>
            <p>{t('开轮时这里马上公开种子摘要，运行和发布后公开结果。')}</p>
          </Empty>
        )}
        {data?.rounds.map((round) => (
          <OneRound key={round.round_no} of={round} />
        ))}
        <Verify />
      </div>
    </PublicFrame>
  );
}

function How() {
  const steps = [
    [
      t('一条队'),
      t(
        '所有人排在同一条队里：先看保障类别（特困、困难优抚、失能高龄、普通），再看失能等级，再看家庭困难的积分，最后看谁先来。',
      ),
    ],
    [
      t('按意愿'),
      t(
        '轮到谁，就从他最想去的机构看起：有适合他的空床就给他，没有就看下一家。适合不适合只看性别、照护等级和需要的设备。',
      ),
    ],
    [t('不能插队'), t('照实填最想去的就好：别人填得再巧，也不会在您想去又住得了的地方排到您前面。')],
    [t('同分抽签'), t('排到一样的人用随机种子抽签。种子在开轮时封存并公开摘要，运行后公开，谁都换不了。')],
    [t('另一个程序核验'), t('每轮都由另外写的程序从头核对：没有人被插队，没有人要的床白空着。核验不通过不能发布。')],
  ] as const;
  return (
    <ol class="how">
      {steps.map(([name, says], index) => (
        <li key={name}>
          <span class="how-no num" aria-hidden="true">
            {index + 1}
          </span>
          <div>
            <strong>{name}</strong>
            <p>{says}</p>
          </div>
        </li>
      ))}
    </ol>
  );
}

function OneRound({ of }: { of: PublicRound }) {
  const r = of.result;
  return (
    <Card as="section" class="stack">
      <div class="row-between">
        <h3>
          <span class="num">{of.round_no}</span> {of.name}
        </h3>
        <RoundState of={of} />
      </div>
      <p class="muted">
        {[
          of.services.map((s) => word('bed', s)).join(t('、')),
          t('{date}开轮', { date: date(of.opened_at) }),
          of.published_at ? t('{date}发布', { date: date(of.published_at) }) : null,
          of.cancelled_at ? t('{date}取消', { date: date(of.cancelled_at) }) : null,
          reserveWord(of.parameters.reserve),
          t('规则 {version}', { version: of.rule_version }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {r && (
        <>
          <dl class="round-figures">
            <div>
              <dt>{t('参加')}</dt>
              <dd>
                <strong class="num">{t('{n} 人', { n: number(r.people) })}</strong>
              </dd>
            </div>
            <div>
              <dt>{t('可分的床')}</dt>
              <dd>
                <strong class="num">{number(r.beds)}</strong>
              </dd>
            </div>
            <div>
              <dt>{t('安排')}</dt>
              <dd>
                <strong class="num">{t('{n} 人', { n: number(r.placed) })}</strong>
              </dd>
            </div>
            <div>
              <dt>{t('第一意愿')}</dt>
              <dd>
                <strong class="num">{r.placed ? percent(r.first_choice / r.placed, 0) : t('无数据')}</strong>
              </dd>
            </div>
            {trackCodes.map((track) => (
              <div key={track}>
                <dt>{trackWord(track)}</dt>
                <dd>
                  <strong class="num">
                    {number(r.by_track[track].placed)} / {number(r.by_track[track].people)}
                  </strong>
                </dd>
              </div>
            ))}
          </dl>
          <details>
            <summary>{t('各机构排到哪里')}</summary>
            <Table
              caption={t('各机构最后入选者的条件')}
              rows={r.facilities}
              rowKey={(row) => row.facility_id}
              columns={[
                {
                  key: 'facility',
                  head: t('机构'),
                  cell: (row) => <a href={`/facilities/${row.facility_id}`}>{row.facility}</a>,
                },
                { key: 'placed', head: t('安排'), end: true, cell: (row) => number(row.placed) },
                {
                  key: 'last',
                  head: t('最后入选'),
                  nowrap: true,
                  cell: (row) =>
                    row.last
                      ? t('{track} 通道 · {n} 级 · {points} 分', {
                          track: row.last.track,
                          n: row.last.level ?? '—',
                          points: row.last.points ?? '—',
                        })
                      : '—',
                },
              ]}
            />
          </details>
        </>
      )}
      <details open={!r}>
        <summary>{t('种子与摘要')}</summary>
        <Facts
          of={[
            [t('种子摘要'), <Digest of={of.seed_digest} whole />],
            [t('种子'), of.seed ? <Digest of={of.seed} whole /> : t('封存，运行后公开')],
            [t('快照摘要'), <Digest of={of.snapshot_digest} whole />],
            [t('结果摘要'), <Digest of={of.outcome_digest} whole />],
            [t('独立核验'), of.clean === null ? t('尚未核验') : of.clean ? t('核验通过') : t('核验未通过')],
          ]}
        />
      </details>
    </Card>
  );
}

function Verify() {
  return (
    <section class="stack-tight">
      <h2>{t('怎么核对')}</h2>
      <ol class="verify">
        <li>{t('把公开的种子算一遍 SHA-256，应当等于开轮时公开的种子摘要。')}</li>
        <li>
          {t('督查和受托的审计可取得快照；文件的 SHA-256 应当等于快照摘要。')} <code>sha256sum market.json</code>
        </li>
        <li>
          {t('用本系统公开的程序重算，结果的摘要应当相同，核验应当通过：')}{' '}
          <code>npm run -s allocate -- market.json</code>
        </li>
      </ol>
      <p class="muted small">{t('快照里没有姓名，但有每人的条件，所以不向所有人公开。')}</p>
    </section>
  );
}
