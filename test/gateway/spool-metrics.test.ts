import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { addSpoolMetrics } from '../../gateway/spool-metrics.ts';
import { bytes, create, makeSpool, patch, send } from './tus-calls.ts';

test('the metrics tell what the spool holds and what it takes at most, with what has yet to come', async () => {
  const { endpoint, spool } = await makeSpool({ maxBytes: 10_000 });
  const registry = new Registry();
  addSpoolMetrics(registry, spool);
  const figures = async () => {
    const lines = (await registry.metrics()).split('\n').filter((line) => line.startsWith('modelrail_spool_'));
    return Object.fromEntries(lines.map((line) => line.split(' ')));
  };
  const max = { modelrail_spool_max_bytes: '10000' };
  expect(await figures()).toEqual({ modelrail_spool_files: '0', modelrail_spool_bytes: '0', ...max });
  await send(endpoint, bytes(1_000));
  const url = await create(endpoint, 2_000, 'on-its-way.ifc');
  await patch(url, 0, 'ISO-10303-21;');
  expect(await figures()).toEqual({ modelrail_spool_files: '2', modelrail_spool_bytes: '3000', ...max });
});
