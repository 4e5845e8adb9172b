import { expect, test } from 'vitest';
import type { ModelrailError } from '../../../lib/errors.ts';
import { endpoints } from '../../../platforms/longyan-disk/endpoints.ts';
import { pseudoRandomBytes } from '../../support/model-files.ts';
import { bodyOf, md5Of, sendPart, startDisk } from './support.ts';

const METADATA = { periodId: 'PER0001', subjectId: 'SUB0001' };
const PLACE = { ownerType: '0', parentId: '0', resSource: '0', resForm: '1' } as const;

test('every call of the manual is made and answered', async () => {
  const { client, control, state } = await startDisk();
  const content = pseudoRandomBytes(3_000, 1);

  const periods = await client.queryPeriods({});
  const subjects = await client.querySubjects({ periodId: 'PER0001' });
  const editions = await client.queryEditions({ ...METADATA, gradeId: 'GRA0001' });
  const volumes = await client.queryVolumes({ ...METADATA, editionId: 'EDI0001' });
  const textbooks = await client.queryTextbooks({ ...METADATA, volumeId: 'VOL0002' });
  const chapters = await client.queryChapters('TEX0002');
  const { dirId } = await client.createFolder({ parentId: '0', ownerType: '0', dirName: '春季 学期+1' });
  const { fid } = await client.uploadify({ name: '春晓 (终版).docx', content: bodyOf(content) });
  const begun = await client.createFid({ md5: md5Of(content), size: 3_000, path: 'a/b/春晓.mp4' });
  const uncompleted = await client.uncompletedFiles();
  const half = await sendPart(client, { fid: begun.fid, name: '春晓.mp4', content }, 0, 1_000);
  const whole = await sendPart(client, { fid: begun.fid, name: '春晓.mp4', content }, 1_000);
  const { resId } = await client.createResource({
    ...PLACE,
    ...METADATA,
    fid,
    title: '春晓',
    keyword: '古诗,唐',
    intro: '“春眠不觉晓”\n第二行',
    textbookId: 'TEX0002',
    chapterIdList: ['CHA00022'],
    resTypeIdList: ['wb'],
    parentId: dirId,
    canRemoved: '1',
  });
  const listed = await client.xkzyList({ page: { curPage: 1, numPerPage: 10 }, query: { keyword: '春' } });

  expect(periods.map(({ name }) => name)).toEqual(['小学', '初中', '高中']);
  expect(subjects).toEqual([
    { id: 'SUB0001', name: '语文' },
    { id: 'SUB0002', name: '数学' },
  ]);
  expect(editions).toEqual([{ id: 'EDI0001', name: '人教版' }]);
  expect(volumes.map(({ id }) => id)).toEqual(['VOL0001', 'VOL0002']);
  expect(textbooks).toEqual([{ id: 'TEX0002', name: '小学语文人教版一年级下册' }]);
  expect(chapters).toContainEqual({ id: 'CHA00022', title: '春晓', parentId: 'CHA00021' });
  expect(begun).toMatchObject({ position: 0, isComplete: false, size: 3_000, path: 'a/b/春晓.mp4', name: '春晓.mp4' });
  expect(uncompleted).toEqual([begun]);
  expect(half).toMatchObject({ position: 1_000, isComplete: false });
  expect(whole).toMatchObject({ position: 3_000, isComplete: true });
  expect(listed).toMatchObject({ totalCount: 1, productList: [{ productName: '春晓', resIdList: [resId] }] });
  expect(await state()).toMatchObject({
    files: [
      { name: '春晓 (终版).docx', md5: md5Of(content), length: 3_000, isComplete: true },
      { path: 'a/b/春晓.mp4', isComplete: true },
    ],
    resources: [{ resId, fid: Number(fid), title: '春晓', parentId: dirId, userId: 'demo-user', orgId: 'demo-org' }],
    folders: [{ dirId, dirName: '春季 学期+1' }],
  });
  const asked = new Set((await control.log()).map(({ endpoint }) => endpoint));
  expect(asked).toEqual(new Set(Object.keys(endpoints)));
});

test('a call whose parameters no header has room for is not made', async () => {
  const { client, control } = await startDisk();
  const folder = { parentId: '0', ownerType: '0', dirName: '夹'.repeat(2_000) } as const;
  await expect(client.createFolder(folder)).rejects.toMatchObject({
    type: 'InvalidRequest',
    message: expect.stringContaining('too long'),
  });
  expect(await control.requests()).toBe(0);
});

test('the digits of a signature are taken where the platform wants them in upper-case hex', async () => {
  const signatureEncoding = 'hex-upper';
  const { client } = await startDisk({ signatureEncoding }, { signatureEncoding });
  expect(await client.uncompletedFiles()).toEqual([]);
});

test.each([
  ['secretKey', 'another-key', '鉴权失败：签名错误'],
  ['apiKey', 'another-key', '鉴权失败：apikey无效'],
  ['appKey', 'another-key', 'appId或appKey无效'],
])('a wrong %s is told as such, without the key', async (key, value, words) => {
  const { client } = await startDisk({}, { [key]: value });
  const said = await client.uncompletedFiles().catch((error: ModelrailError) => [error.type, error.message].join());
  expect(said).toMatch(/^Authentication,/);
  expect(said).toContain(words);
  expect(said).not.toContain(value);
});

