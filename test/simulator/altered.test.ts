import { request } from 'node:http';
import { expect, test } from 'vitest';
import { API, type Platform, startPlatform } from './platform.ts';

const STATUS = `${API}/UploadFileStatus?hash=${'a'.repeat(32)}&totalChunks=-1`;
const ITEM = { hash: 'a'.repeat(32), status: 0, file: null, unUploadChunks: null };

async function altered(platform: Platform, alter: object) {
  await platform.fault({ kind: 'altered', times: 1, alter });
  return platform.get(STATUS);
}

test('fields of an answer are set and left out, numbers become text, the status is another', async () => {
  const platform = await startPlatform();
  const alter = { status: 403, set: { 'item.file': [{ any: 1 }], 'no.such': 1 }, drop: ['code'], textNumbers: true };
  const answer = await altered(platform, alter);
  expect(answer.status).toBe(403);
  expect(JSON.parse(answer.text)).toEqual({ item: { ...ITEM, status: '0', file: [{ any: 1 }] }, success: true });
});

test('an answer is packed, written in another character set, and its halves of characters stay', async () => {
  const platform = await startPlatform();
  // A client that unpacks by itself.
  for (const encoding of ['gzip', 'deflate', 'br']) {
    const answer = await altered(platform, { encoding });
    expect(answer.headers.get('content-encoding')).toBe(encoding);
    expect(answer.body).toMatchObject({ item: ITEM });
  }
  for (const charset of ['gb18030', 'utf-16le', 'utf-8-bom']) {
    await platform.fault({
      kind: 'altered',
      match: { endpoint: 'uploadFileStatus' },
      times: 1,
      alter: { charset, set: { item: '服务器 \ud83d' } },
    });
    const bytes = await bytesOf(platform, STATUS);
    const text = new TextDecoder(charset.replace('-bom', '')).decode(bytes);
    expect(text).toBe(String.raw`{"item":"服务器 \ud83d","success":true,"code":200}`);
  }
});

test('100 Continue comes before the answer', async () => {
  const platform = await startPlatform();
  await platform.fault({ kind: 'altered', match: { endpoint: 'uploadFileStatus' }, times: 1, alter: { interim: 2 } });
  let continues = 0;
  await bytesOf(platform, STATUS, () => {
    continues += 1;
  });
  expect(continues).toBe(2);
});

async function bytesOf(platform: Platform, path: string, onContinue = (): void => undefined): Promise<Buffer> {
  const authorization = `Bearer ${await platform.logIn()}`;
  return new Promise((resolve, reject) => {
    const sending = request(`${platform.url}${path}`, { headers: { authorization } }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      resolve(Buffer.concat(chunks));
    });
    sending.on('continue', onContinue).on('error', reject).end();
  });
}
