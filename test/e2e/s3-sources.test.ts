import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, test } from 'vitest';
import { md5, pseudoRandomBytes, smallIfc } from '../support/model-files.ts';
import { hasMoto, startMoto } from '../support/moto.ts';
import { startSystem } from '../support/system.ts';

const MIB = 1024 ** 2;
const hasServer = await hasMoto();
const moto = hasServer ? await startMoto() : undefined;
const bucket = {
  endpoint: moto?.endpoint ?? 'http://127.0.0.1:1',
  ...(moto?.keys ?? { accessKeyId: 'a', secretAccessKey: 'bcde' }),
};
const system = await startSystem({ sources: { s3: { models: bucket } }, platform: { upload: { chunkSize: '1MiB' } } });

afterAll(async () => {
  await system[Symbol.asyncDispose]();
  await moto?.[Symbol.asyncDispose]();
});

describe.skipIf(!hasServer)('objects of S3', () => {
  test('below a prefix are delivered by the command line', async () => {
    const tower = pseudoRandomBytes(3 * MIB + 1, 1);
    const house = Buffer.from(smallIfc(1));
    await moto?.put('models');
    await moto?.put('models', 'in/a b/tower.rvt', tower);
    await moto?.put('models', 'in/house.ifc', house);
    await moto?.put('models', 'in/empty.ifc', '');
    await moto?.put('models', 'in/readme.txt', 'no model');
    await moto?.put('models', 'other.ifc', smallIfc(2));
    await system.hostedWorker();
    const project = [
      '--project-name',
      'A',
      '--project-code',
      `S3-${randomUUID()}`,
      '--area-code',
      '500103',
      '--type',
      '10',
      '--stage',
      '1',
    ];
    const { code, stdout, stderr } = await system.modelrail(
      'ingest',
      's3://models/in/',
      '--platform',
      'cq',
      ...project,
      '--json',
    );
    expect([code, stderr]).toEqual([0, expect.stringContaining('left out: s3://models/in/empty.ifc: it is empty')]);
    const { files, skipped } = JSON.parse(stdout);
    expect(skipped).toEqual([{ source: 's3://models/in/empty.ifc', reason: 'it is empty' }]);
    expect(files.map(({ source, name, hash }: Record<string, string>) => [source, name, hash])).toEqual([
      ['s3://models/in/a b/tower.rvt', 'tower.rvt', md5(tower)],
      ['s3://models/in/house.ifc', 'house.ifc', md5(house)],
    ]);
    const delivered = (await system.simulator.state()).files.map((file) => file.md5);
    expect(new Set(delivered)).toEqual(new Set([tower, house].map(md5)));
    const secret = moto?.keys.secretAccessKey ?? '';
    expect(stdout + stderr + system.workerOutput()).not.toContain(secret);
  });

  test('fail one by one: a key that is not there', async () => {
    await moto?.put('models', 'good.ifc', smallIfc(3));
    const sources = ['s3://models/good.ifc', 's3://models/none.ifc'];
    const id = await system.start({ ...system.request([]), files: sources.map((source) => ({ source })) });
    const { files } = await system.finish(id);
    expect(files.map(({ status, error }) => [status, error?.type])).toEqual([
      ['registered', undefined],
      ['failed', 'SourceNotFound'],
    ]);
  });
});

test('a bucket that is not configured is refused before the start', async () => {
  for (const source of ['s3://others/a.ifc', 's3://others/in/']) {
    const { code, stderr } = await system.modelrail('ingest', source, '--platform', 'cq', '--project-id', 'p');
    expect([code, stderr]).toEqual([2, expect.stringContaining('is not in sources.s3: "others" (it has models)')]);
  }
});
