import { cornersOf, type Quad } from './geometry.ts';
import { lumaOf, type Pixels } from './pixels.ts';
import { type Done, type Job, work } from './work.ts';

/** What is kept of a page: sharp enough to read the smallest print of an ID card filling the picture, small enough to send. */
const LONGEST = 2200;
const MOST_BYTES = 1_500_000;
/** A picture is opened at most this large: a 48-megapixel photo would not fit an old phone's memory. */
const OPENED = 3200;
/** The small picture in which the sheet is looked for. */
const SMALL = 320;
const INSET = 0.012;

let helper: Worker | null | undefined;
let last = 0;
const waiting = new Map<number, { done: (d: Done) => void; failed: () => void }>();

/** Does the work beside the page where the browser can, in it where it cannot. */
function apart(job: Job): Promise<Done> {
  if (helper === undefined)
    try {
      helper = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
      helper.onmessage = ({ data }: MessageEvent<{ id: number; done: Done }>) => {
        waiting.get(data.id)?.done(data.done);
        waiting.delete(data.id);
      };
      helper.onerror = () => {
        helper = null;
        for (const one of waiting.values()) one.failed();
        waiting.clear();
      };
    } catch {
      helper = null;
    }
  if (!helper) return Promise.resolve(work(job));
  const id = ++last;
  return new Promise((done) => {
    waiting.set(id, { done, failed: () => done(work(job)) });
    // Copied, not moved: turned or cleared again, the same picture is worked on once more.
    helper?.postMessage({ id, job });
  });
}

/** The photo upright as its own note says (EXIF), at most OPENED long; null when the browser cannot read it. */
export async function openPhoto(file: Blob): Promise<Pixels | null> {
  const picture = await decode(file);
  if (!picture) return null;
  const scale = Math.min(1, OPENED / Math.max(picture.width, picture.height));
  const pixels = drawn(picture, Math.round(picture.width * scale), Math.round(picture.height * scale));
  if ('close' in picture) picture.close();
  return pixels;
}

async function decode(file: Blob): Promise<ImageBitmap | HTMLImageElement | null> {
  try {
    return await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch {
    const address = URL.createObjectURL(file);
    try {
      const image = new Image();
      image.src = address;
      await image.decode();
      return image.width > 0 && image.height > 0 ? image : null;
    } catch {
      return null;
    } finally {
      URL.revokeObjectURL(address);
    }
  }
}

function drawn(picture: CanvasImageSource, width: number, height: number): Pixels | null {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [Math.max(1, width), Math.max(1, height)];
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  if (!pen) return null;
  pen.imageSmoothingQuality = 'high';
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  try {
    return pen.getImageData(0, 0, canvas.width, canvas.height);
  } catch {
    return null;
  }
}

/** A picture as something that can be shown. */
export function canvasOf({ width, height, data }: Pixels, onto = document.createElement('canvas')): HTMLCanvasElement {
  [onto.width, onto.height] = [width, height];
  onto.getContext('2d')?.putImageData(new ImageData(data as Uint8ClampedArray<ArrayBuffer>, width, height), 0, 0);
  return onto;
}

/** The corners of the sheet in a photo, as well as they can be found; all of the picture otherwise. */
export async function cornersIn(photo: Pixels): Promise<{ quad: Quad; found: boolean }> {
  const scale = Math.min(1, SMALL / Math.max(photo.width, photo.height));
  const small = drawn(canvasOf(photo), Math.round(photo.width * scale), Math.round(photo.height * scale));
  const done = small && (await apart({ find: { width: small.width, height: small.height, values: lumaOf(small) } }));
  const quad = done && 'quad' in done ? done.quad : null;
  if (!quad || !small) return { quad: cornersOf(photo.width, photo.height), found: false };
  const [sx, sy] = [photo.width / small.width, photo.height / small.height];
  const middle = { x: quad.reduce((s, p) => s + p.x, 0) / 4, y: quad.reduce((s, p) => s + p.y, 0) / 4 };
  // A hair inside the edge: none of the table is seen along it.
  const inside = quad.map(({ x, y }) => ({
    x: (x + (middle.x - x) * INSET) * sx,
    y: (y + (middle.y - y) * INSET) * sy,
  }));
  return { quad: inside as unknown as Quad, found: true };
}

/** The sheet flat, with the contrast raised when asked. */
export async function flatten(photo: Pixels, quad: Quad, clear: boolean): Promise<Pixels | null> {
  const done = await apart({ flatten: photo, quad, longest: LONGEST, clear });
  return 'flat' in done ? done.flat : null;
}

/** As a JPEG of at most MOST_BYTES. Written anew dot by dot: nothing the camera noted (place, device, time) is in it. */
export async function compressed(flat: Pixels): Promise<Blob | null> {
  let canvas = canvasOf(flat);
  for (const quality of [0.86, 0.76, 0.66, 0.55, 0.55, 0.55]) {
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', quality));
    if (!blob || blob.size <= MOST_BYTES) return blob;
    if (quality > 0.55) continue;
    const smaller = drawn(canvas, Math.round(canvas.width * 0.8), Math.round(canvas.height * 0.8));
    if (!smaller) return null;
    canvas = canvasOf(smaller);
  }
  return null;
}
