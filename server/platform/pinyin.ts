import { customPinyin, pinyin } from 'pinyin-pro';

// Local readings a general dictionary does not know: 㴩湖 (灉湖, yōng) and 重湖 (the layered lakes of Dongting, chóng).
customPinyin({ 㴩: 'yōng', 重湖: 'chóng hú', 长檀: 'cháng tán', 硚: 'qiáo', 𬭎: 'hóng', 垅: 'lǒng', 畈: 'fàn' });

/** What people type to find a name: full spelling without spaces and tones (ü as v), and the initials. */
export function spell(name: string): { pinyin: string; initials: string } {
  const options = { toneType: 'none', type: 'array', v: true, nonZh: 'consecutive' } as const;
  const syllables = pinyin(name, options)
    .map((s) => s.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ''))
    .filter((s) => s !== '');
  return { pinyin: syllables.join(''), initials: syllables.map((s) => s[0] ?? '').join('') };
}
