/** A JPEG page and its size in dots. */
export type Page = { jpeg: Uint8Array; width: number; height: number };
/** Of A4, in points: a page is made to fit it. */
const [A4_WIDTH, A4_HEIGHT] = [595, 842];

/** Several photographed pages as one PDF (ISO 32000-1): each JPEG as it is, one a page, nothing about place or device. */
export function pdfOf(pages: readonly Page[]): Uint8Array {
  const parts: Uint8Array[] = [];
  const places: number[] = [];
  let length = 0;
  const put = (part: string | Uint8Array) => {
    const bytes = typeof part === 'string' ? new TextEncoder().encode(part) : part;
    parts.push(bytes);
    length += bytes.length;
  };
  const object = (id: number, head: string, stream?: Uint8Array) => {
    places[id] = length;
    put(`${id} 0 obj\n${head}\n`);
    if (stream) {
      put('stream\n');
      put(stream);
      put('\nendstream\n');
    }
    put('endobj\n');
  };
  const first = (i: number) => 3 + i * 3;
  put('%PDF-1.4\n');
  object(1, '<< /Type /Catalog /Pages 2 0 R >>');
  object(2, `<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, i) => `${first(i)} 0 R`).join(' ')}] >>`);
  pages.forEach(({ jpeg, width, height }, i) => {
    const [page, image, drawing] = [first(i), first(i) + 1, first(i) + 2];
    const scale = Math.min(A4_WIDTH / width, A4_HEIGHT / height);
    const [w, h] = [(width * scale).toFixed(2), (height * scale).toFixed(2)];
    const drawn = new TextEncoder().encode(`q ${w} 0 0 ${h} 0 0 cm /I Do Q`);
    object(
      page,
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${w} ${h}] /Resources << /XObject << /I ${image} 0 R >> >> /Contents ${drawing} 0 R >>`,
    );
    object(
      image,
      `<< /Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode /Length ${jpeg.length} >>`,
      jpeg,
    );
    object(drawing, `<< /Length ${drawn.length} >>`, drawn);
  });
  const at = length;
  const size = places.length;
  const rows = places.slice(1).map((place) => `${String(place).padStart(10, '0')} 00000 n \n`);
  put(`xref\n0 ${size}\n0000000000 65535 f \n${rows.join('')}`);
  put(`trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${at}\n%%EOF\n`);
  const whole = new Uint8Array(length);
  parts.reduce((offset, part) => {
    whole.set(part, offset);
    return offset + part.length;
  }, 0);
  return whole;
}
