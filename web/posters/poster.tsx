import { ArrowLeft, Phone, Printer } from 'lucide';
import { lazy, useRoute } from 'preact-iso';
import { Button, ButtonLink } from '../ui/button.tsx';
import { config, hotline } from '../ui/config.ts';
import { Empty, Loading } from '../ui/empty.tsx';
import { t } from '../ui/i18n.ts';
import { Icon } from '../ui/icon.tsx';
import { useTitle } from '../ui/page.tsx';
import { divisionOf, usePlaces } from '../ui/places.ts';
import { Problem } from '../ui/problem.tsx';
import { PublicFrame } from '../ui/public-frame.tsx';
import './posters.css';

const Code = lazy(() => import('./code.tsx'));

/** One sheet for the wall of one community: its code opens the free beds around it. */
export default function PosterPage() {
  const { code } = useRoute().params as { code: string };
  const { divisions, ready, failure, reload } = usePlaces();
  const place = divisionOf(divisions, code);
  useTitle(place ? t('{place}的海报', { place: place.name }) : t('社区海报'));
  if (!place || place.level === 'grid') {
    return (
      <PublicFrame>
        {failure ? (
          <Problem of={failure} onRetry={reload} />
        ) : ready ? (
          <Empty as="h1" title={t('没有这个社区')}>
            <p>{t('编码可能写错了，或这个社区已经合并。')}</p>
            <ButtonLink look="primary" href="/posters">
              {t('选一个社区')}
            </ButtonLink>
          </Empty>
        ) : (
          <Loading />
        )}
      </PublicFrame>
    );
  }
  const origin = config.value?.origin ?? location.origin;
  const address = `${origin}/?at=${place.code}`;
  return (
    <PublicFrame>
      <div class="row screen-only">
        <ButtonLink class="back" look="quiet" icon={ArrowLeft} href="/posters">
          {t('换一个社区')}
        </ButtonLink>
        <Button look="primary" icon={Printer} onClick={() => print()}>
          {t('打印 A4 海报')}
        </Button>
      </div>
      <article class="poster" aria-labelledby="poster">
        <p class="poster-district">{config.value?.district_name ?? ''}</p>
        <h1 id="poster">{t('找养老床位，扫一扫')}</h1>
        <p class="poster-place">{t('{place}附近的空床、价格和电话', { place: place.name })}</p>
        <Code text={address} label={t('二维码：{address}', { address })} />
        <p class="poster-address num">{address.replace(/^https?:\/\//, '')}</p>
        <p>{t('哪家有空床、适合谁住、补贴后每月多少钱，手机上都能看，不用登录。')}</p>
        <p>{t('不会扫码就打电话，或到社区前台，工作人员帮您查、帮您申请。')}</p>
        <p class="poster-phone">
          <Icon of={Phone} />
          <span class="num">{hotline()}</span>
        </p>
      </article>
    </PublicFrame>
  );
}
