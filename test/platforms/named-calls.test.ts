import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { activitiesOf } from '../../activities/kinds.ts';
import type { PlatformKind } from '../../contracts/kinds.ts';
import { findOperation } from '../../lib/operations/find-operation.ts';
import { definitionOf } from '../../platforms/kinds.ts';
import { simulators } from '../../platforms/simulators.ts';
import type { CallScenario } from './call-scenario.ts';
import { callChongqingBim } from './chongqing-bim/call-scenario.ts';
import { callFractal3d } from './fractal3d/call-scenario.ts';
import { callIuapFiles } from './iuap-files/call-scenario.ts';
import { callLongyanDisk } from './longyan-disk/call-scenario.ts';

/** The operations of each document, in its order: what each is called by, what a second call does, the command of those that are no calls. */
const DOCUMENTS: Readonly<Partial<Record<PlatformKind, readonly [document: string, scenario: CallScenario]>>> = {
  'chongqing-bim': [
    `
token, repeatable
FlowJs/UploadFileStatus, read
FlowJs/Upload, repeatable: ingest FILE…
FlowJs/Synchronous, repeatable
FileConvert/convert-model, once
FileConvert/convert-process, read
project/create, once
projectGroup/create, once
projectFile/create, once
`,
    callChongqingBim,
  ],
  fractal3d: [
    `
POST api/files, once: ingest FILE…
GET api/files, read
api/converts, once
converts/result_file, read
api/thumbnail, once
thumbnail/result_file, read
api/resources, once
POST api/comments, once
DELETE api/comments, once
GET api/comments, read
POST api/rooms, once
DELETE api/rooms, once
api/ws, read: comments RESOURCE --follow
users/access-token, repeatable
`,
    callFractal3d,
  ],
  'iuap-files': [
    `
file/upload, once: ingest FILE… --filepath F --groupname G
file/delete, once
file/batchDeleteByIds, once
file/update, repeatable
file/updateBatch, repeatable
file/query, read
file/replace, repeatable: attachments replace ID FILE
file/copy, once
file/download, read: attachments get ID
file/url, read
file/oss, once: ingest FILE… --filepath F --groupname G --direct
file/osssign, once: ingest FILE… --filepath F --groupname G --direct
file/rewrite, repeatable
`,
    callIuapFiles,
  ],
  'longyan-disk': [
    `
onlineDisk/createResource, once
onlineDisk/queryPeriods, read
onlineDisk/querySubjects, read
onlineDisk/queryEditions, read
onlineDisk/queryVolumes, read
onlineDisk/queryTextbooks, read
onlineDisk/queryChapters, read
onlineDisk/xkzyList, read
onlineDisk/uploadify, once: ingest FILE…
onlineDisk/createFid, repeatable
onlineDisk/fileResume, once: ingest FILE…
onlineDisk/uncompletedFiles, read
onlineDisk/createFolder, once
`,
    callLongyanDisk,
  ],
};

describe.each(Object.entries(DOCUMENTS))('%s', (name, [document, scenario]) => {
  const kind = name as PlatformKind; // as: a key of this very table

  async function tableOf() {
    const table = await definitionOf(kind).operations?.();
    return table ?? expect.fail('no table');
  }

  test('has every operation of its document, and no other', async () => {
    const { operations } = await tableOf();
    const lines = operations.map(({ id, effect, command }) =>
      command === undefined ? `${id}, ${effect}` : `${id}, ${effect}: ${command}`,
    );
    expect(lines).toEqual(document.trim().split('\n'));
  });

  test('tells of every field what it is and whether it is needed', async () => {
    const { operations, problems } = await tableOf();
    for (const { id, fields } of operations) {
      const required = fields.filter(({ name: field, need }) => need === 'required' && !/[.[]/.test(field));
      const missing = problems(id, {}).map(({ path }) => path.join('.'));
      expect([id, ...missing.toSorted()]).toEqual([id, ...required.map(({ name: field }) => field).toSorted()]);
    }
  });

  test('is called by name, through the session of a worker', async () => {
    const simulator = simulators.find((one) => one.kind === kind) ?? expect.fail('no simulator');
    const dataDir = await mkdtemp(join(tmpdir(), 'modelrail-call-'));
    onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
    const { url, close } = await simulator.start({ host: '127.0.0.1', port: 0, dataDir }, { conversionMs: 0 });
    onTestFinished(() => close());
    const settings = definitionOf(kind).settings.parse(simulator.settings(url));
    const { createSession, operations } = activitiesOf(kind);
    const session = createSession(settings, { memoryBytes: 64 * 1024 * 1024 });
    onTestFinished(() => session.close());
    if (operations === undefined) return expect.fail('no operations');

    const called = new Set<string>();
    const { signal } = new AbortController();
    await scenario({
      url,
      async call<Answer>(wanted: string, input: Record<string, unknown> = {}) {
        const { id, secrets } = findOperation(operations.table, wanted);
        const asReferences = secrets.filter((field) => field in input).map((field) => [field, '${NAME}']);
        expect(operations.table.problems(id, { ...input, ...Object.fromEntries(asReferences) })).toEqual([]);
        called.add(id);
        return (await operations.call(session, id, input, signal)) as Answer; // as: the scenario says what it expects
      },
    });
    const calls = operations.table.operations.filter(({ command }) => command === undefined).map(({ id }) => id);
    expect([...called].toSorted()).toEqual(calls.toSorted());
  });
});
