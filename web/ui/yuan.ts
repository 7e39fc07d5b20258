/** An amount as it is typed: yuan, without '.00'; '' for none. */
export const yuan = (fen: unknown): string =>
  typeof fen === 'number' ? (fen / 100).toFixed(2).replace(/\.00$/, '') : '';

/** Integer fen of an amount typed in yuan; null when empty, undefined when it is no amount. */
export function fenOf(text: string): number | null | undefined {
  const plain = text.replace(/[,\uff0c\s¥\uffe5]/g, '');
  if (plain === '') return null;
  const found = /^(\d{1,11})(?:\.(\d{1,2}))?$/.exec(plain);
  return found ? Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0')) : undefined;
}
