import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientFor, settingsFor } from '../../platforms/persagy/support.ts';
import { startSystem, type TestSystem } from '../../support/system.ts';
import { MAP, makeAreas, makeProject, writeMap } from './mirror-system.ts';

let system: TestSystem;
let names: string[];
let map: string;

beforeAll(async () => {
  names = Array.from({ length: 6 }, (_, number) => `mirrored-${number}`);
  const pairs = names.flatMap((name) => [
    [name, { kind: 'persagy', simulator: {} } as const],
    [`${name}-models`, { kind: 'chongqing-bim', simulator: {} } as const],
  ]);
  system = await startSystem({ further: Object.fromEntries(pairs) });
  map = await writeMap(system.folder);
  await system.hostedWorker();
});
afterAll(() => system?.[Symbol.asyncDispose]());

interface Shown {
  status: string;
  found: number;
  new: number;
  unchanged: number;
  created: { projectId: string; projectName: string; id?: string }[];
  removed: string[];
  failed: { path: string; error: { type: string } }[];
  skipped: { path: string; reason: string }[];
}

interface Project {
  id: string;
  code: string;
  name: string;
  areaCode: string;
  type: number;
  stage: number;
}

/** Two platforms of its own for a test, and a mirror from the one to the other. */
async function take() {
  const platform = names.pop() ?? expect.fail('there is no platform left');
  const to = `${platform}-models`;
  const client = clientFor(settingsFor(system.platformUrlOf(platform)));
  const areas = await makeAreas(client);
  const control = system.simulatorOf(to);
  return {
    platform,
    to,
    client,
    areas,
    control,
    // Several are made at a time, in any order.
    projects: async () =>
      ((await control.state()).projects as unknown as Project[]).toSorted((one, other) =>
        one.code.localeCompare(other.code),
      ),
    mirror: async (...flags: string[]): Promise<Shown & { code: number | null; stderr: string }> => {
      const given = ['mirror', '--platform', platform, '--to', to, '--map', map, '--json', ...flags];
      const { code, stdout, stderr } = await system.modelrail(...given);
      return { code, stderr, ...(JSON.parse(stdout) as Shown) };
    },
  };
}

