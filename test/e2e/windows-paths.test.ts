import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';

import { join, sep } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

const SOURCE = 'C:\\models\\塔楼.rvt';

let system: TestSystem;
let gateway: TestGateway;

beforeAll(async () => {
  system = await startSystem();
  await system.hostedWorker();
  gateway = await startGateway(system);
});

afterAll(async () => {
  await gateway.stop();
  await system[Symbol.asyncDispose]();
});

/** A request for a file of the host, under an id of its own. */
function requestFor(host: string, source = SOURCE) {
  return { ...system.request([]), files: [{ source, host }] };
}

/** Waits until an ingestion waits for a worker of its host, as one that no rule of this machine has refused. */
async function expectToWaitFor(id: string, host: string): Promise<void> {
  const { waiting, files } = await system.until(id, (progress) => progress.waiting?.for === 'host');
  expect(waiting).toMatchObject({ for: 'host', host });
  expect(files).toMatchObject([{ source: SOURCE, name: '塔楼.rvt' }]);
  await system.client.cancel(id);
}

describe.skipIf(sep !== '/')('a Windows path of another host', () => {
  it('is taken by the gateway, and by the worker that prepares the ingestion', async () => {
    const { status, body } = await gateway.call<{ id: string }>('/v1/ingestions', { body: requestFor('revit-pc') });
    expect(status).toBe(202);
    await expectToWaitFor(body.id, 'revit-pc');
  });

  it('is taken from a request file as it stands there', async () => {
    const path = join(system.folder, 'request.json');
    await writeFile(path, JSON.stringify(requestFor('revit-pc')));
    const id = `win-${randomUUID()}`;
    const started = await system.modelrail('ingest', '--request', path, '--id', id, '--detach');
    expect(started).toMatchObject({ code: 0 });
    await expectToWaitFor(id, 'revit-pc');
  });

  it('is judged by the worker of that host', async () => {
    const host = `host-${randomUUID()}`;
    await system.hostedWorker(host);
    const { files } = await system.finish(await system.start(requestFor(host)));
    expect(files[0]?.error).toEqual({ type: 'InvalidRequest', message: `${SOURCE} is not an absolute path` });
  });

  it('is refused for the host of the gateway, and without a host', async () => {
    const own = await gateway.call('/v1/ingestions', { body: requestFor('test-host') });
    expect(own).toMatchObject({ status: 422, body: { detail: `${SOURCE} is not an absolute path` } });

    const none = await gateway.call('/v1/ingestions', { body: { ...system.request([]), files: [{ source: SOURCE }] } });
    expect(none.status).toBe(422);
  });
});
