import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    temporalAddress: string;
  }
}

/** `HOST:PORT` of the Temporal server of this test run (in memory, namespace `default`). */
export function temporalAddress(): string {
  return inject('temporalAddress');
}
