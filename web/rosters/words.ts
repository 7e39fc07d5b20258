import type { TokenScope } from '../../server/kernel/permissions.ts';
import { key } from '../ui/i18n.ts';

/** What a token is for, in the words of its page. */
export const scopeWords: Record<TokenScope, string> = { beds: key('同步床位'), residents: key('同步在住老人') };
