import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createIuapFilesClient, type IuapFilesClient } from '../../../platforms/iuap-files/client.ts';
import { type PlatformControl, platformControl } from '../../conformance/platform-control.ts';
import { type FilesState, fileOf, md5Of, settingsFor } from '../../platforms/iuap-files/support.ts';
import { pseudoRandomBytes, smallIfc } from '../../support/model-files.ts';
import type { Fault } from '../../support/simulator-control.ts';
import { startSystem, type TestSystem } from '../../support/system.ts';

const files = { kind: 'iuap-files', simulator: {} } as const;
const PLACE = { filepath: '单据/4711', groupname: '模型' };

let system: TestSystem;
let platforms: string[];

beforeAll(async () => {
  platforms = Array.from({ length: 20 }, (_, number) => `files-${number}`);
  const settings = { directFrom: '64KiB' };
  system = await startSystem({
    further: {
      ...Object.fromEntries(platforms.map((name) => [name, files])),
      signs: { ...files, simulator: { ossSigns: true } },
      mixed: { ...files, settings },
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
    state: () => control.state<FilesState>(),
    asked: async (endpoint: string) => (await control.log()).filter((line) => line.endpoint === endpoint).length,
    async start(more: object, ...contents: (string | Buffer)[]) {
      const sources = await Promise.all(
        contents.map((content, number) => system.addModel(`${platform}-${number}.ifc`, content)),
      );
      return system.start({ platform, ...PLACE, files: system.request(sources).files, ...more });
    },
    nameOf: (number: number) => `${platform}-${number}.ifc`,
    async attach(name: string, content: string | Buffer, place = PLACE) {
      const client: IuapFilesClient = createIuapFilesClient(settingsFor(control.url));
      try {
        return await client.upload({ ...place, ...fileOf(name, content) });
      } finally {
        await client.close();
      }
    },
  };
}

const SMALL = smallIfc(1);
const LARGE = pseudoRandomBytes(300_000, 1);

describe('an answer that is lost', () => {
  it.each<[string, object, Fault]>([
    ['upload', {}, { kind: 'cut-after', times: 1 }],
    ['upload', {}, { kind: 'status', status: 502, effect: true, times: 1 }],
    ['upload', {}, { kind: 'html', effect: true, times: 1 }],
    ['osssign', { direct: true }, { kind: 'cut-after', times: 1 }],
    ['rewrite', { direct: true }, { kind: 'cut-after', times: 1 }],
    ['rewrite', { direct: true }, { kind: 'cut-before', times: 1 }],
  ])('of %s with %o leaves one attachment, which its bytes show to be ours: %o', async (endpoint, more, fault) => {
    const { control, state, start, asked } = take();
    await control.fault({ match: { endpoint }, ...fault });
    const result = await system.finish(await start(more, LARGE));

    expect(result).toMatchObject({ status: 'completed', files: [{ hash: md5Of(LARGE), status: 'registered' }] });
    const { attachments } = await state();
    expect(attachments).toMatchObject([{ id: result.files[0]?.fileId, md5: md5Of(LARGE), size: LARGE.length }]);
    expect(await asked('download')).toBeLessThanOrEqual(1);
  });

  it('and a refusal behind it: what may lie in the store is told', async () => {
    const { control, state, start } = take();
    await control.fault({ match: { endpoint: 'osssign' }, kind: 'cut-after', times: 1 });
    await control.fault({ match: { endpoint: 'rewrite' }, kind: 'refusal', message: '空间不足', times: 1 });
    const id = await start({ direct: true }, LARGE);
    const refused = await system.finish(id);
    await system.client.retry(id);
    const result = await system.finish(id);

    expect(refused).toMatchObject({
      status: 'failed',
      files: [{ error: { type: 'PlatformRefused' } }],
      leftovers: [expect.stringMatching(/^file .* \(perhaps\)$/)],
    });
    expect(result).toMatchObject({ status: 'completed' });
    expect((await state()).attachments).toMatchObject([{ id: result.files[0]?.fileId, md5: md5Of(LARGE) }]);
  });

  it('with --replace: the file is sent again, and keeps the id', async () => {
    const { control, state, start, attach, nameOf, asked } = take();
    const before = await attach(nameOf(0), 'before');
    await control.fault({ match: { endpoint: 'upload' }, kind: 'cut-after', times: 1 });
    const result = await system.finish(await start({ replace: true }, SMALL));

    expect(result).toMatchObject({
      status: 'completed',
      files: [{ fileId: before.id, hash: md5Of(Buffer.from(SMALL)) }],
    });
    expect((await state()).attachments).toMatchObject([{ id: before.id, md5: md5Of(Buffer.from(SMALL)) }]);
    expect(await asked('download')).toBe(0);
  });

  it('before another’s file of the name and size is attached: its bytes are looked at once, and it is let alone', async () => {
    const { control, state, start, attach, nameOf, asked } = take();
    const others = Buffer.alloc(LARGE.length, 'x');
    const { id } = await attach(nameOf(0), others);
    const unseen = { kind: 'refusal', status: 200, message: '没有查询到相关数据', times: 1 } as const;
    await control.fault({ match: { endpoint: 'query' }, ...unseen });
    await control.fault({ match: { endpoint: 'upload' }, kind: 'cut-before', times: 1 });
    const result = await system.finish(await start({}, LARGE));

    expect(result).toMatchObject({ status: 'failed', files: [{ error: { type: 'AlreadyExists' } }] });
    expect((await state()).attachments).toMatchObject([{ id, md5: md5Of(others) }]);
    expect(await asked('download')).toBe(1);
  });

  it('before the source becomes another content of its size: what is there is not compared with that', async () => {
    const { control, state, start, nameOf } = take();
    const later = { 'Retry-After': '600' };
    const fault = { kind: 'status', status: 503, effect: true, headers: later, times: 1 } as const;
    await control.fault({ match: { endpoint: 'upload' }, ...fault });
    const id = await start({}, LARGE);
    await system.until(id, ({ waiting }) => waiting !== undefined);
    await system.addModel(nameOf(0), pseudoRandomBytes(LARGE.length, 2));
    await system.client.retry(id);
    const result = await system.finish(id);

    expect(result).toMatchObject({
      status: 'failed',
      files: [{ error: { type: 'SourceChanged' } }],
      leftovers: [expect.stringMatching(/^file .* \(perhaps\)$/)],
    });
    expect((await state()).attachments).toMatchObject([{ md5: md5Of(LARGE) }]);
  });

  it('to a run that is cancelled is looked for by its retry', async () => {
    const { control, state, start } = take();
    await control.fault({ match: { endpoint: 'upload' }, kind: 'delay', effect: true, delayMs: 600_000, times: 1 });
    const id = await start({}, SMALL);
    await expect.poll(async () => (await state()).attachments.length, { timeout: 30_000 }).toBe(1);
    await system.client.cancel(id);
    const cancelled = await system.finish(id);
    await control.clearFaults();
    await system.client.retry(id);
    const result = await system.finish(id);

    expect(cancelled).toMatchObject({
      status: 'cancelled',
      leftovers: [expect.stringMatching(/^file .* \(perhaps\)$/)],
    });
    expect(result).toMatchObject({ status: 'completed', files: [{ status: 'registered' }] });
    expect((await state()).attachments).toMatchObject([{ id: result.files[0]?.fileId }]);
  });
});

describe('a name that is taken', () => {
  it.each([{}, { direct: true }])('is reported before a byte is sent, and what is there stays: %o', async (more) => {
    const { control, state, start, attach, nameOf } = take();
    const { id } = await attach(nameOf(0), 'another');
    const result = await system.finish(await start(more, SMALL, LARGE));

    expect(result).toMatchObject({ status: 'partial' });
    expect(result.files).toMatchObject([
      { status: 'failed', error: { type: 'AlreadyExists', message: expect.stringContaining(id) } },
      { status: 'registered' },
    ]);
    expect((await state()).attachments[0]).toMatchObject({ id, md5: md5Of(Buffer.from('another')) });
    expect(await control.bytesTaken()).toBe('another'.length + LARGE.length);
  });

  it.each([{}, { direct: true }])('is replaced where that is asked for: %o', async (more) => {
    const { state, start, attach, nameOf } = take();
    const { id } = await attach(nameOf(0), 'another');
    const result = await system.finish(await start({ ...more, replace: true }, SMALL));

    expect(result).toMatchObject({ status: 'completed', files: [{ fileId: id }] });
    expect((await state()).attachments).toMatchObject([{ id, md5: md5Of(Buffer.from(SMALL)) }]);
  });

  it('by another file of the request ends that alone', async () => {
    const { state, start } = take();
    const sources = [await system.addModel('one.ifc', SMALL), await system.addModel('two.ifc', LARGE)];
    const given = system.request(sources).files.map((file) => ({ ...file, name: 'same.ifc' }));
    const result = await system.finish(await start({ files: given, replace: true }));

    expect(result.files).toMatchObject([{ status: 'registered' }, { error: { type: 'InvalidRequest' } }]);
    expect((await state()).attachments).toMatchObject([{ md5: md5Of(Buffer.from(SMALL)) }]);
  });

  it('is told by a dry run, which changes nothing', async () => {
    const { control, start, attach, nameOf } = take();
    await attach(nameOf(0), 'another');
    const options = { dryRun: true };
    const refused = await system.finish(await start({ options }, SMALL, LARGE));
    const replaced = await system.finish(await start({ options, replace: true }, SMALL, LARGE));

    expect(refused).toMatchObject({ status: 'partial', dryRun: { toSend: 1, bytesToSend: LARGE.length } });
    expect(refused.files[0]?.error).toMatchObject({ type: 'AlreadyExists' });
    expect(replaced).toMatchObject({ status: 'completed', dryRun: { toSend: 2 } });
    expect(replaced.files[0]?.warning).toContain('it would be replaced');
    expect(await control.bytesTaken()).toBe('another'.length);
  });
});

it('a form of the store is posted, and none of what it says is told', async () => {
  const { state, start } = take('signs');
  const id = await start({ direct: true, url: true }, LARGE);
  const result = await system.finish(id);

  expect(result).toMatchObject({ status: 'completed', files: [{ remote: { url: expect.stringMatching(/^http/) } }] });
  expect((await state()).attachments).toMatchObject([{ md5: md5Of(LARGE) }]);
  expect(JSON.stringify(result) + system.workerOutput()).not.toContain('demo-store-signature');
});

it('files have places and ways of their own, and large ones go directly', async () => {
  const { state, asked } = take('mixed');
  const names = ['small', 'large', 'secret', 'elsewhere'];
  const sources = await Promise.all(
    names.map((name) => system.addModel(`${name}.ifc`, name === 'small' ? SMALL : LARGE)),
  );
  const [small, large, secret, elsewhere] = system.request(sources).files;
  const own = [small, large, { ...secret, encrypt: true }, { ...elsewhere, groupname: 'other', permission: 'read' }];
  const request = { platform: 'mixed', ...PLACE, files: own } as Parameters<TestSystem['start']>[0]; // as: keys of the kind
  const result = await system.finish(await system.start(request));

  expect(result.status).toBe('completed');
  const { attachments } = await state();
  const byName = Object.fromEntries(attachments.map((one) => [one.filename, one]));
  expect(byName['secret.ifc']).toMatchObject({ isEncrypted: true, permission: 'private' });
  expect(byName['elsewhere.ifc']).toMatchObject({ groupname: 'other', permission: 'read', isEncrypted: false });
  expect([await asked('upload'), await asked('osssign'), await asked('rewrite')]).toEqual([2, 2, 2]);
});

it('what was delivered is looked for by its id, and its bytes are compared', async () => {
  const { control, start, state } = take();
  const id = await start({}, SMALL, LARGE, 'third');
  await system.finish(id);
  const { attachments } = await state();
  const client = createIuapFilesClient(settingsFor(control.url));
  const [gone, other] = ['-0.ifc', '-1.ifc'].map((end) => attachments.find(({ filename }) => filename.endsWith(end)));
  await client.delete(gone?.id ?? '');
  const content = Buffer.alloc(LARGE.length, 'x');
  await client.replace({ id: other?.id ?? '', ...fileOf(other?.filename ?? '', content) });
  await client.close();
  const { code, stdout } = await system.modelrail('verify', id, '--json');

  expect(code).toBe(3);
  expect(JSON.parse(stdout)).toMatchObject({ counts: { missing: 1, different: 1, there: 1 } });
});

it('a thousand attachments are there once each, though every tenth answer is lost', { timeout: 300_000 }, async () => {
  const { control, start, state } = take();
  const kinds = ['cut-after', 'status', 'html', 'cut-before'] as const;
  await control.fault({ every: 10, kinds: [...kinds], status: 502, effect: true });
  const contents = Array.from({ length: 1_000 }, (_, number) => smallIfc(1_000 + number));
  const result = await system.finish(await start({}, ...contents));

  expect(result.status).toBe('completed');
  const md5s = (await state()).attachments.map(({ md5 }) => md5).toSorted();
  expect(md5s).toEqual(contents.map((content) => md5Of(Buffer.from(content))).toSorted());
  const ids = new Set((await state()).attachments.map(({ id }) => id));
  expect(result.files.filter(({ fileId }) => !ids.has(fileId ?? ''))).toEqual([]);
});
