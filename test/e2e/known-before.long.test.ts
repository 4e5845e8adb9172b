import { randomUUID } from 'node:crypto';
import { appendFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { IngestProgress, IngestRequest } from '../../client/index.ts';
import { platformControl } from '../conformance/platform-control.ts';
import { startGateway } from '../support/gateway.ts';
import { smallIfc } from '../support/model-files.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem({
    further: {
      other: {},
      drawings: {
        kind: 'fractal3d',
        simulator: { conversionMs: 100 },
        settings: { convert: { pollInterval: '100ms' } },
      },
    },
  });
  await system.hostedWorker();
});

afterAll(() => system[Symbol.asyncDispose]());

const DRY = { options: { dryRun: true } };

async function run(request: IngestRequest): Promise<IngestProgress> {
  return system.finish(await system.start(request));
}

/** An ingestion that has ended, and that Temporal lists by the hash of its first file as it ended. */
async function runListed(request: IngestRequest): Promise<IngestProgress> {
  const ended = await run(request);
  const hash = ended.files[0]?.hash ?? '';
  await vi.waitFor(
    async () => {
      const { ingestions } = await system.client.listPage({ hash, since: ended.startedAt });
      const [found] = ingestions;
      expect(found).toMatchObject({ id: ended.id, status: ended.status, closedAt: expect.any(String) });
    },
    { timeout: 20_000, interval: 50 },
  );
  return ended;
}

/** A project that is to be made, by a code that no other test has. */
function newProject(): NonNullable<IngestRequest['project']> {
  return { name: '人民医院', code: `C-${randomUUID()}`, areaCode: '500103', type: 10, stage: 1 };
}

