import { expect, test } from 'vitest';
import { hasContent } from '../../../activities/iuap-files/content.ts';
import { createListings } from '../../../activities/iuap-files/listings.ts';
import { createFileRemover } from '../../../activities/iuap-files/removal.ts';
import { createAttachReport } from '../../../activities/iuap-files/report.ts';
import { fileOf, md5Of, startFiles, startStub } from '../../platforms/iuap-files/support.ts';

const PLACE = { filepath: 'f', groupname: 'g' };
const { signal } = new AbortController();
const calls = { signal, call: <T>(ask: () => Promise<T>) => ask() };

test('what is there is told from another content by its size, then by its bytes', async () => {
  const { client, control } = await startFiles();
  const attachment = await client.upload({ ...PLACE, ...fileOf('a.ifc', 'content') });
  const md5 = md5Of(Buffer.from('content'));
  const fetched = async () => (await control.log()).filter(({ endpoint }) => endpoint === 'download').length;
  expect(await hasContent(client, attachment, { md5, size: 8 }, signal)).toBe(false);
  expect(await fetched()).toBe(0);
  expect(await hasContent(client, attachment, { md5, size: 7 }, signal)).toBe(true);
  expect(await hasContent(client, attachment, { md5: md5Of(Buffer.from('CONTENT')), size: 7 }, signal)).toBe(false);
  await expect.poll(fetched).toBe(2);
});

test('bytes that are fewer than the service says decide nothing', async () => {
  const { client } = await startStub({ body: 'cont', headers: { 'content-disposition': 'attachment' } });
  const attachment = { ...PLACE, id: 'a', name: 'a.ifc', sizeText: '7Byte(s)', url: '', uploadedAt: '' };
  const content = { md5: md5Of(Buffer.from('content')), size: 7 };
  await expect(hasContent(client, attachment, content, signal)).rejects.toMatchObject({
    type: 'UnexpectedResponse',
    isRetryable: true,
  });
});

test('a group is asked for once, however many of its files there are', async () => {
  const { client, control } = await startFiles();
  await client.upload({ ...PLACE, ...fileOf('a.ifc', 'x') });
  const listings = createListings(client, signal);
  const names = async () => [...(await listings.of(PLACE)).byName.keys()];
  expect(await Promise.all([names(), names(), names()])).toEqual([['a.ifc'], ['a.ifc'], ['a.ifc']]);
  expect((await control.log()).filter(({ endpoint }) => endpoint === 'query')).toHaveLength(1);
});

test('an attachment is deleted by its id wherever it is, and one that is gone is gone', async () => {
  const { client, state } = await startFiles();
  const { id } = await client.upload({ ...PLACE, ...fileOf('a.ifc', 'x') });
  const other = await client.upload({ ...PLACE, groupname: 'h', ...fileOf('a.ifc', 'x') });
  await client.updateBatch({ ids: [id], filepath: 'elsewhere' });
  const remove = createFileRemover({ client }, calls);
  const file = { name: 'a.ifc', id, hash: md5Of(Buffer.from('x')), size: 1 };
  await remove(file, { platform: 'files', files: [] });
  await remove(file, { platform: 'files', files: [] });
  expect((await state()).attachments.map((one) => one.id)).toEqual([other.id]);
});

test('a page in place of the service says nothing of what was deleted', async () => {
  const { client } = await startStub({ status: 404, body: '<html>404</html>' });
  const remove = createFileRemover({ client }, calls);
  const file = { name: 'a.ifc', id: 'a', hash: '', size: 1 };
  await expect(remove(file, { platform: 'files', files: [] })).rejects.toMatchObject({ isRetryable: true });
});

test('a doubt is told to the next attempt, and is no progress', () => {
  const told: Record<string, unknown>[] = [];
  const report = (details: Record<string, unknown> | (() => Record<string, unknown>)) => {
    told.push(typeof details === 'function' ? details() : details);
  };
  const first = createAttachReport({ previous: undefined, mayHaveHappened: false, report });
  first.asked(3);
  first.doubt(3);
  expect(first.isDoubtful(4)).toBe(false);
  expect(told.at(-1)).toEqual({
    step: 'transfer',
    files: { 3: { skipped: 0, bytesSkipped: 0, sent: 0, bytesSent: 0 } },
    doubtful: { 3: true },
  });
  const second = createAttachReport({ previous: told.at(-1), mayHaveHappened: false, report });
  expect([second.isDoubtful(3), second.isDoubtful(4)]).toEqual([true, false]);
});
