import { expect, test } from 'vitest';
import { eventually, freshId, requestFor, startClientRig } from './support.ts';

const { modelrail } = await startClientRig();

const hasStatus = (id: string, status: string) =>
  eventually(async () => expect(await modelrail.get(id)).toMatchObject({ status }));

test('an ingestion is paused, resumed and cancelled', async () => {
  const { id } = await modelrail.ingest(requestFor('hold'));
  await modelrail.pause(id);
  await hasStatus(id, 'paused');
  await modelrail.resume(id);
  await hasStatus(id, 'running');
  await modelrail.cancel(id);
  await hasStatus(id, 'cancelled');
});

test.each(['pause', 'resume', 'cancel'] as const)(
  'to %s an ended ingestion is an error that says when it ended',
  async (verb) => {
    const { id } = await modelrail.ingest(requestFor('partial'));
    await hasStatus(id, 'partial');
    const { closedAt } = await modelrail.get(id);
    await expect(modelrail[verb](id)).rejects.toMatchObject({
      type: 'AlreadyExists',
      message: `ingestion ${id} ended at ${closedAt} (partial): nothing to ${verb}; \`modelrail retry ${id}\` does again what is not done`,
    });
  },
);

test.each(['pause', 'resume', 'cancel', 'retry'] as const)('to %s an unknown id is an error', async (verb) => {
  await expect(modelrail[verb](freshId())).rejects.toMatchObject({ type: 'NotFound' });
});
