import { expect, onTestFinished, test } from 'vitest';
import { connectTemporal } from '../../client/temporal/temporal.ts';
import { temporalAddress } from '../support/provided.ts';

test('many requests in one call make no warning of a leak', async () => {
  const warnings: string[] = [];
  const onWarning = ({ message }: Error) => void warnings.push(message);
  process.on('warning', onWarning);
  onTestFinished(() => void process.off('warning', onWarning));
  const temporal = await connectTemporal({ address: temporalAddress(), taskQueue: 'none' });
  onTestFinished(() => temporal.close());
  await temporal.call(async () => {
    for (let asked = 0; asked < 12; asked += 1) await temporal.client.workflowService.getSystemInfo({});
  });
  // Node tells a warning at its next turn.
  await new Promise(setImmediate);
  expect(warnings.filter((text) => text.includes('abort listeners'))).toEqual([]);
});
