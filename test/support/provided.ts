import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    temporalAddress: string;
    workflowBundle: string;
    commandHost: string;
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

/** Path of the compiled `command-host.ts`. */
export function commandHost(): string {
  return inject('commandHost');
}
