import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLongyanDiskClient } from '../../../platforms/longyan-disk/client.ts';
import { type PlatformControl, platformControl } from '../../conformance/platform-control.ts';
import { type DiskState, md5Of, sendPart, settingsFor } from '../../platforms/longyan-disk/support.ts';
import { pseudoRandomBytes, smallIfc } from '../../support/model-files.ts';
import { startSystem, type TestSystem } from '../../support/system.ts';

const SETTINGS = { upload: { resumableFrom: '64KiB', partSize: '64KiB' } };
const disk = { kind: 'longyan-disk', simulator: {}, settings: SETTINGS } as const;
const TEACHING = { period: '小学', subject: '语文' };

let system: TestSystem;
let platforms: string[];

beforeAll(async () => {
  platforms = Array.from({ length: 12 }, (_, number) => `disk-${number}`);
  system = await startSystem({
    further: {
      ...Object.fromEntries(platforms.map((name) => [name, disk])),
      late: { ...disk, simulator: { clockOffsetMs: 20 * 60_000 } },
    },
  });
  await system.hostedWorker();
});
afterAll(() => system?.[Symbol.asyncDispose]());

/** A platform of its own for a test, and how files are delivered to it. */
function take(platform = platforms.pop() ?? '') {
  const control: PlatformControl = platformControl(system.platformUrlOf(platform));
  return {
    control,
    state: () => control.state<DiskState>(),
    async start(more: object, ...contents: (string | Buffer)[]) {
      const sources = await Promise.all(
        contents.map((content, number) => system.addModel(`${platform}-${number}.ifc`, content)),
      );
      return system.start({ platform, ...TEACHING, files: system.request(sources).files, ...more });
    },
  };
}

const SMALL = smallIfc(1);
const LARGE = pseudoRandomBytes(300_000, 1);

describe('what no call finds again', () => {
  it('a resource without an answer: told, not repeated, and made by a retry', async () => {
    const { control, state, start } = take();
    await control.fault({ match: { endpoint: 'createResource' }, kind: 'cut-after', times: 1 });
    const id = await start({}, SMALL);
    const told = await system.finish(id);

    expect(told.files[0]).toMatchObject({
      status: 'failed',
      error: { type: 'UnexpectedResponse', message: expect.stringContaining('look on the platform, then retry') },
    });
    expect(told.leftovers).toEqual([
      expect.stringMatching(/^file disk-\d+-0\.ifc: record \d+/),
      expect.stringMatching(/^a resource of file disk-\d+-0\.ifc \(perhaps\)$/),
    ]);
    expect((await state()).resources).toHaveLength(1);
    await system.client.retry(id);
    expect(await system.finish(id)).toMatchObject({
      status: 'completed',
      files: [{ remote: { resId: expect.any(String) } }],
    });
    // The file is not sent again.
    expect(await state()).toMatchObject({ files: [{}], resources: [{}, {}] });
  });

  it('a folder without an answer ends the run before the first byte', async () => {
    const { control, start, state } = take();
    await control.fault({ match: { endpoint: 'createFolder' }, kind: 'status', status: 502, effect: true });
    const result = await system.finish(await start({ folder: '春季' }, SMALL));

    expect(result.error).toMatchObject({
      type: 'UnexpectedResponse',
      message: expect.stringContaining('(`parentId`)'),
    });
    expect(result.leftovers).toEqual(['folder 春季 (perhaps)']);
    expect(await control.bytesTaken()).toBe(0);
    expect((await state()).folders).toHaveLength(1);
  });

  it('a folder that is there already is one', async () => {
    const { start, control } = take();
    await system.finish(await start({ folder: '春季' }, SMALL));
    const result = await system.finish(await start({ folder: '春季' }, LARGE));

    expect(result.error).toMatchObject({ type: 'AlreadyExists', message: expect.stringContaining('(`parentId`)') });
    expect(await control.bytesTaken()).toBe(SMALL.length);
  });

  it('a whole file without an answer is sent again, and a note says so', async () => {
    const { control, start, state } = take();
    await control.fault({ match: { endpoint: 'uploadify' }, kind: 'cut-after', times: 1 });
    const result = await system.finish(await start({}, SMALL));

    expect(result).toMatchObject({ status: 'completed', files: [{ notes: [expect.stringContaining('a copy')] }] });
    expect((await state()).files).toHaveLength(2);
  });

  it('of two files of a step, one without an answer and one refused, the note is on the one alone', async () => {
    const { control, start, state } = take();
    const match = { endpoint: 'uploadify' };
    await control.fault({ match, kinds: ['cut-after', 'status'], status: 429, times: 2 });
    const { files } = await system.finish(await start({}, SMALL, smallIfc(2)));

    const [doubled, ...more] = (await state()).files.filter(({ md5 }, at, all) =>
      all.some((one, other) => other > at && one.md5 === md5),
    );
    expect(more).toEqual([]);
    for (const { hash, notes } of files)
      expect(notes).toEqual(hash === doubled?.md5 ? [expect.stringContaining('a copy')] : undefined);
  });

  it('the note of a copy is still there after a cancellation and a retry', async () => {
    const { control, start } = take();
    const match = { endpoint: 'uploadify' };
    await control.fault({ match, kind: 'cut-after', times: 1 });
    await control.fault({ match, kind: 'status', status: 429, headers: { 'retry-after': '600' } });
    const id = await start({}, SMALL);
    await system.until(id, ({ waiting }) => waiting !== undefined);
    await system.client.cancel(id);
    expect(await system.finish(id)).toMatchObject({ files: [{ notes: [expect.stringContaining('a copy')] }] });

    await control.clearFaults();
    await system.client.retry(id);
    expect(await system.finish(id)).toMatchObject({
      status: 'completed',
      files: [{ notes: [expect.stringContaining('a copy')] }],
    });
  });
});

