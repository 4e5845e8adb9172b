/**
 * Has schemathesis (PyPI) try the gateway by its own description: `npm run fuzz -- [options of schemathesis]`. The whole
 * system runs for it: Temporal, a simulated platform, a worker, a gateway. `$MODELRAIL_TEST_PYTHON` is a Python that has
 * schemathesis (default: `python3`).
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { findTemporal } from '../../lib/temporal-server/find.ts';
import { startTemporalServer } from '../../lib/temporal-server/start.ts';
import { startGatewayProcess, TOKENS } from '../support/gateway.ts';
import { pseudoRandomBytes } from '../support/model-files.ts';
import { startSystem } from '../support/system.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const server = await startTemporalServer({ binary: await findTemporal({ env: process.env, log: console.error }) });
try {
  await using system = await startSystem({ temporalAddress: server.address });
  await system.startWorker();
  // Streams of ingestions that wait for a host which nobody has would not end; so many requests come from one client.
  await using gateway = await startGatewayProcess(system, { streamDuration: '1s', requestsPerMinute: 1_000_000 });
  const { id } = await system.client.ingest(
    system.request([await system.addModel('a.ifc', pseudoRandomBytes(5_000, 1))]),
  );
  await system.finish(id);
  const args = [
    ...['-m', 'schemathesis.cli', '--config-file', `${folder}schemathesis.toml`, 'run', `${gateway.url}/openapi.json`],
    ...['--header', `Authorization: Bearer ${TOKENS[0]}`, '--no-color', ...process.argv.slice(2)],
  ];
  const child = spawn(process.env['MODELRAIL_TEST_PYTHON'] ?? 'python3', args, {
    cwd: system.folder,
    stdio: 'inherit',
    env: {
      ...process.env,
      SCHEMATHESIS_HOOKS: 'hooks',
      PYTHONPATH: [folder, process.env['PYTHONPATH']].filter(Boolean).join(':'),
    },
  });
  // What the event `close` of a process brings.
  const [code] = (await once(child, 'close')) as [number | null];
  process.exitCode = code ?? 1;
  const failures = gateway
    .output()
    .split('\n')
    .filter((line) => line.includes('"level":50'));
  for (const line of failures) console.error(line);
} finally {
  await server.stop();
}
