import type { InferResponseType } from 'hono/client';
import type { client } from '../api.ts';

type Api = typeof client.api.v1.scrutiny;
export type Overview = InferResponseType<Api['$get'], 200>;
export type Line = Overview['lines'][number];
export type MonthState = Line['months'][number];
export type Detail = InferResponseType<Api['lines'][':id']['$get'], 200>;
export type Answer = Detail['ledger'];
export type State = Answer['state'];
export type FlagRow = Answer['flags'][number]['rows'][number];
export type Checks = InferResponseType<Api['checks']['$get'], 200>;
export type SampleOf = InferResponseType<Api['samples']['$get'], 200>;
export type Sample = NonNullable<SampleOf['sample']>;
export type Sampled = Sample['lines'][number];
