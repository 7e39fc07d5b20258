import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Button } from '../button.tsx';
import { mapProvider } from '../config.ts';
import { now } from '../format.ts';
import { lang, t } from '../i18n.ts';
import { prefs } from '../prefs.ts';
import { codes, type FacilityKind, word } from '../words.ts';
import type { MapLayers } from './areas.ts';
import type { MapHandle, Moved, Radius, Shown } from './leaflet-map.ts';
import { drawing, type Vacancy } from './marker.ts';
import type { Bbox, MapItem, Place } from './types.ts';
import './map-frame.css';

const nothing = () => {};

/**
 * The map. It shows what the list beside it shows and nothing more, says so to readers, and can be skipped by one link
 * to `skipTo` (the id of what follows). Leaflet and the ground come after the page, so the list never waits for them, and
 * only when a reader comes near the map or wants it on paper: on a phone it may lie ten screens below.
 * `fit` moves the view when its `key` changes. `still` draws a picture for a strip: no gestures, no focus.
 */
export function MapView({
  label,
  items,
  selected = null,
  hovered = null,
  radius = null,
  here = null,
  fit = null,
  centre,
  zoom,
  still,
  skipTo,
  onSelect = nothing,
  onHover = nothing,
  onMove = nothing,
  onPick,
  layers = null,
  onArea = nothing,
}: {
  label: string;
  items: MapItem[];
  selected?: string | null;
  hovered?: string | null;
  radius?: Radius | null;
  here?: Place | null;
  fit?: { bbox: Bbox; key: string } | null;
  centre?: Place;
  zoom?: number;
  still?: boolean;
  skipTo?: string;
  onSelect?: (id: string | null) => void;
  onHover?: (id: string | null) => void;
  onMove?: (moved: Moved) => void;
  onPick?: (place: Place) => void;
  /** What lies under the pins: areas by how full they are, discs, signs. */
  layers?: MapLayers | null;
  onArea?: (id: string) => void;
}) {
  const id = useId();
  const node = useRef<HTMLDivElement>(null);
  const handle = useRef<MapHandle | null>(null);
  const [state, setState] = useState<'opening' | 'open' | 'failed'>('opening');
  const [turn, setTurn] = useState(0);
  const provider = mapProvider();
  // Names and sizes are drawn once, so another language or elder mode opens the map anew.
  const look = `${lang.value}${prefs.value.elder}`;
  const shown: Shown = {
    items,
    selected,
    hovered,
    radius,
    here,
    fit,
    today: now.value,
    onSelect,
    onHover,
    onMove,
    layers,
    onArea,
    onPick,
  };
  const latest = useRef(shown);
  latest.current = shown;

  // The first view is where the map opens; later ones come by `fit`
  useEffect(() => {
    let gone = false;
    const open = () =>
      import('./leaflet-map.ts').then(
        ({ openMap }) => {
          if (gone || !node.current) return;
          handle.current = openMap(node.current, provider, { centre, zoom, still, items: latest.current.items });
          handle.current.show(latest.current);
          setState('open');
        },
        () => !gone && setState('failed'),
      );
    const drop = whenNear(node.current as HTMLDivElement, open);
    return () => {
      gone = true;
      drop();
      handle.current?.destroy();
      handle.current = null;
    };
  }, [provider.provider, look, still, turn]);

  useEffect(() => handle.current?.show(latest.current));

  return (
    <section class="map" aria-label={label} aria-describedby={`${id}-about`}>
      <p class="visually-hidden" id={`${id}-about`}>
        {t('地图上的每一处都在清单里。方向键移动地图，加减键缩放，Tab 键逐个查看。')}
      </p>
      {skipTo && !still && (
        <a class="skip-link" href={`#${skipTo}`}>
          {t('跳过地图')}
        </a>
      )}
      <svg class="map-defs" width="0" height="0" aria-hidden="true">
        <linearGradient id="pin-half" x1="0" y1="0" x2="0" y2="1">
          <stop offset="0.5" class="half-a" />
          <stop offset="0.5" class="half-b" />
        </linearGradient>
        {layers && <AreaPatterns />}
      </svg>
      <div class="map-canvas" ref={node} key={`${look}${turn}`} />
      {state !== 'open' && (
        <div class="map-wait" role="status">
          {state === 'opening' ? (
            t('地图正在打开')
          ) : (
            <>
              <span>{t('地图没有打开，清单照常可用')}</span>
              <Button
                onClick={() => {
                  setState('opening');
                  setTurn(turn + 1);
                }}
              >
                {t('再试一次')}
              </Button>
            </>
          )}
        </div>
      )}
    </section>
  );
}

