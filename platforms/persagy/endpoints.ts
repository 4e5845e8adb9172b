import { type OperationName, operations } from './operations/index.ts';

const PREFIX = '/saas-platform/saas-account/';

/** The address of an operation; each is a POST of JSON. */
export interface Endpoint {
  method: 'POST';
  /** Path below the platform's origin. */
  path: string;
}

/** The address of every operation. The single source for the client and for the simulator, with the operations themselves. */
export const endpoints = Object.fromEntries(
  Object.keys(operations).map((name) => [name, { method: 'POST', path: PREFIX + name }]),
) as Record<OperationName, Endpoint>; // as: the keys of this very object
