import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../lib/config/load.ts';
import { platformKinds } from '../../platforms/kinds.ts';
import { stopTimeMs } from '../../worker/stop-time.ts';
import { projectRoot } from '../fences/cruise.ts';
import { hasProgram } from './programs.ts';

const folder = join(projectRoot, 'deploy', 'systemd');
const units = await readdir(folder);

test('there is a unit for each part, and one for all on a PC', () => {
  expect(units.sort()).toEqual(['modelrail-dev.service', 'modelrail-gateway.service', 'modelrail-worker.service']);
});

describe.skipIf(!(await hasProgram('systemd-analyze')))('systemd', () => {
  test.for(units)('finds nothing wrong with %s', async (unit) => {
    // It exits with 0 also where it says that a line is unknown.
    const { stdout, stderr } = await promisify(execFile)('systemd-analyze', ['verify', '--man=no', join(folder, unit)]);
    expect(stdout + stderr).toBe('');
  });
});

test.for(['modelrail-dev.service', 'modelrail-worker.service'])(
  '%s gives its worker the time that a stop may take',
  async (unit) => {
    const env = { CQ_USERNAME: 'demo', CQ_PASSWORD: 'x', CQ_BIM_API_KEY: 'x' };
    const config = await loadConfig({ kinds: platformKinds, path: join(projectRoot, 'docker', 'modelrail.yaml'), env });
    const [, seconds] = /^TimeoutStopSec=(\d+)$/m.exec(await readFile(join(folder, unit), 'utf8')) ?? [];
    expect(Number(seconds) * 1000).toBeGreaterThan(stopTimeMs(config.allPlatforms().values()));
  },
);
