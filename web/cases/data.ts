import type { InferResponseType } from 'hono/client';
import type { DocumentType } from '../../server/documents/rules.ts';
import type { client, Failure } from '../api.ts';
import { t } from '../ui/i18n.ts';
import { paperWords } from '../ui/papers.ts';
import type { Person, Wishes } from '../ui/person.tsx';

export type Case = InferResponseType<(typeof client.api.v1.cases)[':id']['$get'], 200>;
type Of = (typeof client.api.v1.applications)[':id'];

/** Everything a case page shows; the parts arrive one after another and the page fills from the top. */
export type CaseData = {
  id: string;
  of: Case | undefined;
  person: Person | undefined;
  wishes: Wishes | undefined;
  papers: InferResponseType<Of['papers']['$get'], 200> | undefined;
  grounds: InferResponseType<Of['grounds']['$get'], 200> | undefined;
  failure: Failure | undefined;
  reload: () => void;
};

/** The rules compare accounts; on a page there is only "me" and somebody else. */
export const ME = 'me';
export const mine = (by: boolean) => (by ? ME : null);

export const paperWord = (type: string) => t(paperWords[type as DocumentType] ?? type);
