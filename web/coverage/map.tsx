import { useMemo } from 'preact/hooks';
import { EXACT_M, type Service } from '../../server/coverage/rules.ts';
import { number, percent } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import type { MapDot, MapLayers, MapMark } from '../ui/map/areas.ts';
import { MapView } from '../ui/map/map.tsx';
import type { Bbox, Place } from '../ui/map/types.ts';
import { type Grid, levelOf, type Picture, serviceWord, shareOf, stateOf, stateWord } from './words.ts';

const located = <T extends { lng: number | null; lat: number | null }>(p: T): p is T & Place =>
  p.lng !== null && p.lat !== null;
/** 40 seniors are a disc of 8 pixels, 400 one of 25. */
const sizeOf = (seniors: number | null) => Math.max(6, Math.min(30, Math.sqrt(seniors ?? 20) * 1.25));

export function dotOf(grid: Grid & Place, look: string, says: string): MapDot {
  const seniors = grid.seniors === null ? t('人数未填报') : t('{n} 位老人', { n: number(grid.seniors) });
  const { code: id, lng, lat } = grid;
  const rough = grid.accuracy_m > EXACT_M;
  return {
    id,
    lng,
    lat,
    title: t('{name}：{seniors}，{says}', { name: grid.name, seniors, says }),
    size: sizeOf(grid.seniors),
    look,
    rough,
  };
}

/** Communities by the share covered, or grids by how sure it is; facilities that offer the service as small squares. */
export function CoverageMap({
  of,
  service,
  grids,
  chosen = null,
  marks = [],
  dots,
  onArea,
  onPick,
  skipTo,
}: {
  of: Picture;
  service: Service;
  grids: boolean;
  chosen?: string | null;
  marks?: MapMark[];
  /** Discs instead of those of the grids themselves. */
  dots?: MapDot[];
  onArea?: (code: string) => void;
  onPick?: ((at: Place) => void) | undefined;
  skipTo: string;
}) {
  const layers = useMemo((): MapLayers => {
    const homes = of.facilities
      .filter((f) => f.services.includes(service))
      .map((f): MapMark => ({ id: f.id, lng: f.lng, lat: f.lat, title: f.name, look: 'home', text: '' }));
    return {
      areas: of.communities.filter(located).map((c) => {
        const share = shareOf(c.sums[service]!);
        const says = share === null ? t('无数据') : percent(share, 0);
        return {
          ...{ id: c.code, lng: c.lng, lat: c.lat, name: `${c.name} ${says}` },
          level: grids || dots ? ('off' as const) : levelOf(share),
          rough: c.accuracy_m > EXACT_M,
          shape: c.shape as MapLayers['areas'][number]['shape'],
        };
      }),
      dots:
        dots ??
        (grids
          ? of.grids.filter(located).map((g) => dotOf(g, stateOf(g, service), stateWord(stateOf(g, service))))
          : []),
      marks: [...homes, ...marks],
      chosen,
    };
  }, [of, service, grids, dots, marks, chosen]);
  const fit = useMemo(() => {
    const peopled = of.communities.filter(located).filter((c) => c.seniors > 0);
    if (peopled.length < 2) return null;
    const [lng, lat] = [peopled.map((c) => c.lng), peopled.map((c) => c.lat)];
    const bbox: Bbox = [Math.min(...lng), Math.min(...lat), Math.max(...lng), Math.max(...lat)];
    return { bbox, key: bbox.join() };
  }, [of]);
  return (
    <div class="coverage-map">
      <MapView
        label={t('{service}覆盖图', { service: serviceWord(service) })}
        items={[]}
        fit={fit}
        layers={layers}
        onArea={onArea}
        onPick={onPick}
        skipTo={skipTo}
      />
    </div>
  );
}

const Swatch = ({ of }: { of: string }) => (
  <svg class="coverage-swatch" viewBox="0 0 28 18" aria-hidden="true">
    <rect x="1" y="1" width="26" height="16" class={`a-area ${of}`} />
  </svg>
);
const Disc = ({ of }: { of: string }) => (
  <svg class="coverage-swatch" viewBox="0 0 28 18" aria-hidden="true">
    <circle cx="14" cy="9" r="7" class={`a-dot ${of}`} />
  </svg>
);

/** What colours, patterns and signs mean. */
export function CoverageLegend({ grids, changes }: { grids: boolean; changes?: boolean }) {
  const areas: [string, string][] = [
    ['a-level-none', t('无数据')],
    ['a-level-0', '0'],
    ['a-level-1', t('不到 50%')],
    ['a-level-2', '50%–80%'],
    ['a-level-3', t('80% 以上')],
    ['a-level-4', '100%'],
    ['a-level-0 a-rough', t('边界为推算（虚线）')],
  ];
  const discs: [string, string][] = [
    ['a-dot-certain', stateWord('certain')],
    ['a-dot-likely', stateWord('likely')],
    ['a-dot-possible', stateWord('possible')],
    ['a-dot-no', stateWord('no')],
    ['a-dot-certain a-rough', t('位置只到街道或社区（空心）')],
  ];
  const shifts: [string, string][] = [
    ['a-dot-certain', t('新进圈')],
    ['a-dot-lost', t('出圈')],
  ];
  return (
    <ul class="coverage-legend" aria-label={t('图例')}>
      {changes
        ? shifts.map(([name, says]) => (
            <li key={name}>
              <Disc of={name} />
              {says}
            </li>
          ))
        : grids
          ? discs.map(([name, says]) => (
              <li key={name}>
                <Disc of={name} />
                {says}
              </li>
            ))
          : areas.map(([name, says]) => (
              <li key={name}>
                <Swatch of={name} />
                {says}
              </li>
            ))}
      <li>
        <span class="coverage-home" aria-hidden="true" />
        {t('提供这项服务的机构')}
      </li>
    </ul>
  );
}
