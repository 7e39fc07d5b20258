import { Printer, SearchX } from 'lucide';
import { found } from '../../server/menu/rules.ts';
import { call, client } from '../api.ts';
import { Badge } from '../ui/badge.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Card, Facts, Notice } from '../ui/card.tsx';
import { config, hotline } from '../ui/config.ts';
import { Empty, Loading } from '../ui/empty.tsx';
import { TextInput } from '../ui/field.tsx';
import { now, stamp } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { useLoad } from '../ui/load.ts';
import { useTitle } from '../ui/page.tsx';
import { PrintOnly } from '../ui/print.tsx';
import { Problem } from '../ui/problem.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import { useQuery } from '../ui/url.ts';
import { daysText, feeText, type Item } from './words.ts';
import './menu.css';

/** 点单牌: what can be had in the community, to read, to search and to hang up. */
export default function MenuPage() {
  useTitle(t('养老服务点单'));
  const { query, set } = useQuery();
  const { data, failure, reload } = useLoad(
    (signal) => call((o) => client.api.v1.menu.$get({ query: {} }, o), { signal }),
    [],
  );
  const shown = (data?.items ?? []).filter((item) => found(item, query.q ?? ''));
  const groups = [...Map.groupBy(shown, (item) => item.group)];
  return (
    <PublicFrame>
      <div class="service-menu stack">
        <div class="row-between">
          <h1>{t('养老服务点单')}</h1>
          <Button class="screen-only" icon={Printer} onClick={() => print()}>
            {t('打印点单牌')}
          </Button>
        </div>
        <p>
          {t('社区能办的养老服务：是什么、给谁、带什么材料、几天办好、多少钱。不会点就打 {phone}。', {
            phone: hotline(),
          })}
        </p>
        <div class="menu-search screen-only" data-search>
          <TextInput
            optional
            label={t('找服务')}
            hint={t('汉字、拼音或首字母，如“助浴”“zhuyu”“zy”')}
            value={query.q ?? ''}
            onInput={(q) => set({ q }, { replace: true })}
            maxLength={40}
          />
        </div>
        {data?.items.some((item) => item.example) && (
          <Notice tone="amber">{t('标“示例”的内容为演示，收费和时限以社区公布为准。')}</Notice>
        )}
        {failure && <Problem of={failure} onRetry={reload} />}
        {!data && !failure && <Loading />}
        <p class="visually-hidden" role="status">
          {data && t('{n} 项服务', { n: shown.length })}
        </p>
        {data && shown.length === 0 && (
          <Empty icon={SearchX} title={t('没有找到这项服务')}>
            <p>{t('换个词试试，或把要办的事写成诉求。')}</p>
            <ButtonLink look="primary" href="/requests/new">
              {t('提诉求')}
            </ButtonLink>
          </Empty>
        )}
        {groups.map(([group, items]) => (
          <section key={group} class="stack-tight" aria-label={group}>
            <h2>{group}</h2>
            <div class="menu-cards">
              {items.map((item) => (
                <One key={item.id} of={item} />
              ))}
            </div>
          </section>
        ))}
        <PrintOnly>
          <p class="small">
            {t('{district}民政局', { district: config.value?.district_name ?? '' })} ·{' '}
            {t('打印时间：{at}', { at: stamp(now.value) })}
          </p>
        </PrintOnly>
      </div>
    </PublicFrame>
  );
}

function One({ of }: { of: Item }) {
  return (
    <Card as="article" class="stack-tight service">
      <div class="row-between">
        <h3>{of.name}</h3>
        {of.example && <Badge>{t('示例')}</Badge>}
      </div>
      <p>{of.what}</p>
      <Facts
        of={[
          [t('给谁'), of.who],
          [t('材料'), of.papers.length ? of.papers.join(t('、')) : t('不用材料')],
          [t('几天'), daysText(of.working_days)],
          [t('收费'), feeText(of)],
        ]}
      />
      {of.href && (
        <div class="screen-only">
          <ButtonLink href={of.href}>
            {t('去办')}
            <span class="visually-hidden">{t('（{text}）', { text: of.name })}</span>
          </ButtonLink>
        </div>
      )}
    </Card>
  );
}
