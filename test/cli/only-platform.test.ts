import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CONFIG, makeFolder, PROJECT, type TestFolder } from './folder.ts';

const [, CQ = ''] = CONFIG.split('platforms:\n  cq:\n');
const REQUEST = 'project: { id: P-1 }\nfiles: [{ source: models/house.ifc }]\n';
const commands: [string[]][] = [
  [['ingest', 'models/house.ifc', ...PROJECT]],
  [['ingest', '--request', 'request.yaml']],
  [['sync', 'create', 'a', '--source', 'models', '--every', '1h', '--project-id', 'P-1']],
];

let one: TestFolder;
let two: TestFolder;

beforeAll(async () => {
  one = await makeFolder();
  two = await makeFolder(`${CONFIG}  eq:\n${CQ}`);
  for (const folder of [one, two]) {
    await folder.write('models/house.ifc', 'house');
    await folder.write('request.yaml', REQUEST);
  }
});
afterAll(async () => {
  await one[Symbol.asyncDispose]();
  await two[Symbol.asyncDispose]();
});

describe('a command that names no platform', () => {
  test.each(commands)('is for the one that is configured: %j', async (args) => {
    expect(await one.modelrail(...args)).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('Temporal does not answer'),
    });
  });

  test.each(commands)('is refused where there are two: %j', async (args) => {
    expect(await two.modelrail(...args)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        args.includes('--request') ? /platform is missing/ : /--platform is missing \(configured: cq, eq\)/,
      ),
    });
  });

  test('is told what else is wrong, too', async () => {
    const { stderr } = await two.modelrail('ingest', 'models/no.ifc');
    expect(stderr).toContain('--platform is missing (configured: cq, eq)');
    expect(stderr).toContain('models/no.ifc does not exist');
  });
});
