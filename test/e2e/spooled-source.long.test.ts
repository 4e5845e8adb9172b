import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cutWay, lying, MIB, upload } from '../gateway/tus-calls.ts';
import { startGateway, TOKENS } from '../support/gateway.ts';
import { pseudoRandomBytes } from '../support/model-files.ts';
import { startSystem } from '../support/system.ts';

test('256 MiB that are sent over a line that is cut three times are ingested; the spool is empty afterwards', async () => {
  await using system = await startSystem();
  await system.hostedWorker();
  await using gateway = await startGateway(system);
  const way = await cutWay(Number(new URL(gateway.url).port), [40 * MIB, 80 * MIB, 100 * MIB]);
  const content = pseudoRandomBytes(256 * MIB, 7);
  const endpoint = `http://127.0.0.1:${way.port}/v1/files`;
  const source = await upload(endpoint, content, '大楼.ifc', undefined, { authorization: `Bearer ${TOKENS[0]}` });
  expect(way.cuts()).toBe(3);

  // As another service asks: it knows neither hosts nor folders.
  const call = { body: { ...system.request([]), files: [{ source }] }, headers: { 'idempotency-key': 'sent' } };
  const started = await gateway.call<{ id: string }>('/v1/ingestions', call);
  expect(started).toMatchObject({ status: 202, body: { isAttached: false } });
  const { status, files } = await system.finish(started.body.id);
  expect(status).toBe('completed');
  const hash = createHash('md5').update(content).digest('hex');
  expect(files).toMatchObject([{ name: '大楼.ifc', status: 'registered', size: content.length, hash }]);
  expect((await system.simulator.state()).files).toMatchObject([{ md5: hash }]);
  const spool = join(system.folder, '.modelrail', 'spool');
  await expect.poll(() => lying(spool), { timeout: 30_000 }).toEqual([]);

  // The file is gone; what was made of it is not.
  const again = await gateway.call('/v1/ingestions', call);
  expect(again).toMatchObject({ status: 202, body: { id: started.body.id, isAttached: true, status: 'completed' } });
  const anew = await gateway.call('/v1/ingestions', { body: call.body });
  expect(anew).toMatchObject({ status: 404, body: { type: 'urn:modelrail:error:SourceNotFound' } });
});
