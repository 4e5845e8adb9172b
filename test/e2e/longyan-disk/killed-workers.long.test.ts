import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { FileProgress } from '../../../client/index.ts';
import { type PlatformControl, platformControl } from '../../conformance/platform-control.ts';
import type { DiskState } from '../../platforms/longyan-disk/support.ts';
import { md5, smallIfc } from '../../support/model-files.ts';
import { startSystem, type TestSystem } from '../../support/system.ts';

const MIB = 1024 * 1024;
const SIZE = 300 * MIB;
/** As it is by default. */
const PART = 8 * MIB;

let system: TestSystem;
let control: PlatformControl;

beforeAll(async () => {
  const disk = { kind: 'longyan-disk', simulator: { partMs: 50 } } as const;
  system = await startSystem({ further: { disk, other: disk } });
  control = platformControl(system.platformUrlOf('disk'));
});
afterAll(() => system?.[Symbol.asyncDispose]());

it('a file of 300 MiB arrives though its worker is killed three times: no more than three parts are sent twice', async () => {
  const content = randomBytes(SIZE);
  const source = await system.addModel('lesson.mp4', content);
  const { files } = system.request([source]);
  const id = await system.start({ platform: 'disk', period: '小学', subject: '语文', files });
  const positionOf = async () => (await control.state<DiskState>()).files[0]?.position ?? 0;

  for (const reached of [50 * MIB, 130 * MIB, 220 * MIB]) {
    const worker = await system.startWorker();
    await vi.waitUntil(async () => (await positionOf()) >= reached, { timeout: 120_000, interval: 20 });
    await worker.kill();
  }
  await system.startWorker();
  const result = await system.finish(id);

  expect(result).toMatchObject({ status: 'completed', files: [{ hash: md5(content), status: 'registered' }] });
  const { files: stored, resources } = await control.state<DiskState>();
  expect(stored).toMatchObject([{ md5: md5(content), position: SIZE, isComplete: true }]);
  expect(resources).toMatchObject([{ fid: stored[0]?.fid, title: 'lesson.mp4' }]);
  expect(await control.bytesTaken()).toBeLessThanOrEqual(SIZE + 3 * PART);
});

it('what a killed worker had sent is not sent again by the retry of a run that was cancelled meanwhile', async () => {
  const other = platformControl(system.platformUrlOf('other'));
  await other.fault({ match: { endpoint: 'uploadify' }, kind: 'delay', after: 2, delayMs: 120_000 });
  const sources = await Promise.all([1, 2, 3].map((number) => system.addModel(`${number}.ifc`, smallIfc(number))));
  const { files } = system.request(sources);
  await system.worker();
  const id = await system.start({ platform: 'other', period: '小学', subject: '语文', files });
  const isSent = ({ upload }: FileProgress) => upload.sent === 1;
  const before = await system.until(id, (progress) => progress.files.filter(isSent).length === 2);
  const sent = before.files.filter(isSent).map(({ name }) => name);
  for (const one of system.workers) await one.kill();

  await system.client.cancel(id);
  await system.startWorker();
  expect(await system.finish(id)).toMatchObject({ status: 'cancelled' });
  await other.clearFaults();
  await system.client.retry(id);
  expect(await system.finish(id)).toMatchObject({ status: 'completed' });
  const names = (await other.state<DiskState>()).files.map(({ name }) => name);
  expect(names.filter((name) => sent.includes(name)).toSorted()).toEqual(sent.toSorted());
});
