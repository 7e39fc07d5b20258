import { signal } from '@preact/signals';
import { call, client } from '../api.ts';

/** Where the map's ground comes from. `builtin` needs no network; the others are a bureau's choice and widen the CSP by one origin. */
export type MapProvider = { provider: 'builtin' | 'xyz' | 'pmtiles'; url: string | null; attribution: string };

/** What GET /api/v1/config tells every page of this installation. */
export type Config = {
  /** The district's 6-digit code. */
  district: string;
  /** Its name and its own help line, once the bureau has filed them. */
  district_name?: string | null;
  hotline?: string | null;
  map: MapProvider;
  /** True when facilities and people are made-up demonstration data; the footer says so. */
  demo: boolean;
  /** Whether staff may sign in by the bureau's own single sign-on. */
  oidc: boolean;
  /** The installation's public address, for what is printed; null: this one. */
  origin: string | null;
};

export const config = signal<Config | null>(null);

/** Fetches the configuration once at the start; without it pages work with the built-in map and the national line. */
export async function loadConfig(): Promise<void> {
  const answer = await call((o) => client.api.v1.config.$get({}, o));
  if (answer.ok) config.value = answer.data;
}

/** 12345 is the national government service line, the answer wherever a bureau has filed no number of its own. */
export const hotline = (): string => config.value?.hotline ?? '12345';
export const mapProvider = (): MapProvider => config.value?.map ?? { provider: 'builtin', url: null, attribution: '' };
