import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { IngestOptions } from '../../../client/index.ts';
import { type PlatformControl, platformControl } from '../../conformance/platform-control.ts';
import { md5, pseudoRandomBytes, smallIfc } from '../../support/model-files.ts';
import { startSystem, type TestSystem } from '../../support/system.ts';

let system: TestSystem;
let box: PlatformControl;

beforeAll(async () => {
  system = await startSystem({ further: { box: { kind: 'drop-box', simulator: {} } } });
  box = platformControl(system.platformUrlOf('box'));
  await system.worker();
});
beforeEach(() => box.call('POST', 'reset'));
afterAll(() => system[Symbol.asyncDispose]());

interface BoxState {
  files: { box: string; name: string; md5: string; size: number }[];
}

/** Starts an ingestion into the box `inbox`; answers its id. */
function start(sources: readonly string[], options: IngestOptions = {}): Promise<string> {
  const { files } = system.request(sources);
  return system.start({ platform: 'box', box: 'inbox', files, options });
}

async function requestsOf(endpoint: string): Promise<number> {
  const log = await box.log();
  return log.filter((line) => line.endpoint === endpoint).length;
}

it('takes files by the flags of the command line, and finds again what is there', async () => {
  const content = smallIfc(1);
  const path = await system.addModel('塔楼', content);
  const args = ['ingest', path, '--platform', 'box', '--box', 'inbox', '--json'];
  for (const [instant, sent] of [
    [false, 1],
    [true, 0],
  ]) {
    const { code, stdout } = await system.modelrail(...args);
    expect(code).toBe(0);
    const [file] = JSON.parse(stdout).files;
    expect(file).toMatchObject({ name: '塔楼', status: 'converted', hash: md5(content), path: 'inbox/塔楼' });
    expect(file.upload).toMatchObject({ chunks: 1, sent, instant });
  }
  expect(await requestsOf('putFile')).toBe(1);
});

it('tells what is wrong by the names of its flags', async () => {
  const path = await system.addModel('a.ifc', smallIfc(2));
  const missing = await system.modelrail('ingest', path, '--platform', 'box');
  expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining('--box') });
  const foreign = await system.modelrail('ingest', path, '--platform', 'box', '--box', 'b', '--project-id', 'p');
  expect(foreign).toMatchObject({ code: 2, stderr: expect.stringContaining('--project-id is for platforms of kind') });
});

it('sends a file once whose answer was lost', async () => {
  const content = pseudoRandomBytes(200_000, 3);
  const path = await system.addModel('lost.rvt', content);
  await box.fault({ match: { endpoint: 'putFile' }, kind: 'cut-after', times: 1 });
  const id = await start([path]);
  const result = await system.finish(id);
  expect(result.files[0]).toMatchObject({ status: 'converted', upload: { sent: 1, bytesSent: 200_000 } });
  expect(await requestsOf('putFile')).toBe(1);
  const manifest = await system.client.manifest(id);
  expect(manifest.files[0]).toMatchObject({
    md5: md5(content),
    size: 200_000,
    chunks: { size: 200_000, count: 1, sent: 1 },
    remote: { path: 'inbox/lost.rvt', registeredAt: expect.any(String) },
  });
});

it('asks only, in a dry run', async () => {
  const paths = [await system.addModel('there.ifc', smallIfc(4)), await system.addModel('new.ifc', smallIfc(5))];
  await system.finish(await start(paths.slice(0, 1)));
  const result = await system.finish(await start(paths, { dryRun: true }));
  expect(result).toMatchObject({ status: 'completed', dryRun: { toSend: 2, instant: 0 } });
  expect(result.files.map(({ warning }) => warning !== undefined)).toEqual([true, false]);
  expect(await requestsOf('putFile')).toBe(1);
});

it('names what a cancelled run may have left, and a retry delivers it', async () => {
  const path = await system.addModel('held.ifc', smallIfc(6));
  await box.fault({ match: { endpoint: 'putFile' }, kind: 'hang', times: 1 });
  const id = await start([path]);
  await system.until(id, ({ files }) => files[0]?.upload.bytesSent === files[0]?.size && files[0]?.size !== 0);
  await system.client.cancel(id);
  const cancelled = await system.finish(id);
  expect(cancelled).toMatchObject({ status: 'cancelled', leftovers: ['file held.ifc (perhaps)'] });
  await system.client.retry(id);
  expect(await system.finish(id)).toMatchObject({ status: 'completed', files: [{ status: 'converted' }] });
});

it('fails with the words of the platform, and a retry leaves alone what is delivered', async () => {
  const paths = [await system.addModel('good.ifc', smallIfc(7)), await system.addModel('bad.ifc', smallIfc(8))];
  const match = { path: '/boxes/inbox/files/bad.ifc', method: 'PUT' };
  await box.fault({ match, kind: 'refusal', status: 422, message: '文件名不允许' });
  const id = await start(paths);
  const result = await system.finish(id);
  expect(result).toMatchObject({ status: 'partial' });
  expect(result.files[1]).toMatchObject({
    status: 'failed',
    error: { type: 'PlatformRefused', message: expect.stringContaining('文件名不允许') },
  });
  await box.clearFaults();
  await system.client.retry(id);
  expect(await system.finish(id)).toMatchObject({ status: 'completed' });
  const puts = (await box.log()).filter(({ method }) => method === 'PUT').map(({ path }) => path);
  expect(puts.filter((path) => path.endsWith('good.ifc'))).toHaveLength(1);
});

it('says what to do by what every platform has, not by the settings of another kind', async () => {
  await box.fault({ kind: 'expired-token', times: 1 });
  const result = await system.finish(await start([await system.addModel('no-token.ifc', smallIfc(12))]));
  expect(result.files[0]?.error).toMatchObject({
    type: 'Authentication',
    message: expect.stringContaining('令牌无效'),
  });
  const { stdout } = await system.modelrail('show', result.id);
  expect(stdout).toContain('check the credentials of the platform');
  expect(stdout).not.toContain('tokenUrl');
});

it('is seen by verify to have another content', async () => {
  const path = await system.addModel('changed.ifc', smallIfc(9));
  const id = await system.finish(await start([path])).then((result) => result.id);
  await fetch(`${box.url}/boxes/inbox/files/changed.ifc`, {
    method: 'PUT',
    headers: { authorization: 'Bearer demo-box-token', 'content-type': 'application/octet-stream' },
    body: 'other',
  });
  const report = await system.client.verify(id);
  expect(report).toMatchObject({ counts: { different: 1 }, notAsked: [] });
});

it('is tried by doctor', async () => {
  const { stdout } = await system.modelrail('doctor');
  expect(stdout).toMatch(/✓ platform box\s.*read in \d+ ms/);
});

it('stores what its state says', async () => {
  const contents = [smallIfc(10), pseudoRandomBytes(3_000_000, 11)];
  const paths = await Promise.all(contents.map((content, index) => system.addModel(`s-${index}.ifc`, content)));
  const result = await system.finish(await start(paths, { bwlimit: '20M', concurrency: 1 }));
  expect(result).toMatchObject({ status: 'completed', percent: 100 });
  const { files } = await box.state<BoxState>();
  expect(files.map(({ md5: hash }) => hash).toSorted()).toEqual(contents.map((content) => md5(content)).toSorted());
});
