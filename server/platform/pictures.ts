import sharp from 'sharp';

// Only what is taken is ever parsed: the library knows some thirty other formats, each with its own past.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'],
});
sharp.cache(false);

export type Picture = { bytes: Uint8Array; width: number; height: number };

/** Width and height in dots as the head of the file says; null when it cannot be read. Nothing is unfolded. */
export async function pictureSize(bytes: Uint8Array): Promise<{ width: number; height: number } | null> {
  try {
    const { width, height } = await sharp(bytes, { limitInputPixels: false }).metadata();
    return width && height ? { width, height } : null;
  } catch {
    return null;
  }
}

let last: Promise<unknown> = Promise.resolve();
/** One picture at a time: unfolded it takes a hundred times its file, and several nurses may upload at once. */
const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
  const mine = last.then(work, work);
  last = mine.catch(() => {});
  return mine;
};

/**
 * Draws the picture anew as JPEG, upright, on white, no longer than each of the edges (never larger than it is). Nothing
 * but the dots is kept: neither place nor time nor camera.
 * @returns in the order of `edges`; null when the file breaks off or is damaged
 */
export function redraw(bytes: Uint8Array, edges: readonly number[], maxPixels: number): Promise<Picture[] | null> {
  return inTurn(async () => {
    try {
      const done: Picture[] = [];
      for (const edge of edges) {
        const { data, info } = await sharp(bytes, { limitInputPixels: maxPixels, failOn: 'error' })
          .autoOrient()
          .resize({ width: edge, height: edge, fit: 'inside', withoutEnlargement: true })
          .flatten({ background: '#ffffff' })
          .toColourspace('srgb')
          .jpeg({ quality: 80, mozjpeg: true })
          .toBuffer({ resolveWithObject: true });
        done.push({ bytes: data, width: info.width, height: info.height });
      }
      return done;
    } catch {
      return null;
    }
  });
}
