import { join } from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';
import { expect, test } from 'vitest';
import { projectRoot } from './cruise.ts';

/** With source maps the SDK has 1.63 MB and our own code 1.0; one schema library would add 2.4 MB. */
const MAX_BUNDLE_BYTES = 3 * 1024 * 1024;

test('the workflows bundle from source, and nothing large comes along', async () => {
  const ignore = () => undefined;
  const logger = { trace: ignore, debug: ignore, info: ignore, log: ignore, warn: console.warn, error: console.error };
  const workflows = join(projectRoot, 'workflows');
  const converter = join(workflows, 'data-converter.ts');
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(workflows, 'index.ts'),
    payloadConverterPath: converter,
    failureConverterPath: converter,
    logger,
  });
  expect(code).toContain('ingest');
  expect(Buffer.byteLength(code)).toBeLessThan(MAX_BUNDLE_BYTES);
});
