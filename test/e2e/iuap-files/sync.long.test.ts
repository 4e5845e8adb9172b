import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SyncDeclaration } from '../../../client/index.ts';
import { createIuapFilesClient, type IuapFilesClient } from '../../../platforms/iuap-files/client.ts';
import { type FilesState, fileOf, md5Of, settingsFor } from '../../platforms/iuap-files/support.ts';
import type { Fault } from '../../support/simulator-control.ts';
import { type RemovingSystem, startRemovingSystem } from '../../sync/removing-system.ts';

const GROUP = 'models';
const BEFORE = 'content of house.ifc';
const AFTER = 'what the house is now';

let removing: RemovingSystem;

beforeAll(async () => {
  const further = { box: { kind: 'iuap-files', simulator: {} } } as const;
  // as: keys of the kind
  const placeIn = (filepath: string) => ({ filepath, groupname: GROUP }) as Partial<SyncDeclaration>;
  removing = await startRemovingSystem({ further }, placeIn);
});
afterAll(() => removing?.[Symbol.asyncDispose]());

/** A sync that has delivered one file, and what is attached to its document. */
async function deliver(more: Partial<SyncDeclaration> = {}) {
  const synced = await removing.sync(['house.ifc'], more);
  const { platform, system } = removing;
  const attached = async () => {
    const { attachments } = await platform.state<FilesState>();
    return attachments.filter(({ filepath }) => filepath === synced.place);
  };
  return {
    ...synced,
    attached,
    first: (await attached())[0]?.id ?? '',
    asked: async (endpoint: string) => (await platform.log()).filter((line) => line.endpoint === endpoint).length,
    async change(content = AFTER) {
      await synced.write('house.ifc', content);
      const run = await synced.run();
      const ids = run.ingestions;
      return { run, ingestion: await system.client.get(ids.at(-1) ?? '') };
    },
    async remembered() {
      for await (const { id } of system.client.syncs.export(synced.name)) return id;
      return undefined;
    },
  };
}

async function calling<T>(work: (client: IuapFilesClient) => Promise<T>): Promise<T> {
  const client = createIuapFilesClient(settingsFor(removing.platform.url));
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

const textOf = (content: string) => md5Of(Buffer.from(content));

describe('a file that changed at its source', () => {
  it.each([{}, { direct: true }])('takes the place of what the sync attached, by its id: %o', async (how) => {
    const { attached, first, change, remembered } = await deliver(how);
    const { run, ingestion } = await change();

    expect(run).toMatchObject({ status: 'completed', changed: 1, failed: [] });
    expect(await attached()).toMatchObject([{ id: first, filename: 'house.ifc', md5: textOf(AFTER) }]);
    expect(ingestion.files).toMatchObject([{ fileId: first }]);
    expect(ingestion.files[0]?.notes).toBeUndefined();
    expect(await remembered()).toBe(first);
  });

  it('is found where it was renamed, and gets its name again', async () => {
    const { attached, first, change } = await deliver();
    await calling((client) => client.update({ id: first, filename: 'renamed.ifc' }));
    const { run } = await change();

    expect(run).toMatchObject({ status: 'completed', changed: 1 });
    expect(await attached()).toMatchObject([{ id: first, filename: 'house.ifc', md5: textOf(AFTER) }]);
  });

  it('is attached anew where that is gone, and told', async () => {
    const { attached, first, change, remembered } = await deliver();
    await calling((client) => client.delete(first));
    const { run, ingestion } = await change();

    expect(run).toMatchObject({ status: 'completed', changed: 1 });
    const [present, ...others] = await attached();
    expect(others).toEqual([]);
    expect(present).toMatchObject({ filename: 'house.ifc', md5: textOf(AFTER) });
    expect(ingestion.files[0]?.notes).toEqual([expect.stringContaining(first)]);
    expect(await remembered()).toBe(present?.id);
  });

  it.each<[string, (client: IuapFilesClient, first: string) => Promise<void>]>([
    ['gone', (client, first) => client.delete(first)],
    ['renamed', (client, first) => client.update({ id: first, filename: 'renamed.ifc' })],
  ])('lets alone what another has attached under its name, where ours is %s', async (_how, lose) => {
    const { attached, first, place, change } = await deliver();
    const other = await calling(async (client) => {
      await lose(client, first);
      const foreign = fileOf('house.ifc', 'of another');
      return await client.upload({ filepath: place, groupname: GROUP, ...foreign });
    });
    const { run } = await change();

    expect(run).toMatchObject({ status: 'failed', failed: [{ path: 'house.ifc', error: { type: 'AlreadyExists' } }] });
    expect(run.failed[0]?.error.message).toContain(other.id);
    expect(run.failed[0]?.error.message).toContain(first);
    const md5s = new Map((await attached()).map(({ id, md5 }) => [id, md5]));
    expect(md5s.get(other.id)).toBe(textOf('of another'));
    expect(md5s.get(first) ?? textOf(BEFORE)).toBe(textOf(BEFORE));
  });

  it.each<[Fault, number]>([
    [{ kind: 'cut-after', times: 1 }, 1],
    [{ kind: 'html', effect: true, times: 1 }, 1],
    [{ kind: 'cut-before', times: 1 }, 2],
  ])('is compared with what is there after an answer that was lost: %o', async (fault, calls) => {
    const { attached, first, change, asked } = await deliver();
    const before = await asked('replace');
    await removing.platform.fault({ match: { endpoint: 'replace' }, ...fault });
    const { run } = await change();
    await removing.platform.clearFaults();

    expect(run).toMatchObject({ status: 'completed', changed: 1 });
    expect(await attached()).toMatchObject([{ id: first, md5: textOf(AFTER) }]);
    expect((await asked('replace')) - before).toBe(calls);
  });
});