it('a name that is unknown ends the run before the first byte, with what there is', async () => {
  const { start, control } = take();
  const result = await system.finish(await start({ subject: '物理' }, SMALL));
  expect(result.error).toEqual({
    type: 'NotFound',
    message: 'the platform has no subject "物理"; there are: 语文 (SUB0001), 数学 (SUB0002)',
  });
  expect(await control.bytesTaken()).toBe(0);
});

it('files have metadata and titles of their own', async () => {
  const { start, state } = take();
  const sources = await Promise.all(
    [1, 2].map((number) => system.addModel(`own-${number}.ifc`, smallIfc(20 + number))),
  );
  const [first, second] = system.request(sources).files;
  const files = [
    { ...first, title: '春晓', chapters: ['第一单元/春晓'], textbook: '小学语文人教版一年级上册' },
    { ...second, period: '火星' },
  ];
  const result = await system.finish(await start({ files, resource: { keyword: '唐诗' } }));

  expect(result).toMatchObject({
    status: 'partial',
    files: [{ status: 'registered' }, { error: { type: 'NotFound' } }],
  });
  expect((await state()).resources).toMatchObject([
    { title: '春晓', chapterIdList: ['CHA00012'], textbookId: 'TEX0001', keyword: '唐诗', parentId: '0' },
  ]);
});

it('two ingestions of one content share its upload, and neither takes the other for an error', async () => {
  const { start, state, control } = take();
  await control.fault({ match: { endpoint: 'fileResume' }, kind: 'delay', delayMs: 200 });
  const ids = [await start({}, LARGE), await start({}, LARGE)];
  const results = await Promise.all(ids.map((id) => system.finish(id)));

  expect(results.map(({ status }) => status)).toEqual(['completed', 'completed']);
  const { files, resources } = await state();
  expect(files).toHaveLength(1);
  expect(resources.map(({ fid }) => fid)).toEqual([files[0]?.fid, files[0]?.fid]);
  expect(await control.bytesTaken()).toBe(LARGE.length);
});

it('a dry run says how much of an upload that was left unfinished is there', async () => {
  const { control, start, state } = take();
  const client = createLongyanDiskClient(settingsFor(control.url));
  const { fid } = await client.createFid({ md5: md5Of(LARGE), size: LARGE.length, path: 'x.ifc' });
  await sendPart(client, { fid, name: 'x.ifc', content: LARGE }, 0, 100_000);
  const others = Array.from({ length: 51 }, (_, number) => pseudoRandomBytes(70_000, 2 + number));
  const options = { dryRun: true };
  const result = await system.finish(await start({ folder: 'never', options }, LARGE, SMALL, ...others));

  const bytesToSend = LARGE.length - 100_000 + SMALL.length + 51 * 70_000;
  expect(result).toMatchObject({ status: 'completed', dryRun: { toSend: 53, bytesToSend, instant: 0 } });
  // Of more files than one step has.
  expect((await control.log()).filter(({ endpoint }) => endpoint === 'uncompletedFiles')).toHaveLength(1);
  expect(await state()).toMatchObject({ files: [{ fid: Number(fid) }], resources: [], folders: [] });
  await client.close();
});

it('a platform whose clock is another is signed for with its own time, and a note says so', async () => {
  const { start } = take('late');
  const result = await system.finish(await start({}, SMALL));
  expect(result).toMatchObject({
    status: 'completed',
    files: [
      { notes: ["the worker's clock is 20 min behind the platform's: calls are signed with the platform's time"] },
    ],
  });
});

it('what was delivered cannot be asked for, and says so', async () => {
  const { start } = take();
  const id = await start({}, SMALL);
  await system.finish(id);
  const { code, stdout } = await system.modelrail('verify', id, '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ counts: { unverifiable: 1, missing: 0 } });
});
