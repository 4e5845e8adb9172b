import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SyncDeclaration, SyncRun } from '../../client/index.ts';
import { startFileServer } from '../support/file-server.ts';
import { md5 } from '../support/model-files.ts';
import { temporalAddress } from '../support/provided.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { connectTemporalClient } from '../support/temporal-client.ts';
import { finishRun } from './finish-run.ts';
import { seedProject } from './sync-system.ts';

const server = await startFileServer();
const source = `${server.origin}/models/list.jsonl?signature=hidden`;
let system: TestSystem;
let projectId: string;

beforeAll(async () => {
  system = await startSystem({ sources: { allowHosts: ['127.0.0.1'] } });
  await system.hostedWorker();
  projectId = await seedProject(system);
});
afterAll(async () => {
  await system[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

function declaration(from: string): SyncDeclaration {
  return { source: from, every: '1h', platform: 'cq', project: { id: projectId }, group: { name: 'listed' } };
}

async function run(name: string): Promise<SyncRun> {
  const { run: id } = await system.client.syncs.trigger(name);
  if (id === undefined) throw new Error('no run was started');
  return await finishRun(system, id);
}

let version = 0;

function serve(lines: readonly object[], path = '/models/list.jsonl'): void {
  version += 1;
  const content = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  server.put(path, { content, etag: `"list-${version}"` });
}

function file(path: string, content: string): void {
  server.put(`/models/${path}`, { content: Buffer.from(content), etag: `"${md5(content)}"` });
}

describe('a recurring sync of a manifest', () => {
  const name = `listed-${Date.now()}`;

  it('delivers what it lists, whatever tells a change, under the names of the paths', async () => {
    file('by-head.ifc', 'by head');
    file('by-version.ifc', 'by version');
    file('by-md5.ifc', 'by md5');
    server.put('/blob', { content: Buffer.from('elsewhere') });
    serve([
      { path: 'by-head.ifc' },
      { path: 'by-version.ifc', version: '1' },
      { path: 'by-md5.ifc', md5: md5('by md5') },
      { path: '塔/桥.ifc', url: `${server.origin}/blob?key=hidden`, version: '1', size: 9 },
    ]);
    await system.client.syncs.create(name, declaration(source));
    const first = await run(name);
    expect(first).toMatchObject({ status: 'completed', found: 4, new: 4, failed: [], problems: [], skipped: [] });
    const { files } = await system.client.get(first.ingestions[0] ?? '');
    expect(files.map((one) => [one.source, one.name, one.hash])).toEqual([
      [`${server.origin}/models/by-head.ifc`, 'by-head.ifc', md5('by head')],
      [`${server.origin}/models/by-md5.ifc`, 'by-md5.ifc', md5('by md5')],
      [`${server.origin}/models/by-version.ifc`, 'by-version.ifc', md5('by version')],
      [`${server.origin}/blob`, '桥.ifc', md5('elsewhere')],
    ]);
  });

  it('reads no file and calls no platform when nothing has changed', async () => {
    const before = await system.simulator.stats();
    const read = () => server.requests.reduce((sum, { bytes }) => sum + bytes, 0);
    const bytes = read();
    expect(await run(name)).toMatchObject({ status: 'completed', found: 4, unchanged: 4, touched: 0, ingestions: [] });
    expect([await system.simulator.stats(), read()]).toEqual([before, bytes]);
  });

  it('reads what has another version, and not what has the same MD5', async () => {
    const before = await system.simulator.stats();
    serve([
      { path: 'by-head.ifc' },
      { path: 'by-version.ifc', version: '2' },
      { path: 'by-md5.ifc', version: '2', md5: md5('by md5') },
      // Known by its version until now.
      { path: '塔/桥.ifc', url: `${server.origin}/none`, md5: md5('elsewhere'), size: 9 },
    ]);
    expect(await run(name)).toMatchObject({
      status: 'completed',
      unchanged: 4,
      touched: 2,
      ingestions: [],
      failed: [],
    });
    expect(await run(name)).toMatchObject({ status: 'completed', unchanged: 4, touched: 0 });
    expect(await system.simulator.stats()).toEqual(before);
  });

  it('delivers what changed, and tells what is gone and what is wrong with it', async () => {
    file('by-head.ifc', 'by another head');
    file('new.ifc', 'new');
    serve([
      { path: 'by-head.ifc' },
      { path: 'by-version.ifc', version: '2' },
      { path: 'by-md5.ifc', md5: md5('by md5') },
      { path: 'new.ifc', md5: md5('new') },
      { path: 'none.ifc', version: '1' },
      { path: 'wrong.ifc', url: `${server.origin}/models/new.ifc`, md5: md5('not this') },
    ]);
    const third = await run(name);
    expect(third).toMatchObject({ status: 'partial', new: 1, changed: 1, unchanged: 2, removed: ['塔/桥.ifc'] });
    expect(third.failed.map(({ path, error }) => [path, error.type])).toEqual([
      ['none.ifc', 'SourceNotFound'],
      ['wrong.ifc', 'SourceChanged'],
    ]);
  });

  it('takes nothing for removed when a line has a problem, and delivers the others', async () => {
    file('newer.ifc', 'newer');
    serve([
      { path: 'newer.ifc', version: '1' },
      { path: '../../etc/a.ifc', version: '1' },
      { path: 'newer.ifc', version: '2' },
    ]);
    const fourth = await run(name);
    expect(fourth).toMatchObject({ status: 'partial', found: 1, new: 1, removed: [] });
    expect(fourth.problems.map(({ message }) => message)).toEqual([
      `${server.origin}/models/list.jsonl: line 2 has a \`path\` that leads out of its base`,
      `${server.origin}/models/list.jsonl: line 3 has the path of line 1 again`,
    ]);
  });

  it('takes nothing for removed when it is empty, or cut', async () => {
    serve([]);
    expect(await run(name)).toMatchObject({
      status: 'partial',
      found: 0,
      removed: [],
      problems: [{ type: 'SourceChanged' }],
    });
    server.answer('/models/list.jsonl', (_request, response) => {
      response.writeHead(200, { 'content-length': 1_000 }).write('{"path":"newer.ifc"}\n', () => response.destroy());
      return true;
    });
    const cut = await run(name);
    expect(cut).toMatchObject({ status: 'failed', error: { type: 'SourceNotFound' }, removed: [], new: 0 });
    server.answer('/models/list.jsonl', undefined);
  });

  it('is the same sync under another signature', async () => {
    const before = (await system.client.syncs.get(name)).remembered;
    await system.client.syncs.put(name, declaration(source.replace('hidden', 'hidden-2')));
    expect((await system.client.syncs.get(name)).remembered).toEqual(before);
  });

  it('shows no query, neither its own nor those of its lines', async () => {
    const details = await system.client.syncs.get(name);
    const shown = { source: `${server.origin}/models/list.jsonl` };
    expect(details).toMatchObject({ ...shown, declaration: shown });
    await using temporal = await connectTemporalClient(temporalAddress());
    const { raw } = await temporal.client.workflow.getHandle(details.lastRun?.id ?? '').describe();
    const { summary, details: inUi } = raw.executionConfig?.userMetadata ?? {};
    const told = [
      JSON.stringify(details),
      ...[summary, inUi].map((payload) => Buffer.from(payload?.data ?? []).toString()),
      ...(await Promise.all(
        ['show', 'list'].map(async (one) => {
          const { stdout, stderr } = await system.modelrail('sync', one, ...(one === 'show' ? [name] : []), '--json');
          return stdout + stderr;
        }),
      )),
      system.workerOutput(),
    ].join('');
    expect(told).toContain('/models/list.jsonl');
    expect(told).not.toContain('hidden');
  });
});

describe('modelrail sync create', () => {
  const flags = ['--every', '1h', '--platform', 'cq', '--project-id', 'P-1'];

  it.each([
    ['https://user:word@models.example/list.jsonl', 'has a user in it'],
    ['http://localhost/list.jsonl?key=hidden', 'sources.allowHosts has no "localhost"'],
    ['http://2130706433/list.jsonl', 'sources.allowHosts has no "2130706433"'],
    ['http:///list.jsonl', 'is not a URL'],
  ])('refuses %s', async (from, words) => {
    const { code, stderr, stdout } = await system.modelrail('sync', 'create', 'wrong', '--source', from, ...flags);
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
    expect(stderr + stdout).not.toMatch(/hidden|word/);
  });

  it('takes an address, and shows it without its query', async () => {
    const name = `address-${Date.now()}`;
    const created = await system.modelrail('sync', 'create', name, '--source', source, ...flags, '--json');
    expect([created.code, JSON.parse(created.stdout).source]).toEqual([0, `${server.origin}/models/list.jsonl`]);
    expect(created.stdout + created.stderr).not.toContain('hidden');
  });
});
