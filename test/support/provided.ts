import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    temporalAddress: string;
    workflowBundle: string;
  }
}

/** `HOST:PORT` of the Temporal server of this test run (in memory, namespace `default`). */
export function temporalAddress(): string {
  return inject('temporalAddress');
}

/** The bundle of `test-workflows.ts`, as a worker takes it. */
export function workflowBundle(): { codePath: string } {
  return { codePath: inject('workflowBundle') };
}
