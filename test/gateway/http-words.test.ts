import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SyncTriggered } from '../../client/index.ts';
import { createSayer, type Sentence } from '../../contracts/sentences.ts';
import { OVER_HTTP } from '../../lib/words/zh/over-http.ts';
import { type CallInit, startGateway, type TestGateway } from '../support/gateway.ts';
import { smallIfc } from '../support/model-files.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;
let gateway: TestGateway;

beforeAll(async () => {
  system = await startSystem();
  gateway = await startGateway(system);
});

afterAll(async () => {
  await gateway.stop();
  await system[Symbol.asyncDispose]();
});

/** What only the command line has: a command, or a flag. */
const COMMANDS = /\bmodelrail [a-z]|--[a-z]/;

/** The detail of a problem, which names no command. */
async function refusal(path: string, init: CallInit, wanted: number, at: TestGateway = gateway): Promise<string> {
  const { status, body } = await at.call<{ detail: string; told?: Sentence[] }>(path, init);
  expect([path, status, JSON.stringify(body)]).toEqual([path, wanted, expect.not.stringMatching(COMMANDS)]);
  // It is said in Chinese as well.
  expect(createSayer(body.told, (text) => OVER_HTTP[text])(body.detail)).toMatch(/\p{Script=Han}/u);
  return body.detail;
}

async function declareSync(name: string): Promise<void> {
  const folder = join(system.models, name);
  await mkdir(folder);
  await writeFile(join(folder, `${name}.ifc`), smallIfc(1));
  const body = { name, source: folder, every: '1h', platform: 'cq', project: { id: 'p-1' } };
  expect(await gateway.call('/v1/syncs', { body })).toMatchObject({ status: 201 });
}

test('that no worker answers is told without the command that starts one', async () => {
  await declareSync('unworked');
  const detail = await refusal('/v1/syncs/unworked/plan', { method: 'POST' }, 502);
  expect(detail).toMatch(/no worker listens on task queue ".*": plan again once one does$/);
});

test('that Temporal is away is told without the settings of the command line', async () => {
  await using away = await startGateway(system, {}, { temporal: { address: '127.0.0.1:9' } });
  const detail = await refusal('/v1/ingestions', {}, 503, away);
  expect(detail).toBe('Temporal does not answer at 127.0.0.1:9: ask again later');
});

test('that an ingestion of a sync is not retried is told with the route that tries again', async () => {
  await system.hostedWorker();
  await declareSync('belated');
  await system.simulator.failModel({ name: 'belated.ifc', errorMessage: 'walls without a roof', times: 1 });
  const { body: started } = await gateway.call<SyncTriggered>('/v1/syncs/belated/trigger', { method: 'POST' });
  const run = () => system.client.syncs.run(String(started.run));
  await expect.poll(async () => (await run()).closedAt, { timeout: 20_000 }).toBeDefined();
  const [id] = (await run()).ingestions;
  const detail = await refusal(`/v1/ingestions/${id}/retry`, { method: 'POST' }, 409);
  expect(detail).toContain('`POST /v1/syncs/belated/trigger` makes one now');
});

test.each<[string, string, CallInit]>([
  ['a request of nothing', '/v1/ingestions', { body: {} }],
  ['a request to no platform', '/v1/ingestions', { body: { platform: 'cp', files: [{ source: '/m/a.ifc' }] } }],
  [
    'a project of both forms',
    '/v1/ingestions',
    { body: { project: { id: 'p', name: 'n' }, files: [{ source: 'a' }] } },
  ],
  ['wrong options', '/v1/ingestions', { body: { options: { bwlimit: 'fast', concurrency: 0, onModelError: 'x' } } }],
  ['a sync of nothing', '/v1/syncs', { body: {} }],
  [
    'a sync with two times',
    '/v1/syncs',
    { body: { name: 'x', source: 'a', every: '1h', cron: '* * * * *', jitter: 1 } },
  ],
  [
    'a sync that removes',
    '/v1/syncs',
    { body: { name: 'x', source: '/m', every: '1s', onRemoved: 'delete', host: '' } },
  ],
  ['limits of nothing', '/v1/ingestions/x', { method: 'PATCH', body: {} }],
  ['sources of nothing', '/v1/ingestions/x/retry', { body: { sources: { 'a.ifc': 'ftp://h/a.ifc' } } }],
  ['an approval of nothing', '/v1/syncs/x/trigger', { body: { approve: {} } }],
  ['a span of nothing', '/v1/syncs/x/backfill', { body: { from: 'now' } }],
  ['a file without a name', '/v1/files', { body: 'x', headers: { 'content-type': 'application/octet-stream' } }],
])('what is wrong with %s is told by its fields', async (_what, path, init) => {
  expect(await refusal(path, init, 422)).not.toBe('');
});
