import { signal } from '@preact/signals';

/** Where the map's ground comes from. `builtin` needs no network; the others are a bureau's choice and may need a wider CSP. */
export type MapProvider =
  | { provider: 'builtin' }
  | { provider: 'xyz'; url: string; attribution: string; max_zoom?: number }
  | { provider: 'pmtiles'; url: string; attribution: string };

/** What GET /api/v1/config tells every page. */
export type Config = {
  district: { code: string; name: string };
  hotline: string | null;
  map: MapProvider;
  /** True when facilities and people are made-up demonstration data; the footer says so. */
  demo: boolean;
};

export const config = signal<Config | null>(null);

/** 12345 is the national government service line, the answer wherever a bureau has filed no number of its own. */
export const hotline = (): string => config.value?.hotline ?? '12345';
export const mapProvider = (): MapProvider => config.value?.map ?? { provider: 'builtin' };
