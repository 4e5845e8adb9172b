import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { findTemporal } from '../../lib/temporal-server/find.ts';
import { startTemporalServer } from '../../lib/temporal-server/start.ts';
import { bundleWorkflows } from './bundle-workflows.ts';
import { compileHost } from './compile-host.ts';
import { assertFreshBuild } from './fresh-build.ts';

/**
 * Refuses a `dist/` of other sources, compiles what the tests run, and starts the one server of a test run, in memory,
 * unless `TEMPORAL_ADDRESS` names one; ends it after the run.
 */
export default async function setUp(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  assertFreshBuild(root);
  project.provide('workflowBundle', await bundleWorkflows(root));
  project.provide('commandHost', compileHost(root));
  const named = process.env['TEMPORAL_ADDRESS'];
  if (named !== undefined && named !== '') {
    project.provide('temporalAddress', named);
    // The programs of a test would take it before that of their configuration, which may be a gate's.
    delete process.env['TEMPORAL_ADDRESS'];
    return undefined;
  }
  // Half the collections of garbage, for some more memory.
  process.env['GOGC'] ??= '200';
  const server = await startTemporalServer({
    binary: await findTemporal({ env: process.env, log: console.error }),
    // Lets a test skip the waits of a workflow.
    dynamicConfig: ['frontend.WorkflowTimeSkippingEnabled=true'],
  });
  project.provide('temporalAddress', server.address);
  return () => server.stop();
}
