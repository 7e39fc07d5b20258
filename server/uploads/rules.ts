// Decides which files are taken as the image of a paper: PDF, JPG or PNG by content, whole, and up to 10 MB.
import { type DocumentType, documentTypes } from '../documents/rules.ts';
import type { DocumentCode } from '../kernel/document-messages.ts';
import type { Verdict } from '../kernel/errors.ts';

/** An image may be sent of every paper there is. */
export const uploadTypes = documentTypes;

/** Bytes of the largest file taken: what a phone's camera or a desk's scanner makes of one paper, with room to spare. */
export const MAX_BYTES = 10 * 1024 * 1024;

export const contentTypes = { pdf: 'application/pdf', jpg: 'image/jpeg', png: 'image/png' } as const;
export type FileKind = keyof typeof contentTypes;

const startsWith = (bytes: Uint8Array, at: number, text: string) =>
  [...text].every((c, i) => bytes[at + i] === c.charCodeAt(0));
const u16 = (b: Uint8Array, at: number) => ((b[at] ?? 0) << 8) | (b[at + 1] ?? 0);
const u32 = (b: Uint8Array, at: number) => u16(b, at) * 65536 + u16(b, at + 2);
const heic = ['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis', 'mif1', 'msf1', 'avif'];

/** What a file begins as, whatever its name says. */
export function beginsAs(bytes: Uint8Array): FileKind | 'heic' | null {
  if (startsWith(bytes, 0, '%PDF-')) return 'pdf';
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpg';
  if (startsWith(bytes, 0, '\x89PNG\r\n\x1a\n')) return 'png';
  if (startsWith(bytes, 4, 'ftyp') && heic.some((brand) => startsWith(bytes, 8, brand))) return 'heic';
  return null;
}

/** A JPEG is whole when its segments lead to a frame with a size, a scan, and an end marker after it. */
function wholeJpg(b: Uint8Array): boolean {
  let at = 2;
  let framed = false;
  while (at + 4 <= b.length && b[at] === 0xff) {
    const marker = b[at + 1] as number;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      framed = u16(b, at + 5) > 0 && u16(b, at + 7) > 0;
    if (marker === 0xda) {
      // Phones append their own data behind the picture, so the end may lie anywhere behind the scan.
      for (let i = b.length - 2; i > at; i -= 1) if (b[i] === 0xff && b[i + 1] === 0xd9) return framed;
      return false;
    }
    at += 2 + u16(b, at + 2);
  }
  return false;
}

/** A PNG is whole when its chunks lead from a header with a size to the end chunk. */
function wholePng(b: Uint8Array): boolean {
  if (!startsWith(b, 12, 'IHDR') || u32(b, 16) === 0 || u32(b, 20) === 0) return false;
  let data = false;
  for (let at = 8; at + 12 <= b.length; at += 12 + u32(b, at)) {
    if (startsWith(b, at + 4, 'IDAT')) data = true;
    if (startsWith(b, at + 4, 'IEND')) return data;
  }
  return false;
}

/** A PDF is whole when its end mark stands near its end, as readers ask. */
function wholePdf(b: Uint8Array): boolean {
  for (let at = b.length - 5; at >= Math.max(0, b.length - 1024); at -= 1) if (startsWith(b, at, '%%EOF')) return true;
  return false;
}

/** A PDF that asks for a password, or forbids what it is read for, names its encryption: an object, or a dictionary. */
function lockedPdf(b: Uint8Array): boolean {
  for (let at = 0; at + 12 < b.length; at += 1) {
    if (b[at] !== 0x2f || b[at + 1] !== 0x45 || !startsWith(b, at, '/Encrypt')) continue;
    const rest = String.fromCharCode(...b.subarray(at + 8, at + 28));
    if (/^\s*(\d+\s+\d+\s+R|<<)/.test(rest)) return true;
  }
  return false;
}

const whole: Record<FileKind, (bytes: Uint8Array) => boolean> = { pdf: wholePdf, jpg: wholeJpg, png: wholePng };

type Kind = Verdict<{ kind: FileKind }, DocumentCode>;

/** Which kind of file this is by its first bytes, and whether that is taken for this type of paper. */
export function readBeginning(bytes: Uint8Array, type: DocumentType): Kind {
  const kind = beginsAs(bytes);
  const refuse = (code: DocumentCode): Kind => ({ ok: false, reasons: [{ code }] });
  if (kind === 'heic') return refuse('file_heic');
  if (kind === null) return refuse(type === 'photo' ? 'photo_not_image' : 'file_kind');
  if (type === 'photo' && kind === 'pdf') return refuse('photo_not_image');
  return { ok: true, kind };
}

/** The same for a whole file: it must also be whole, and open without a password. */
export function readFile(bytes: Uint8Array, type: DocumentType): Kind {
  const found = readBeginning(bytes, type);
  if (!found.ok) return found;
  if (found.kind === 'pdf' && lockedPdf(bytes)) return { ok: false, reasons: [{ code: 'file_locked' }] };
  if (whole[found.kind](bytes)) return found;
  return { ok: false, reasons: [{ code: type === 'photo' ? 'photo_damaged' : 'file_damaged' }] };
}