describe('mirror', () => {
  it('says what it would make, makes it, and makes nothing the second time', async () => {
    const { client, areas, projects, mirror } = await take();
    await makeProject(client, 1, areas['A11']);
    await makeProject(client, 2, areas['A12']);
    await makeProject(client, 3, areas['A2']);
    await makeProject(client, 4);

    const dry = await mirror('--dry-run');
    expect(dry).toMatchObject({ code: 0, found: 4, new: 2, created: [{ projectId: 'Pj1' }, { projectId: 'Pj2' }] });
    expect(await projects()).toEqual([]);

    const made = await mirror();
    expect(made).toMatchObject({ code: 0, status: 'completed', new: 2, unchanged: 0, removed: [], failed: [] });
    expect(made.skipped.map(({ path, reason }) => `${path}: ${reason}`)).toEqual([
      'Pj3: the map has no entry for area A2, and what it has for all others is not whole',
      'Pj4: the map has no entry for projects without an area, and what it has for all others is not whole',
    ]);
    expect(await projects()).toMatchObject([
      // A11 has no entry: that of the area above it counts.
      { code: 'Pj1', name: '项目1', areaCode: '500103', type: 10, stage: 1 },
      { code: 'Pj2', name: '项目2', areaCode: '500105', type: 20, stage: 3 },
    ]);
    expect((await projects()).map(({ id }) => id)).toEqual(
      made.created.toSorted((one, other) => one.projectId.localeCompare(other.projectId)).map(({ id }) => id),
    );

    await makeProject(client, 5, areas['A11']);
    expect(await mirror()).toMatchObject({ code: 0, new: 1, unchanged: 2, created: [{ projectId: 'Pj5' }] });
    expect(await mirror()).toMatchObject({ code: 0, new: 0, unchanged: 3, created: [] });
    expect(await projects()).toHaveLength(3);
  });

  it('takes the projects of the areas that are named, and of those below', async () => {
    const { client, areas, projects, mirror } = await take();
    await makeProject(client, 1, areas['A11']);
    await makeProject(client, 2, areas['A12']);
    expect(await mirror('--area-code', 'A12')).toMatchObject({ code: 0, found: 1, new: 1 });
    expect(await mirror('--area-code', 'A1', '--group-code', 'G1')).toMatchObject({ found: 2, new: 1, removed: [] });
    expect(await projects()).toHaveLength(2);
    const unknown = await mirror('--area-code', 'A7');
    expect(unknown).toMatchObject({ code: 1, status: 'failed', error: { type: 'NotFound' } });
  });

  it('makes each once when answers are lost, and tells whose code is taken', async () => {
    const { client, areas, control, projects, mirror } = await take();
    for (let number = 1; number <= 6; number += 1) await makeProject(client, number, areas['A11']);
    const taken = { endpoint: 'createProject' };
    await control.fault({ match: taken, every: 2, kind: 'cut-after' });
    expect(await mirror('--area-code', 'A11')).toMatchObject({ code: 0, status: 'completed', new: 6 });
    await control.clearFaults();
    expect((await projects()).map(({ code }) => code).toSorted()).toEqual(['Pj1', 'Pj2', 'Pj3', 'Pj4', 'Pj5', 'Pj6']);

    await makeProject(client, 7, areas['A11']);
    await makeProject(client, 8, areas['A11']);
    const words = '项目编号已存在';
    await control.fault({ match: taken, times: 1, kind: 'refusal', status: 200, message: words });
    const part = await mirror();
    expect(part).toMatchObject({ code: 3, status: 'partial', new: 1, failed: [{ error: { type: 'AlreadyExists' } }] });
    expect(await mirror()).toMatchObject({ code: 0, new: 1, unchanged: 7 });
  });

  it('tells once that a project is gone', async () => {
    const { platform, client, areas, projects, mirror } = await take();
    await makeProject(client, 1, areas['A11']);
    await makeProject(client, 2, areas['A11']);
    await mirror();
    // No call of the platform deletes a project.
    await fetch(`${system.platformUrlOf(platform)}/_sim/reset?only=state`, { method: 'POST' });
    const again = await makeAreas(client);
    await makeProject(client, 2, again['A11']);
    expect(await mirror()).toMatchObject({ code: 0, new: 0, unchanged: 1, removed: ['Pj1'] });
    expect(await mirror()).toMatchObject({ code: 0, removed: [] });
    await makeProject(client, 1, again['A11']);
    expect(await mirror()).toMatchObject({ code: 0, new: 0, unchanged: 2, removed: [] });
    expect(await projects()).toHaveLength(2);
  });

  it.each([
    ['a platform that takes no projects', ['--to', 'mirrored-0'], '--to is "mirrored-0", whose kind'],
    ['a platform that is not configured', ['--to', 'nowhere'], '--to'],
    ['a platform without projects', ['--platform', 'cq', '--to', 'cq'], 'is of kind'],
    ['a map that is not there', ['--to', 'cq', '--map', '/nowhere/map.yaml'], 'does not exist'],
  ])('refuses %s', async (_what, flags, words) => {
    const given = flags.includes('--map') ? flags : [...flags, '--map', map];
    const all = flags.includes('--platform') ? given : ['--platform', 'mirrored-0', ...given];
    const { code, stderr } = await system.modelrail('mirror', ...all);
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
  });

  it.each([
    ['a key that it does not know', { ...MAP, colour: 'red' }, 'colour is an unknown key'],
    ['an entry that is not whole', { areas: { A1: { areaCode: '500103' } } }, 'areas.A1.type is missing'],
    ['nothing at all', {}, 'default.areaCode is missing'],
  ])('refuses a map with %s', async (_what, wrong, words) => {
    const path = await writeMap(system.folder, wrong, 'wrong.yaml');
    const given = ['mirror', '--platform', 'mirrored-0', '--to', 'cq', '--map', path];
    const { code, stderr } = await system.modelrail(...given);
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
  });
});
