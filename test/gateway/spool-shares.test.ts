import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bytes, lying, makeSpool, named, patch, problemOf, TUS } from './tus-calls.ts';

const SHARE = { maxBytes: 1000, maxFiles: 4, maxUploads: 2 };

/** The calls of one caller. */
function as(caller: string, endpoint: string) {
  const own = { ...TUS, 'x-caller': caller };
  const create = (length: Record<string, string>) =>
    fetch(endpoint, { method: 'POST', headers: { ...own, ...named('a.ifc'), ...length } });
  const sized = (size: number) => create({ 'Upload-Length': String(size) });
  return {
    own,
    sized,
    deferred: () => create({ 'Upload-Defer-Length': '1' }),
    async file(size: number): Promise<string> {
      const url = new URL((await sized(size)).headers.get('location') ?? '', endpoint).href;
      const sent = await patch(url, 0, bytes(size), { 'x-caller': caller });
      return decodeURIComponent(sent.headers.get('modelrail-source') ?? '');
    },
  };
}

describe('the share of one caller', () => {
  test('ends with the bytes that it declares, though none has come', async () => {
    const { endpoint, spool } = await makeSpool({ share: SHARE });
    const greedy = as('greedy', endpoint);
    expect((await greedy.sized(900)).status).toBe(201);
    const refused = await greedy.sized(101);
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await problemOf(refused)).toMatchObject({ status: 429, detail: expect.stringContaining('your share') });
    expect((await as('other', endpoint).sized(1000)).status).toBe(201);
    expect(spool.usage()).toEqual({ files: 2, bytes: 1900 });
  });

  test('ends with bytes of an upload that declares none', async () => {
    const { endpoint } = await makeSpool({ share: SHARE });
    const created = await as('greedy', endpoint).deferred();
    const url = new URL(created.headers.get('location') ?? '', endpoint).href;
    const refused = await patch(url, 0, bytes(1001), { 'x-caller': 'greedy' });
    expect(await problemOf(refused)).toMatchObject({ status: 429, detail: expect.stringContaining('your share') });
  });

  test('ends with its uploads that are unfinished', async () => {
    const { endpoint } = await makeSpool({ share: SHARE });
    const greedy = as('greedy', endpoint);
    const statuses = await Promise.all([greedy.deferred(), greedy.deferred(), greedy.deferred()]);
    expect(statuses.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 201, 429]);
    expect((await as('other', endpoint).deferred()).status).toBe(201);
  });

  test('ends with its files, however small', async () => {
    const { endpoint, spool } = await makeSpool({ share: SHARE });
    const greedy = as('greedy', endpoint);
    const sources = [await greedy.file(1), await greedy.file(1), await greedy.file(1), await greedy.file(1)];
    const refused = await greedy.sized(1);
    expect(await problemOf(refused)).toMatchObject({ status: 429, detail: expect.stringContaining('4 files') });
    expect(await as('other', endpoint).file(1)).not.toBe('');
    await spool.discard(basename(dirname(sources[0] ?? '')));
    expect(await greedy.file(1)).not.toBe('');
  });
});

describe('a file of another caller', () => {
  test('is not there: it is not shown, not appended to, not removed', async () => {
    const { endpoint, spool } = await makeSpool();
    const created = await as('sender', endpoint).sized(10);
    const url = new URL(created.headers.get('location') ?? '', endpoint).href;
    const { own } = as('other', endpoint);
    expect(await problemOf(await fetch(url, { headers: own }))).toMatchObject({ status: 404, type: 'NotFound' });
    expect((await fetch(url, { method: 'HEAD', headers: own })).status).toBe(404);
    expect((await patch(url, 0, 'hello', own)).status).toBe(404);
    expect((await fetch(url, { method: 'DELETE', headers: own })).status).toBe(404);
    expect((await lying(spool.options.folder)).length).toBe(2);
    const sender = as('sender', endpoint).own;
    expect((await patch(url, 0, bytes(10), sender)).status).toBe(204);
    expect((await fetch(url, { method: 'DELETE', headers: sender })).status).toBe(204);
  });

  test('is no source, in the words for one that is gone, also for a later process', async () => {
    const { endpoint, spool } = await makeSpool();
    const source = await as('sender', endpoint).file(10);
    const gone = join(dirname(dirname(source)), '0'.repeat(32), 'a.ifc');
    await spool.close();
    const later = (await makeSpool({ folder: spool.options.folder })).spool;
    expect(await later.check(source, 'sender')).toBe(true);
    for (const path of [source, gone]) {
      const refusal = { type: 'SourceNotFound', message: `${path} no longer exists: send the file again` };
      await expect(later.check(path, 'other')).rejects.toMatchObject(refusal);
      await expect(later.claim(path, 'i-1', 'other')).rejects.toMatchObject(refusal);
    }
  });
});
