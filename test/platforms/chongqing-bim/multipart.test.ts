import { fc, test } from '@fast-check/vitest';
import { Response } from 'undici';
import { expect } from 'vitest';
import { extensionOf } from '../../../contracts/chongqing-bim/file-name.ts';
import { prepareUpload, type UploadFile } from '../../../platforms/chongqing-bim/multipart.ts';

const settings = { fileField: 'file', firstChunkNumber: 1 };
const file: UploadFile = {
  name: 'house.rvt',
  hash: 'A'.repeat(32),
  size: 10,
  totalChunks: 2,
  tags: ['500103', 'BUILDING'],
};

/** Reads a body with a parser that is not ours. */
async function parse(body: Buffer, contentType: string) {
  const form = await new Response(body, { headers: { 'content-type': contentType } }).formData();
  return [...form.entries()];
}

function frameOf(upload: ReturnType<typeof prepareUpload>, data: Buffer, chunkNumber: number): Buffer {
  const buffer = Buffer.alloc(upload.headRoomBytes + data.length + upload.tailBytes);
  data.copy(buffer, upload.headRoomBytes);
  return upload.frame(buffer, upload.headRoomBytes, data.length, chunkNumber);
}

test('a chunk has the fields of the manual in its order, and the bytes', async () => {
  const upload = prepareUpload(file, settings);
  const entries = await parse(frameOf(upload, Buffer.from('12345'), 2), upload.contentType);
  expect(entries.slice(0, -1)).toEqual([
    ['fileName', 'house.rvt'],
    ['fileExtention', '.rvt'],
    ['fileHash', 'a'.repeat(32)],
    ['fileSize', '10'],
    ['totalChunks', '2'],
    ['chunkNumber', '2'],
    ['currentChunkSize', '5'],
    ['tags', '500103'],
    ['tags', 'BUILDING'],
  ]);
  const [name, part] = entries.at(-1) ?? [];
  expect(name).toBe('file');
  expect(part).toMatchObject({ name: 'house.rvt', type: 'application/octet-stream', size: 5 });
});

test('the merge has chunk number -1, size 0 and no file', async () => {
  const upload = prepareUpload(file, settings);
  const entries = await parse(upload.mergeBody(), upload.contentType);
  expect(entries.slice(5)).toEqual([
    ['chunkNumber', '-1'],
    ['currentChunkSize', '0'],
    ['tags', '500103'],
    ['tags', 'BUILDING'],
  ]);
});

test.each([
  [undefined, []],
  ['', [['tags', '']]],
  ['[]', [['tags', '[]']]],
])('without tags and with tagsWhenEmpty %j the tags are %j', async (tagsWhenEmpty, expected) => {
  const upload = prepareUpload(
    { ...file, tags: [] },
    { ...settings, ...(tagsWhenEmpty === undefined ? {} : { tagsWhenEmpty }) },
  );
  const entries = await parse(frameOf(upload, Buffer.from('1'), 1), upload.contentType);
  expect(entries.filter(([name]) => name === 'tags')).toEqual(expected);
});

test('the part with the bytes is named by its setting', async () => {
  const upload = prepareUpload(file, { ...settings, fileField: 'fileData' });
  const entries = await parse(frameOf(upload, Buffer.from('1'), 1), upload.contentType);
  expect(entries.at(-1)?.[0]).toBe('fileData');
});

test.each([
  ['house.rvt', '.rvt'],
  ['重庆建工职学院-建筑建模.RVT', '.RVT'],
  ['a.b.ifc', '.ifc'],
  ['README', ''],
  ['.rvt', ''],
  ['odd.', ''],
  ['', ''],
])('the extension of %j is %j', (name, extension) => {
  expect(extensionOf(name)).toBe(extension);
});

const fileName = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }),
  fc.constantFrom(
    '重庆 模型.rvt',
    '建物モデル.ifc',
    '🏠👩‍👩‍👧.rvt',
    'a"b.rvt',
    'a\r\nb.rvt',
    'a\\b.rvt',
    'é;x=1.rvt',
    '模'.repeat(85),
    'x'.repeat(255),
  ),
);

test.prop([
  fileName,
  fc.array(fc.string({ unit: 'grapheme', maxLength: 20 }), { maxLength: 4 }),
  fc.uint8Array({ minLength: 1, maxLength: 300 }),
  fc.integer({ min: 1, max: 99_999 }),
  fc.integer({ min: 0, max: 50 }),
])(
  'any name, tags and bytes come out as they went in, and nothing around them is touched',
  async (name, tags, bytes, chunkNumber, extra) => {
    const data = Buffer.from(bytes);
    const upload = prepareUpload({ ...file, name, tags, size: 300, totalChunks: 99_999 }, settings);
    const dataStart = upload.headRoomBytes + extra;
    const buffer = Buffer.alloc(dataStart + data.length + upload.tailBytes + extra, 0xee);
    data.copy(buffer, dataStart);
    const body = upload.frame(buffer, dataStart, data.length, chunkNumber);

    expect(body.buffer).toBe(buffer.buffer);
    const start = body.byteOffset - buffer.byteOffset;
    expect(buffer.subarray(0, start).every((byte) => byte === 0xee)).toBe(true);
    expect(buffer.subarray(start + body.length).every((byte) => byte === 0xee)).toBe(true);

    const entries = await parse(body, upload.contentType);
    const fields = entries.filter(([, value]) => typeof value === 'string');
    expect(Object.fromEntries(fields)).toMatchObject({ fileName: name, chunkNumber: String(chunkNumber) });
    expect(entries.filter(([key]) => key === 'tags').map(([, value]) => value)).toEqual(tags);
    const part = entries.at(-1)?.[1];
    if (part === undefined || typeof part === 'string') throw new Error('the last part is no file');
    // A name that looks like an escape already cannot be told from one; the field fileName has it exactly.
    if (!/%(22|0D|0A)/i.test(name)) expect(part.name).toBe(name);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(data);
  },
);

test('a buffer without room is refused before anything is written', () => {
  const upload = prepareUpload(file, settings);
  const buffer = Buffer.alloc(upload.headRoomBytes + 5 + upload.tailBytes, 0xee);
  expect(() => upload.frame(buffer, upload.headRoomBytes - 5, 5, 1)).toThrow(RangeError);
  expect(() => upload.frame(buffer, upload.headRoomBytes, 6, 1)).toThrow(RangeError);
  expect(buffer.every((byte) => byte === 0xee)).toBe(true);
});

test('the head room is enough for the last chunk of the largest file', () => {
  const size = 4 * 1024 ** 4;
  const upload = prepareUpload({ ...file, size, totalChunks: 1_048_576 }, settings);
  const buffer = Buffer.alloc(upload.headRoomBytes + 10 + upload.tailBytes);
  expect(() => upload.frame(buffer, upload.headRoomBytes, 10, 1_048_576)).not.toThrow();
});

test('a hash that is none is refused before any call', () => {
  expect(() => prepareUpload({ ...file, hash: 'xyz' }, settings)).toThrow(
    expect.objectContaining({ type: 'InvalidRequest', message: expect.stringContaining('fileHash') }),
  );
});

test('every file has a boundary of its own', () => {
  expect(prepareUpload(file, settings).contentType).not.toBe(prepareUpload(file, settings).contentType);
});
