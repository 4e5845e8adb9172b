import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../lib/config/load.ts';
import { heldPartOf, platformKinds } from '../../platforms/kinds.ts';
import { readRecurring } from '../../platforms/recurring.ts';
import { chongqing, makeFolder, problemsOf } from './write-config.ts';

const OPS = '{ kind: persagy, baseUrl: "http://127.0.0.1:9105", username: a, password: b }';

async function load(text: string) {
  const platforms = `platforms: { cq: ${chongqing()}, ops: ${OPS} }\n`;
  const cwd = await makeFolder({ 'modelrail.yaml': `worker: { host: pc-7 }\n${platforms}${text}` });
  return { cwd, config: loadConfig({ kinds: platformKinds, heldPartOf, readSync: readRecurring, cwd, env: {} }) };
}

describe('mirrors in the section syncs', () => {
  test('have an absolute path of their map, or what is in it, beside syncs of files', async () => {
    const { cwd, config } = await load(`syncs:
  files: { source: m, every: 1h, platform: cq, project: { id: P } }
  projects: { kind: mirror, platform: ops, to: cq, map: ./map.yaml, every: 24h, areaCode: [A1] }
  inline: { kind: mirror, platform: ops, to: cq, map: { default: { areaCode: "5", type: 10, stage: 1 } }, cron: "0 2 * * *" }
`);
    expect((await config).syncs().get('files')).toMatchObject({ source: join(cwd, 'm'), host: 'pc-7' });
    expect((await config).syncs().get('projects')).toEqual({
      kind: 'mirror',
      platform: 'ops',
      to: 'cq',
      map: join(cwd, 'map.yaml'),
      every: '24h',
      areaCode: ['A1'],
    });
    expect((await config).syncs().get('inline')).toMatchObject({ map: { default: { type: 10 } } });
  });

  test('tell all that is wrong with them at once', async () => {
    const { config } = await load(`syncs:
  one: { kind: mirrors, platform: ops, to: cq, map: m.yaml, every: 1h }
  two: { kind: mirror, platform: cq, to: ops, map: m.yaml, every: 1h, cron: "0 2 * * *" }
  three: { kind: mirror, platform: ops, to: eq, map: { areas: { A1: { areaCode: "5" } } }, evry: 1h }
  four: { kind: mirror, platform: ops, to: cq, every: soon }
`);
    expect(await problemsOf(config)).toEqual([
      'modelrail.yaml:4: syncs.one.kind must be "mirror", or be left out of a sync of files',
      'modelrail.yaml:5: syncs.two.every or `cron` is needed, one of the two',
      'modelrail.yaml:5: syncs.two.platform is "cq", whose kind chongqing-bim has no projects to be mirrored',
      'modelrail.yaml:5: syncs.two.to is "ops", whose kind persagy takes no projects of a mirror',
      'modelrail.yaml:6: syncs.three.evry is an unknown key; did you mean "every"?',
      'modelrail.yaml:6: syncs.three.every or `cron` is needed, one of the two',
      'modelrail.yaml:6: syncs.three.to is "eq", which is not configured; did you mean "cq"?',
      'modelrail.yaml:6: syncs.three.map.areas.A1.type is missing, and `default` has none',
      'modelrail.yaml:6: syncs.three.map.areas.A1.stage is missing, and `default` has none',
      'modelrail.yaml:7: syncs.four.map is missing: a file, or `areas` and `default`',
      'modelrail.yaml:7: syncs.four.every must be a duration such as 30s, 15m or 1h, not "soon"',
    ]);
  });
});
