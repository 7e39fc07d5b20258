import type { Reason } from './errors.ts';
import type { PersonCode } from './person-messages.ts';

// Control and format characters, surrogate halves, markup, pictures and private characters have no place in a name: they
// show as nothing, or as something else elsewhere. Rare characters do have one, with the form a variation selector gives.
const NAME_FORBIDDEN =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}<>]|(?![\u{E0100}-\u{E01EF}])\p{Default_Ignorable_Code_Point}|\u2800/u;
const PICTURE = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}]|\u20E3/u;
// The variation selectors that follow a Chinese character choose its form and are not counted as a character.
const FORM = /[\u{E0100}-\u{E01EF}]/gu;

/**
 * A name: 1 to 40 characters as people count them, trimmed, with a letter among them; rare and 4-byte characters and 「·」
 * are welcome. A picture and a character only one computer knows are said to be that.
 */
export function checkName(name: string, pointer = '/name'): Reason<PersonCode> | null {
  if (PICTURE.test(name)) return { code: 'name_picture', pointer };
  if (/\p{Co}/u.test(name)) return { code: 'name_private', pointer };
  const bare = name.trim().replace(FORM, '');
  const wrong = [...bare].length > 40 || !/\p{L}/u.test(bare) || NAME_FORBIDDEN.test(name);
  return wrong ? { code: 'name_invalid', pointer } : null;
}
