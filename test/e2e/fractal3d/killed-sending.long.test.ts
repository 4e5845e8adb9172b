import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { platformControl } from '../../conformance/platform-control.ts';
import { pseudoRandomBytes } from '../../support/model-files.ts';
import { startSystem } from '../../support/system.ts';

const MIB = 1024 ** 2;
const SIZE_MIB = 300;

it('delivers a file of 300 MiB whose worker is killed three times while it sends', async () => {
  const system = await startSystem({
    further: {
      drawings: {
        kind: 'fractal3d',
        simulator: { conversionMs: 100, discard: true },
        // Slow enough to be hit in the middle, whatever the machine's speed.
        settings: { convert: { pollInterval: '100ms' }, upload: { bwlimit: '60M' } },
      },
    },
  });
  onTestFinished(() => system[Symbol.asyncDispose]());
  const path = join(system.models, 'large.step');
  const hash = await writeLarge(path);
  const id = await system.start({ platform: 'drawings', files: system.request([path]).files });

  for (let kill = 1; kill <= 3; kill += 1) {
    const worker = await system.startWorker();
    const before = (await system.client.get(id)).files[0]?.upload.bytesSent ?? 0;
    // It begins anew each time: there is nothing to go on from.
    await system.until(id, ({ files }) => (files[0]?.upload.bytesSent ?? 0) > before + 40 * kill * MIB);
    await worker.kill();
  }
  await system.startWorker();
  const { status, files } = await system.finish(id);

  expect(status).toBe('completed');
  expect(files[0]).toMatchObject({ status: 'converted', hash, size: SIZE_MIB * MIB });
  expect(files[0]?.upload.sent).toBe(1);
  const { steps } = await system.client.manifest(id);
  expect(steps.find(({ step }) => step === 'sendToFractal3d')?.attempts).toBe(4);
  const platform = platformControl(system.platformUrlOf('drawings'));
  const there = await platform.state<{ files: object[] }>();
  expect(there.files).toMatchObject([{ id: files[0]?.fileId, name: 'large.step', md5: hash, size: SIZE_MIB * MIB }]);
});

/** Writes a file no two parts of which are the same; answers its MD5. */
async function writeLarge(path: string): Promise<string> {
  const part = pseudoRandomBytes(MIB, 9);
  const digest = createHash('md5');
  await using file = await open(path, 'w');
  for (let number = 0; number < SIZE_MIB; number += 1) {
    part.writeUInt32BE(number, 0);
    digest.update(part);
    await file.write(part);
  }
  return digest.digest('hex');
}
