import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../lib/config/load.ts';
import { heldPartOf, platformKinds } from '../../platforms/kinds.ts';
import { readSyncDeclaration } from '../../platforms/syncs.ts';
import { chongqing, makeFolder, problemsOf } from './write-config.ts';

async function load(text: string, env: NodeJS.ProcessEnv = {}, more = `platforms: { cq: ${chongqing()} }\n`) {
  const cwd = await makeFolder({ 'modelrail.yaml': `worker: { host: pc-7 }\n${more}${text}` });
  return { cwd, config: loadConfig({ kinds: platformKinds, heldPartOf, readSync: readSyncDeclaration, cwd, env }) };
}

describe('the section syncs', () => {
  test('declares syncs in the words of a request, with absolute sources and the host that they lie on', async () => {
    const { cwd, config } = await load(
      `syncs:
  handover: { source: ./handover, include: ["**/*.ifc"], every: 1h, platform: cq, project: { id: P-1 }, group: { name: 移交模型 } }
  nightly: { source: /far/nightly, host: pc-8, cron: "0 2 * * *", timezone: Asia/Shanghai, retries: 5, project: { id: "\${PROJECT}" } }
`,
      { PROJECT: 'P-2' },
    );
    const syncs = (await config).syncs();
    expect([...syncs]).toEqual([
      [
        'handover',
        {
          source: join(cwd, 'handover'),
          host: 'pc-7',
          include: ['**/*.ifc'],
          every: '1h',
          platform: 'cq',
          project: { id: 'P-1' },
          group: { name: '移交模型' },
        },
      ],
      [
        'nightly',
        {
          source: '/far/nightly',
          host: 'pc-8',
          cron: '0 2 * * *',
          timezone: 'Asia/Shanghai',
          retries: 5,
          // The one platform there is.
          platform: 'cq',
          project: { id: 'P-2' },
        },
      ],
    ]);
    expect((await config).declaresSyncs).toBe(true);
  });

  test('may be missing, and a local source has no host where all see the same disks', async () => {
    const { config } = await load('');
    expect((await config).declaresSyncs).toBe(false);
    expect([...(await config).syncs()]).toEqual([]);
    const shared = await load(
      'sources: { shared: true }\nsyncs: { a: { source: m, every: 1h, project: { id: P } } }\n',
    );
    expect((await shared.config).syncs().get('a')).not.toHaveProperty('host');
  });

  test('is read with the file: all its problems are told at once, each with its line and key', async () => {
    const { config } = await load(`syncs:
  one: { source: m, every: 1h, cron: "0 0 30 2 *", project: { id: P } }
  two:
    source: m
    evry: 1h
    platform: eq
  "the third": { source: m }
  four: { source: m, cron: "0 2 * * *", timezone: Mars/Olympus, project: { id: P }, retries: 0 }
  five: { source: m, every: 1h, project: { name: B, code: B-1, areaCode: "5", type: 1, stage: 1 } }
  six: 1h
`);
    expect(await problemsOf(config)).toEqual([
      'modelrail.yaml:4: syncs.one.every or `cron` is needed, one of the two',
      'modelrail.yaml:4: syncs.one.cron "0 0 30 2 *" never fires: no month has such a day',
      'modelrail.yaml:5: syncs.two.every or `cron` is needed, one of the two',
      'modelrail.yaml:8: syncs.two.platform is "eq", which is not configured; did you mean "cq"?',
      expect.stringMatching(/^modelrail\.yaml:9: syncs: a sync is named by .*"the third"$/),
      'modelrail.yaml:10: syncs.four.retries must be at least 1',
      'modelrail.yaml:10: syncs.four.timezone is unknown: "Mars/Olympus"',
      'modelrail.yaml:11: syncs.five.project.id is missing: a sync delivers into a project that is there',
      'modelrail.yaml:12: syncs.six must be a declaration, such as "source:"',
    ]);
  });

  test('tells an unknown key, and what was meant', async () => {
    const { config } = await load('syncs: { a: { source: m, evry: 1h, every: 2h, project: { id: P } } }\n');
    expect(await problemsOf(config)).toEqual([
      'modelrail.yaml:3: syncs.a.evry is an unknown key; did you mean "every"?',
    ]);
  });

  test('refuses two syncs of one name', async () => {
    const { config } = await load('syncs:\n  a: { source: m, every: 1h }\n  a: { source: n, every: 1h }\n');
    expect(await problemsOf(config)).toEqual(['modelrail.yaml:5: Map keys must be unique']);
    const other = await load('syncs:\n  1: { source: m, every: 1h }\n  "1": { source: n, every: 1h }\n');
    expect(await problemsOf(other.config)).toEqual(['modelrail.yaml:5: Map keys must be unique']);
  });

  test('takes what is put in when it is asked for', async () => {
    const { config } = await load('syncs: { a: { source: m, every: "${HOW_OFTEN}", project: { id: P } } }\n');
    const loaded = await config;
    expect(await problemsOf(() => loaded.syncs())).toEqual([
      'modelrail.yaml:3: syncs.a.every is not known: environment variable HOW_OFTEN is not set',
    ]);
    const wrong = await load('syncs: { a: { source: m, every: "${HOW_OFTEN}", project: { id: P } } }\n', {
      HOW_OFTEN: 'daily',
    });
    const other = await wrong.config;
    expect(await problemsOf(() => other.syncs())).toEqual([
      'modelrail.yaml:3: syncs.a.every must be a duration such as 30s, 15m or 1h, not "daily"',
    ]);
  });
});
