import { ChevronLeft } from 'lucide';
import type { RefObject } from 'preact';
import { useRef } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import { call, client } from '../api.ts';
import { ButtonLink } from '../ui/button.tsx';
import { Card, Facts, Notice } from '../ui/card.tsx';
import { hotline } from '../ui/config.ts';
import { Empty, Loading } from '../ui/empty.tsx';
import { date, moment, now, number } from '../ui/format.ts';
import { Guard } from '../ui/guard.tsx';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { PrintOnly } from '../ui/print.tsx';
import { Problem } from '../ui/problem.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import { ReadOrPrint } from '../ui/read-aloud.tsx';
import { word } from '../ui/words.ts';
import { type Reasons, WishTable } from './reasons-list.tsx';
import { Digest } from './round-state.tsx';
import { said, trackWord } from './words.ts';
import './rounds.css';

/** A person's own explanation of the last published round: what became of every wish, in plain words. */
export default function OwnReasonsPage() {
  return (
    <Guard roles={['family', 'desk', 'officer', 'leader']}>
      <Own />
    </Guard>
  );
}

function Own() {
  useTitle(t('分配结果说明'));
  const { params } = useRoute();
  const id = params.applicationId ?? '';
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.applications[':id'].reasons.$get({ param: { id } }, o), { signal }),
    [id],
  );
  const text = useRef<HTMLDivElement>(null);
  const none = failure?.status === 404;
  return (
    <PublicFrame>
      <div class="own-reasons stack" ref={text}>
        {none && (
          <Empty as="h1" title={t('还没有参加过集中分配')}>
            <p>{t('下一轮发布后，这里会逐家说明结果和原因。')}</p>
            <ButtonLink look="primary" href="/me">
              {t('看我的申请')}
            </ButtonLink>
          </Empty>
        )}
        {failure && !none && <Problem of={failure} onRetry={reload} />}
        {!data && !failure && <Loading />}
        {data && (
          <>
            <div class="row-between">
              <h1>{t('分配结果说明')}</h1>
              <ReadOrPrint of={text as RefObject<HTMLElement>} />
            </div>
            <Explanation of={data} />
          </>
        )}
        {!none && (
          <div class="screen-only">
            <ButtonLink class="back" look="quiet" icon={ChevronLeft} href="/me">
              {t('回到我的申请')}
            </ButtonLink>
          </div>
        )}
      </div>
    </PublicFrame>
  );
}

function Explanation({ of }: { of: Reasons }) {
  const placed = of.wishes.find((wish) => wish.result === 'placed');
  const { key: k } = of;
  return (
    <>
      <Notice tone="accent">
        <strong>
          {placed
            ? t('安排在{facility}，是您的第 {n} 意愿', { facility: placed.facility, n: placed.wish })
            : of.apart
              ? t('这一轮没有参加')
              : t('这一轮没有排到床，您仍在轮候')}
        </strong>
        {of.apart && <p>{said(of.apart)}</p>}
        {!placed && !of.apart && <p>{t('排位不变，有床空出会接着按顺序通知。下面逐家说明为什么。')}</p>}
        {placed && <p>{t('入住通知在「我的申请」里答复。')}</p>}
      </Notice>
      {of.wishes.length > 0 && (
        <section class="stack-tight">
          <h2>{t('您想去的每一家')}</h2>
          <WishTable of={of} />
        </section>
      )}
      {k && (
        <Card as="section" class="stack-tight">
          <h2>{t('您的排序依据')}</h2>
          <Facts
            of={[
              [t('保障类别'), trackWord(k.track)],
              [t('失能等级'), t('{n} 级 {word}', { n: k.level, word: word('level', k.level) })],
              [t('家庭困难积分'), t('{n} 分', { n: k.points })],
              [t('开始轮候'), date(k.queued_at)],
              [
                t('当时排位'),
                of.place === null
                  ? t('无数据')
                  : t('第 {place} 位，共 {all} 人参加', { place: number(of.place), all: number(of.taking_part) }),
              ],
            ]}
          />
          <p class="muted">{t('先看保障类别，再看失能等级，再看积分，再看谁先来；全都一样才抽签。')}</p>
        </Card>
      )}
      <details class="own-proof">
        <summary>{t('核对用的编号')}</summary>
        <Facts
          of={[
            [t('轮次'), of.round_no],
            [t('取数时间'), moment(of.taken_at)],
            [t('规则版本'), of.rule_version],
            [t('抽签值'), <Digest of={of.lottery} whole />],
            [t('种子'), <Digest of={of.seed} whole />],
            [t('快照摘要'), <Digest of={of.snapshot_digest} whole />],
          ]}
        />
        <p>
          <a href="/rounds">{t('床位怎么分、怎么核对')}</a>
        </p>
      </details>
      <p>{t('有不明白的，请拨打 {phone}，报轮次 {no} 和受理号。', { phone: hotline(), no: of.round_no })}</p>
      <PrintOnly>
        <p>{t('打印时间：{at}', { at: moment(now.value) })}</p>
      </PrintOnly>
    </>
  );
}
