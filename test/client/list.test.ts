import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { IngestFilter, IngestSummary } from '../../client/index.ts';
import { eventually, freshId, requestFor, startClientRig } from './support.ts';

const platform = `cq-${randomUUID()}`;
const { taskQueue, modelrail, client } = await startClientRig();

async function listed(filter: IngestFilter): Promise<IngestSummary[]> {
  const found: IngestSummary[] = [];
  for await (const ingestion of modelrail.list(filter)) found.push(ingestion);
  return found;
}

async function start(scenario: string, on = platform): Promise<string> {
  const { id } = await modelrail.ingest({ ...requestFor(scenario), platform: on });
  return id;
}

const finds = (filter: IngestFilter, ids: string[]) =>
  eventually(async () => expect((await listed(filter)).map(({ id }) => id).sort()).toEqual(ids.sort()));

test('every status finds its own', async () => {
  const on = `${platform}-statuses`;
  const ids = {
    running: await start('hold', on),
    paused: await start('hold', on),
    completed: await start('complete', on),
    partial: await start('partial', on),
    failed: await start('fail', on),
    cancelled: await start('hold', on),
    terminated: await start('hold', on),
    stray: await start('stray', on),
  };
  await modelrail.pause(ids.paused);
  await modelrail.cancel(ids.cancelled);
  await client.workflow.getHandle(ids.terminated).terminate();
  for (const status of ['running', 'paused', 'completed', 'partial', 'cancelled'] as const) {
    await finds({ platform: on, status }, [ids[status]]);
  }
  await finds({ platform: on, status: 'failed' }, [ids.failed, ids.terminated, ids.stray]);
  await finds({ platform: on, pageSize: 3 }, Object.values(ids));
  const all = await listed({ platform: on });
  expect(all.find(({ id }) => id === ids.terminated)).toMatchObject({ status: 'failed', closedAt: expect.any(String) });
  expect(all.find(({ id }) => id === ids.partial)).toMatchObject({
    platform: on,
    projectId: 'p-1',
    files: 1,
    percent: 100,
  });
  expect(all.find(({ id }) => id === ids.running)).not.toHaveProperty('projectId');
  await modelrail.cancel(ids.running);
  await modelrail.cancel(ids.paused);
});

test('an id is given once, with its latest run, whatever older runs match', async () => {
  const on = `${platform}-retried`;
  const { id, runId } = await modelrail.ingest({ ...requestFor('partial'), platform: on });
  await finds({ platform: on, status: 'partial' }, [id]);
  const retried = await modelrail.retry(id);
  expect(retried.runId).not.toBe(runId);
  await finds({ platform: on, status: 'completed' }, [id]);
  await finds({ platform: on, status: 'partial' }, []);
  expect(await listed({ platform: on })).toMatchObject([{ id, runId: retried.runId, status: 'completed' }]);
});

test('hash and start time narrow', async () => {
  const on = `${platform}-narrow`;
  const id = await start('complete', on);
  await finds({ platform: on, hash: '0123456789ABCDEF0123456789abcdef' }, [id]);
  await finds({ platform: on, hash: 'f'.repeat(32) }, []);
  await finds({ platform: on, since: new Date(Date.now() - 60_000) }, [id]);
  await finds({ platform: on, since: new Date(Date.now() + 60_000).toISOString() }, []);
});

test('a foreign run without search attributes is listed too', async () => {
  const id = freshId();
  await client.workflow.start('ingest', { workflowId: id, taskQueue, args: [requestFor('hold')] });
  await eventually(async () => expect((await listed({ status: 'running' })).map((row) => row.id)).toContain(id));
  await modelrail.cancel(id);
});

test.each([`x' OR ModelrailStatus = 'completed`, 'x%', '模型 🏠'])('the platform %s is found', async (value) => {
  expect(await listed({ platform: value })).toEqual([]);
  const id = await start('complete', value);
  await finds({ platform: value }, [id]);
});

// Temporal's query language matches no value with one of these characters, however it is written.
test.each([`x\\' OR 1=1 --`, "''", `x" OR "1"="1`, '\\', "\\\\'", 'x\ny'])(
  'the value %j finds nothing else',
  async (value) => {
    expect(await listed({ platform: value })).toEqual([]);
  },
);

test.each([{ hash: "' OR 1=1" }, { since: 'yesterday' }, { status: 'done' as 'completed' }])(
  '%o is refused',
  async (filter) => {
    await expect(listed(filter)).rejects.toMatchObject({ type: 'InvalidRequest' });
  },
);