test('a part is taken only where the platform wants it, and the upload goes on from there', async () => {
  const { client, state } = await startDisk();
  const content = pseudoRandomBytes(2_000, 2);
  const file = { md5: md5Of(content), size: 2_000, path: 'a.mp4' };
  const { fid } = await client.createFid(file);
  const part = { fid, name: 'a.mp4', content };
  await sendPart(client, part, 0, 500);
  const refused = { type: 'PlatformRefused', isRetryable: false, refusal: '文件位置错误：应为500' };

  await expect(sendPart(client, part, 0, 500)).rejects.toMatchObject(refused);
  await expect(sendPart(client, part, 600)).rejects.toMatchObject(refused);
  expect(await client.createFid({ ...file, path: 'elsewhere/b.mp4' })).toMatchObject({ fid, position: 500 });
  await sendPart(client, part, 500);
  expect(await client.createFid(file)).toMatchObject({ fid, position: 2_000, isComplete: true });
  expect(await client.uncompletedFiles()).toEqual([]);
  expect((await state()).files).toMatchObject([{ md5: md5Of(content), isComplete: true }]);
});

test('a content that has not the MD5 that was announced begins anew', async () => {
  const { client } = await startDisk();
  const content = pseudoRandomBytes(100, 3);
  const md5 = md5Of(Buffer.from('other'));
  const { fid } = await client.createFid({ md5, size: 100, path: 'a.mp4' });
  await expect(sendPart(client, { fid, name: 'a.mp4', content, md5 }, 0)).rejects.toMatchObject({
    type: 'PlatformRefused',
    refusal: '文件MD5校验失败',
  });
  expect(await client.createFid({ md5, size: 100, path: 'a.mp4' })).toMatchObject({
    fid,
    position: 0,
    isComplete: false,
  });
});

test.each([false, true])('a part that is cut counts as far as it came or not at all: %s', async (keepsCutParts) => {
  const { client, control } = await startDisk({ keepsCutParts });
  const content = pseudoRandomBytes(300_000, 4);
  const { fid } = await client.createFid({ md5: md5Of(content), size: 300_000, path: 'a.mp4' });
  const parts = client.prepareParts({ fid, name: 'a.mp4', md5: md5Of(content), size: 300_000 });
  const buffer = Buffer.alloc(parts.headRoomBytes + 300_000 + parts.tailBytes);
  content.copy(buffer, parts.headRoomBytes);
  const { body, contentType, fields } = parts.frame(buffer, parts.headRoomBytes, 300_000, 0);
  const stop = new AbortController();
  const cut = {
    length: body.length,
    async *open() {
      yield body.subarray(0, 200_000);
      await untilTaken();
      stop.abort(new Error('cut'));
    },
  };
  // What came is on its way to the disk: the platform says so as soon as the request has ended.
  const untilTaken = () => new Promise<void>((resolve) => setImmediate(resolve));
  await expect(client.fileResume({ body: cut, contentType, fields }, stop.signal)).rejects.toThrow('cut');
  const patience = { timeout: 30_000 };
  await expect
    .poll(async () => (await control.log()).filter(({ endpoint }) => endpoint === 'fileResume').length, patience)
    .toBe(1);
  // While what came is being stored, the file is busy.
  const rest = async () => {
    const { position } = await client.createFid({ md5: md5Of(content), size: 300_000, path: 'a.mp4' });
    const sent = sendPart(client, { fid, name: 'a.mp4', content }, position);
    const words = await sent.then(
      () => 'taken',
      ({ refusal }: ModelrailError) => refusal,
    );
    return { words, isFromStart: position === 0, isWhole: position === 300_000 };
  };
  const expected = { words: 'taken', isWhole: false, ...(keepsCutParts ? {} : { isFromStart: true }) };
  await expect.poll(rest, patience).toMatchObject(expected);
  expect(await client.createFid({ md5: md5Of(content), size: 300_000, path: 'a.mp4' })).toMatchObject({
    isComplete: true,
  });
});

test.each([
  ['an unknown file', { fid: '1' }, 'PlatformRefused', '附件无效'],
  ['an unknown subject', { subjectId: '语文' }, 'PlatformRefused', 'subjectId'],
  ['a folder that is not there', { parentId: 'nowhere' }, 'NotFound', '上级目录不存在'],
  ['a group without its id', { ownerType: '1' }, 'PlatformRefused', 'groupId'],
] as const)('a resource with %s is refused in the platform’s words', async (_what, change, type, words) => {
  const { client } = await startDisk();
  const { fid } = await client.uploadify({ name: 'a.txt', content: bodyOf(Buffer.from('x')) });
  const made = client.createResource({ ...PLACE, ...METADATA, fid, title: 't', ...change });
  await expect(made).rejects.toMatchObject({ type, outcomeUnknown: false, message: expect.stringContaining(words) });
});

test('a folder of a name that is taken exists already', async () => {
  const { client } = await startDisk();
  const folder = { parentId: '0', ownerType: '0', dirName: 'a' } as const;
  await client.createFolder(folder);
  await expect(client.createFolder(folder)).rejects.toMatchObject({ type: 'AlreadyExists' });
});

test('a file above 50 MiB is refused by the call for whole files', async () => {
  const { client } = await startDisk();
  const content = {
    length: 50 * 1024 * 1024 + 1,
    async *open() {
      const piece = Buffer.alloc(1024 * 1024);
      for (let count = 0; count < 50; count += 1) yield piece;
      yield Buffer.alloc(1);
    },
  };
  await expect(client.uploadify({ name: 'a.mp4', content })).rejects.toMatchObject({ type: 'PlatformRefused' });
});