/** Maps that are not open yet, each with what opens it. */
const waiting = new Set<() => Promise<unknown>>();

/** Prints the page with every map of it, also those nobody has scrolled to; without them when they do not come in 3 s. */
export async function printWithMaps(): Promise<void> {
  const patience = new Promise((done) => setTimeout(done, 3_000));
  await Promise.race([Promise.all([...waiting].map((open) => open())), patience]);
  print();
}

/** Runs `work` once, when `place` is within a screen or so of what is seen; reaching it by key or reader scrolls there too. */
function whenNear(place: Element, work: () => Promise<unknown>): () => void {
  let drop = () => {};
  let begun: Promise<unknown> | undefined;
  const open = () => {
    seen.disconnect();
    drop();
    begun ??= work().finally(forget);
    return begun;
  };
  // the browser's own way to print does not wait, so its keys are answered here
  const byKey = (event: KeyboardEvent) => {
    if (event.key !== 'p' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    void printWithMaps();
  };
  const forget = () => {
    waiting.delete(open);
    removeEventListener('keydown', byKey);
    removeEventListener('beforeprint', open);
  };
  const seen = new IntersectionObserver(
    (all) => {
      if (!all.some((one) => one.isIntersecting)) return;
      seen.disconnect();
      drop = whenIdle(open);
    },
    { rootMargin: '800px 0px' },
  );
  seen.observe(place);
  waiting.add(open);
  addEventListener('keydown', byKey);
  addEventListener('beforeprint', open);
  return () => {
    seen.disconnect();
    drop();
    forget();
  };
}

/** The list comes first: what is left of the first second belongs to the map. Not every browser tells when it rests. */
function whenIdle(work: () => void): () => void {
  if (!('requestIdleCallback' in window)) {
    const timer = setTimeout(work, 50);
    return () => clearTimeout(timer);
  }
  const wait = requestIdleCallback(work, { timeout: 1_000 });
  return () => cancelIdleCallback(wait);
}

/** Areas differ by pattern as well as by colour: dots, lines, crossed lines, full. */
function AreaPatterns() {
  return (
    <>
      <pattern id="area-none" width="18" height="18" patternUnits="userSpaceOnUse">
        <path d="M7 7 11 11M7 11 11 7" class="a-none" />
      </pattern>
      <pattern id="area-1" width="9" height="9" patternUnits="userSpaceOnUse">
        <rect width="9" height="9" class="a-ground" />
        <circle cx="4.5" cy="4.500" r="1.200" class="a-ink" />
      </pattern>
      <pattern id="area-2" width="8" height="8" patternUnits="userSpaceOnUse">
        <rect width="8" height="8" class="a-ground" />
        <path d="M-2 2 2-2M0 8 8 0M6 10 10 6" class="a-line" />
      </pattern>
      <pattern id="area-3" width="7" height="7" patternUnits="userSpaceOnUse">
        <rect width="7" height="7" class="a-ground" />
        <path d="M0 0 7 7M0 7 7 0" class="a-line" />
      </pattern>
    </>
  );
}

/** What shapes and fills mean. */
export function MapLegend() {
  const fills: [Vacancy, string, string][] = [
    ['solid', '5', t('3 床以上')],
    ['half', '2', t('1–2 床')],
    ['hollow', '0', t('无空床')],
  ];
  const face = (
    kind: FacilityKind,
    vacancy: Vacancy,
    text: string,
    age: 'fresh' | 'stale' = 'fresh',
    streetOnly = false,
  ) => (
    // Closed words and digits only, the same drawing as on the map
    <span class="legend-face" dangerouslySetInnerHTML={{ __html: drawing({ kind, vacancy, age, streetOnly, text }) }} />
  );
  return (
    <ul class="legend" aria-label={t('图例')}>
      {codes('facility').map((kind) => (
        <li key={kind}>
          {face(kind as FacilityKind, 'hollow', '')}
          {word('facility', kind)}
        </li>
      ))}
      {fills.map(([fill, text, meaning]) => (
        <li key={fill}>
          {face('community_point', fill, text)}
          {meaning}
        </li>
      ))}
      <li>
        {face('community_point', 'hollow', '4', 'stale')}
        {t('超过 72 小时未确认')}
      </li>
      <li>
        {face('community_point', 'solid', '4', 'fresh', true)}
        {t('位置只到街道')}
      </li>
    </ul>
  );
}
