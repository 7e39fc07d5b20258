import { type Coords, type DoneCallback, GridLayer, type Map as LeafletMap, tileLayer } from 'leaflet';
import type { MapProvider } from '../config.ts';

/**
 * A bureau's own ground instead of the built-in one: XYZ tiles (`{z}/{x}/{y}`, such as 天地图 with its key in the URL)
 * or one PMTiles archive of raster tiles. The server must allow another origin in its CSP (img-src; connect-src for PMTiles).
 */
export async function addTiles(map: LeafletMap, provider: MapProvider): Promise<void> {
  const { url, attribution } = provider;
  if (!url) throw new Error('MAP_URL is missing');
  if (provider.provider === 'xyz') {
    tileLayer(url, { attribution, maxZoom: 18 }).addTo(map);
    return;
  }
  const { PMTiles, TileType } = await import('pmtiles');
  const archive = new PMTiles(url);
  const header = await archive.getHeader();
  const types: Partial<Record<number, string>> = {
    [TileType.Png]: 'image/png',
    [TileType.Jpeg]: 'image/jpeg',
    [TileType.Webp]: 'image/webp',
    [TileType.Avif]: 'image/avif',
  };
  const type = types[header.tileType];
  if (!type)
    throw new Error(`MAP_URL: a PMTiles archive of raster tiles is needed, this one holds type ${header.tileType}`);
  const Raster = GridLayer.extend({
    createTile({ z, x, y }: Coords, done: DoneCallback) {
      const image = document.createElement('img');
      image.alt = '';
      archive.getZxy(z, x, y).then(
        (tile) => {
          if (!tile) return done(undefined, image);
          const source = URL.createObjectURL(new Blob([tile.data], { type }));
          image.onload = () => {
            URL.revokeObjectURL(source);
            done(undefined, image);
          };
          image.src = source;
        },
        (error: Error) => done(error, image),
      );
      return image;
    },
  }) as unknown as new (
    options: object,
  ) => GridLayer;
  new Raster({ attribution, maxNativeZoom: header.maxZoom, maxZoom: 18 }).addTo(map);
}
