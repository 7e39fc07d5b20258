import type { InferResponseType } from 'hono/client';
import type { client } from '../api.ts';

type Api = (typeof client)['api']['v1'];
export type Work = InferResponseType<Api['findings']['$get'], 200>;
export type Listed = Work['findings'][number];
export type Finding = InferResponseType<Api['findings'][':id']['$get'], 200>;
export type Check = InferResponseType<Api['checks']['$get'], 200>['checks'][number];
export type Version = Check['versions'][number];
export type Samples = InferResponseType<Api['spot-samples']['$get'], 200>;
export type Sample = Samples['samples'][number];
export type Spot = Samples['others'][number];
