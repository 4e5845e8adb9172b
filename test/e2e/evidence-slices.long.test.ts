import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { md5, smallIfc } from '../support/model-files.ts';
import { startSystem } from '../support/system.ts';

const platform = { upload: { chunkSize: '64KiB' }, convert: { pollInterval: '100ms' } };

it('an ingestion of a thousand files is verified page by page, and as far as the platform answers', {
  timeout: 240_000,
}, async () => {
  await using system = await startSystem({ platform });
  await system.hostedWorker();
  const sources = Array.from({ length: 1_005 }, (_, n) => join(system.models, `${n}.ifc`));
  for (const [n, source] of sources.entries()) await writeFile(source, smallIfc(n));
  const { id, status } = await system.finish(await system.start(system.request(sources)));
  expect(status).toBe('completed');

  const manifest = await system.client.manifest(id);
  expect(manifest.runs).toHaveLength(3);
  expect(manifest.files.map((file) => file.md5)).toEqual(sources.map((_, n) => md5(smallIfc(n))));
  expect(manifest.files.every(({ remote }) => remote.registeredAt !== undefined)).toBe(true);

  await system.simulator.removeFile(md5(smallIfc(1_004)));
  await system.simulator.alterFile(md5(smallIfc(500)), { size: 7 });
  const seen: number[] = [];
  const report = await system.client.verify(id, { onProgress: ({ asked }) => seen.push(asked) });
  expect(report.counts).toEqual({ there: 1_003, missing: 1, different: 1, unverifiable: 0, notDelivered: 0 });
  expect(report.files.flatMap(({ state, index }) => (state === 'there' ? [] : [index]))).toEqual([500, 1_004]);
  expect(seen).toEqual([0, 200, 400, 600, 800, 1_000, 1_005]);

  const [paper] = (await system.client.report([id])).ingestions;
  expect(paper).toMatchObject({
    totals: { files: 1_005, delivered: 1_005 },
    verification: { counts: { there: 1_003, missing: 1, different: 1 } },
  });
  expect(new Set(paper?.files.map(({ attempts }) => attempts))).toEqual(new Set([1]));
  expect(paper?.files[500]).toMatchObject({ name: '500.ifc', verified: 'different', md5: md5(smallIfc(500)) });

  const shown = await system.modelrail('verify', id);
  expect(shown.code).toBe(3);
  expect(shown.stdout.split('\n').length).toBeLessThan(15);
  expect(shown.stdout).toContain('500.ifc: different: size 7 instead of');

  await system.simulator.fault({ match: { endpoint: 'uploadFileStatus' }, after: 450, kind: 'status', status: 503 });
  const cut = await system.modelrail('verify', id, '--json');
  expect(cut.code).toBe(1);
  const { counts, files } = JSON.parse(cut.stdout);
  expect(counts.there).toBeGreaterThanOrEqual(400);
  expect(counts.there + counts.unverifiable).toBe(1_005);
  expect(files.at(-1)).toMatchObject({ state: 'unverifiable', checks: [{ error: { type: 'PlatformUnavailable' } }] });
});