describe('before the first byte', () => {
  it('a content that was delivered is told, with who did it and where, by a dry run and by one that sends', async () => {
    const source = await system.addModel('house.ifc', smallIfc(1));
    const fresh = await system.addModel('fresh.ifc', smallIfc(2));
    const first = await runListed(system.request([source]));
    const again = system.request([source, fresh]);

    const dry = await run({ ...again, ...DRY });
    const { stdout, stderr } = await system.modelrail(
      ...['ingest', source, '--platform', 'cq', '--project-id', first.projectId ?? ''],
    );
    const elsewhere = await run({ ...again, platform: 'other', ...DRY });

    const words = `this content was delivered before, by ${first.id} into project ${first.projectId}`;
    expect(first.files[0]).not.toHaveProperty('warning');
    expect(dry.files.map(({ warning }) => warning)).toEqual([words, undefined]);
    expect(stderr).toContain(`warning: house.ifc: ${words}`);
    expect(stdout).toContain(`warning  house.ifc: ${words}`);
    expect(elsewhere.files.map(({ warning }) => warning)).toEqual([undefined, undefined]);
  });

  it('is said on a terminal in Chinese, while JSON has it in English', async () => {
    const source = await system.addModel('haus.ifc', smallIfc(3));
    const first = await runListed(system.request([source]));
    const args = ['ingest', source, '--platform', 'cq', '--project-id', 'never-seen', '--dry-run'];

    await system.modelrail(...args, '--id', 'spoken', '--lang', 'zh');
    const { stdout: json } = await system.modelrail('show', 'spoken', '--json', '--lang', 'zh');
    const shown = await system.modelrail('show', 'spoken', '--lang', 'zh');
    const english = await system.modelrail('show', 'spoken');

    const warning = `this content was delivered before, by ${first.id} into project ${first.projectId}`;
    const note = 'no ingestion that is remembered here has delivered into project never-seen: check its id';
    expect(JSON.parse(json)).toMatchObject({ files: [{ warning }], notes: [note] });
    expect(shown.stdout).toContain(`警告  haus.ifc：相同内容已由 ${first.id} 交付到项目 ${first.projectId}`);
    expect(shown.stdout).toContain('说明  这里的记录中没有向项目 never-seen 交付过');
    expect(english.stdout).toContain(`warning  haus.ifc: ${warning}`);
    expect(english.stdout).toContain(`note  ${note}`);
  });

  it('all contents of an ingestion of more than Temporal finds it by are told', async () => {
    const sources = await Promise.all(
      Array.from({ length: 60 }, (_, n) => system.addModel(`many-${n}.ifc`, smallIfc(100 + n))),
    );
    const { id } = await runListed(system.request(sources));

    const dry = await run(system.request([...sources.slice(0, 1), ...sources.slice(55)], DRY));

    expect(dry.files.map(({ warning }) => warning?.includes(id))).toEqual(dry.files.map(() => true));
  });

  it('a content that was not converted is told with the reason, until it was', async () => {
    const source = await system.addModel('bad.ifc', smallIfc(10));
    await system.simulator.failModel({ name: 'bad.ifc', errorMessage: 'ParseModelError', times: 1 });
    const failed = await runListed(system.request([source]));

    const dry = await run(system.request([source], DRY));
    await system.client.retry(failed.id);
    await system.finish(failed.id);

    const [file] = dry.files;
    expect(file?.warning).toMatch(`this content failed to convert last time, in ${failed.id}: `);
    expect(file?.warning).toContain('ParseModelError');
    await vi.waitFor(
      async () => {
        const [now] = (await run(system.request([source], DRY))).files;
        expect(now?.warning).toContain(`this content was delivered before, by ${failed.id}`);
      },
      { timeout: 20_000, interval: 200 },
    );
  });

  it('where contents are hashed while they are sent, a file is told that has not changed since', async () => {
    const names = ['good', 'bad', 'changed'];
    const sources = await Promise.all(names.map((name, n) => system.addModel(`${name}.step`, smallIfc(200 + n))));
    const drawings = platformControl(system.platformUrlOf('drawings'));
    await drawings.call('POST', 'jobs', { name: 'bad.step', outcome: 'Failed', times: 1 });
    const { files } = system.request(sources);
    const { id } = await runListed({ platform: 'drawings', files });
    // Of the same length.
    await system.addModel('changed.step', smallIfc(203));

    const dry = await run({ platform: 'drawings', files, ...DRY });

    expect(dry.files.map(({ warning }) => warning)).toEqual([
      expect.stringContaining(`this content was delivered before, by ${id}`),
      expect.stringContaining(`this content failed to convert last time, in ${id}: `),
      expect.not.stringContaining('this content'),
    ]);
  });

  it('a code that was made a project is told with the command that delivers into it', async () => {
    const project = newProject();
    const source = await system.addModel('tower.ifc', smallIfc(20));
    const { id, projectId } = await runListed(system.request([source], { project }));

    const again = await run(system.request([source], { project, ...DRY }));
    const another = await run(system.request([source], { project: newProject(), ...DRY }));

    expect(again.warnings).toEqual([
      `${id} has made a project of the code ${project.code}, with the id ${projectId}; to deliver into that one: ` +
        `modelrail ingest FILE… --platform cq --project-id ${projectId}`,
    ]);
    expect(another).not.toHaveProperty('warnings');
  });

  it('a project into which nothing was delivered is a note, one that is known is not', async () => {
    const source = await system.addModel('annex.ifc', smallIfc(30));
    const { projectId = '' } = await runListed(system.request([source], { project: newProject() }));

    const unseen = await run(system.request([source], { project: { id: 'never-seen' }, ...DRY }));
    const seen = await run(system.request([source], { project: { id: projectId }, ...DRY }));
    const first = await run(system.request([source], { platform: 'other', project: { id: 'never-seen' }, ...DRY }));

    const note = 'no ingestion that is remembered here has delivered into project never-seen: check its id';
    expect(unseen).toMatchObject({ status: 'completed', notes: [note] });
    for (const known of [seen, first]) expect(known).not.toHaveProperty('notes');
  });

  it('a file that is still being written is told', async () => {
    const source = await system.addModel('growing.ifc', smallIfc(40));
    const over = new AbortController();
    const writing = (async () => {
      while (!over.signal.aborted) {
        await appendFile(source, '/* more */\n');
        await sleep(5);
      }
    })();

    const dry = await run(system.request([source], DRY));
    over.abort();
    await writing;

    expect(dry.files[0]?.warning).toContain('it is still being written');
  });

  it('is told over HTTP as well', async () => {
    const gateway = await startGateway(system);
    const project = newProject();
    const source = await system.addModel('http.ifc', smallIfc(50));
    const { id } = await runListed(system.request([source], { project }));

    const body = { ...system.request([source]), project, ...DRY };
    const started = await gateway.call<{ id: string }>('/v1/ingestions', { body });
    await system.finish(started.body.id);

    expect(await gateway.call(`/v1/ingestions/${started.body.id}`)).toMatchObject({
      body: {
        warnings: [expect.stringContaining(id)],
        told: expect.arrayContaining([
          {
            text: 'this content was delivered before, by {id} into project {project}',
            filling: { id, project: expect.any(String) },
          },
        ]),
        files: [{ format: { kind: 'ifc', version: 'IFC2X3' }, warning: expect.stringContaining(id) }],
      },
    });
    await gateway.stop();
  });
});
