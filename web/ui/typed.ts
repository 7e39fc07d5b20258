/**
 * Numbers as people paste them: with blanks, dashes, full-width digits, the country's code. Fields that take these have no
 * maxlength, which would cut what is pasted before it is read.
 */
const digits = (text: string) => text.normalize('NFKC').replace(/\D/g, '');

/** A mobile number, eleven digits. */
export function phoneOf(text: string): string {
  const all = digits(text);
  return (all.length > 11 ? all.replace(/^(00)?86/, '') : all).slice(0, 11);
}

/** A code from a message or an authenticator, six digits. */
export const codeOf = (text: string): string => digits(text).slice(0, 6);

/** An ID number, 18 characters. What else is typed stays to be seen and mended. */
export const idNoOf = (text: string): string => text.normalize('NFKC').replace(/[\s-]/g, '').slice(0, 18);
