import type { Operation } from './operation.ts';
import { type OperationName, operations } from './operations/index.ts';

export type { Field, Fields } from './field.ts';
export type { OperationName } from './operations/index.ts';

const PREFIX = '/saas-platform/saas-account/';

/** An operation at its address; each is a POST of JSON. */
export interface Endpoint extends Operation {
  method: 'POST';
  /** Path below the platform's origin. */
  path: string;
}

/** Every operation with its address: the single source for the client and for the simulator. */
export const endpoints = Object.fromEntries(
  Object.entries(operations).map(([name, operation]) => [name, { ...operation, method: 'POST', path: PREFIX + name }]),
) as Record<OperationName, Endpoint>; // as: the keys of this very object
