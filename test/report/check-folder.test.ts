import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
// The built ones: the thread that hashes is a file of its own, which Node cannot run before it is compiled.
import { createHasher, type Hasher } from '../../dist/lib/hashing/hasher.js';
import { checkFolder } from '../../dist/lib/report/check-folder.js';
import { compareWithPaper } from '../../lib/report/compare.ts';
import type { PaperFile } from '../../lib/report/paper.ts';
import { md5 } from '../support/model-files.ts';

let hasher: Hasher;
let folder: string;
let paperPath: string;

beforeAll(() => {
  hasher = createHasher({ threads: 1 });
});
afterAll(() => hasher.close());

beforeEach(async () => {
  const root = await mkdtemp(join(tmpdir(), 'modelrail-check-'));
  onTestFinished(() => rm(root, { recursive: true }));
  folder = join(root, 'handed-over');
  await mkdir(folder);
  paperPath = join(folder, 'paper.html');
  await writeFile(paperPath, 'the paper');
});

async function write(path: string, content: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), content);
}

/** A file on the paper, with this content. */
function onPaper(name: string, content: string, more: Partial<PaperFile> = {}): PaperFile {
  const bytes = Buffer.from(content);
  return {
    ingestion: 'i',
    name,
    source: `/models/${name}`,
    size: bytes.length,
    md5: md5(bytes),
    isDelivered: true,
    ...more,
  };
}

async function check(...files: PaperFile[]) {
  const { signal } = new AbortController();
  const seen: [number, number][] = [];
  const paper = { format: 'json' as const, files };
  const onProgress = (bytes: number, total: number) => void seen.push([bytes, total]);
  return await checkFolder({ paper, paperPath, folder, hasher, signal, onProgress });
}

/** The states by name, or by path where that says more. */
async function states(...files: PaperFile[]): Promise<string[]> {
  return (await check(...files)).files.map(({ state, path, name }) => `${state} ${path ?? name}`);
}

describe('a folder', () => {
  test('that has what is on the paper agrees, the paper in it included', async () => {
    await write('a.ifc', 'A');
    await write('b/b.ifc', 'B');
    await write('b/empty.ifc', '');
    await write('.DS_Store', 'x');
    await write('b/Thumbs.db', 'x');
    expect(await states(onPaper('a.ifc', 'A'), onPaper('b.ifc', 'B'), onPaper('empty.ifc', ''))).toEqual([
      'same a.ifc',
      'same b/b.ifc',
      'same b/empty.ifc',
    ]);
  });

  test('shows what was altered, is missing, and is one too many', async () => {
    await write('same-size.ifc', 'B');
    await write('longer.ifc', 'AA');
    await write('more.ifc', 'M');
    const { files } = await check(onPaper('same-size.ifc', 'A'), onPaper('longer.ifc', 'A'), onPaper('gone.ifc', 'G'));
    expect(files).toMatchObject([
      {
        state: 'altered',
        path: 'same-size.ifc',
        expected: { md5: md5(Buffer.from('A')) },
        found: { md5: md5(Buffer.from('B')) },
      },
      { state: 'altered', path: 'longer.ifc', expected: { size: 1 }, found: { size: 2 } },
      { state: 'missing', name: 'gone.ifc' },
      { state: 'extra', path: 'more.ifc' },
    ]);
    expect(files[2]).not.toHaveProperty('path');
  });

  test('whose file was renamed says where its content is', async () => {
    await write('new.ifc', 'A');
    expect((await check(onPaper('old.ifc', 'A'))).files).toMatchObject([
      { state: 'missing', name: 'old.ifc', foundAs: 'new.ifc' },
      { state: 'extra', path: 'new.ifc', contentOf: 'old.ifc' },
    ]);
  });

  test('of files with one name is judged by content, then by place', async () => {
    await write('east/model.ifc', 'E');
    await write('west/model.ifc', 'changed');
    await write('copy/model.ifc', 'E');
    const files = ['east', 'west', 'north'].map((place) =>
      onPaper('model.ifc', place[0]?.toUpperCase() ?? '', { source: `/models/${place}/model.ifc` }),
    );
    expect(await states(...files)).toEqual(['same east/model.ifc', 'altered west/model.ifc', 'missing model.ifc']);
  });

  test('may have a file under the name of its source', async () => {
    await write('h1.ifc', 'A');
    expect(await states(onPaper('一号楼.ifc', 'A', { source: 'C:\\models\\h1.ifc' }))).toEqual(['same h1.ifc']);
  });

  test('may write a name with composed or with decomposed letters', async () => {
    await write('Büro.ifc'.normalize('NFD'), 'A');
    expect(await states(onPaper('Büro.ifc'.normalize('NFC'), 'A'))).toEqual([`same ${'Büro.ifc'.normalize('NFD')}`]);
  });

  test('is compared by SHA-256 where the paper has it', async () => {
    await write('a.ifc', 'A');
    const sha256 = createHash('sha256').update('A').digest('hex');
    expect(await states(onPaper('a.ifc', 'A', { sha256 }))).toEqual(['same a.ifc']);
    expect(await states(onPaper('a.ifc', 'A', { sha256: 'f'.repeat(64) }))).toEqual(['altered a.ifc']);
  });

  test('does not need a file that was not delivered, and compares it when it is there', async () => {
    const failed = { isDelivered: false };
    expect(await states(onPaper('a.ifc', 'A', failed))).toEqual([]);
    await write('a.ifc', 'B');
    expect(await states(onPaper('a.ifc', 'A', failed))).toEqual(['altered a.ifc']);
  });

  test('has files of which the paper has no checksum', async () => {
    await write('url.ifc', 'A');
    const { md5: _, size: __, ...unknown } = onPaper('url.ifc', 'A');
    expect(await states(unknown)).toEqual(['unchecked url.ifc']);
  });

  test('may hold the same report in other formats, and no other file of such a name', async () => {
    await write('paper.json', JSON.stringify({ report: 1, madeAt: '2026-11-30T00:00:00Z', ingestions: [] }));
    await write('list.csv', 'a,b\r\n1,2\r\n');
    await write('cloud.json', '');
    await truncate(join(folder, 'cloud.json'), 2 ** 33);
    const { files, papers } = await check();
    expect(papers).toEqual(['paper.json']);
    expect(files.map(({ path }) => path)).toEqual(['cloud.json', 'list.csv']);
  });

  test('has its links to files followed, and those to folders told', async () => {
    await write('../elsewhere/a.ifc', 'A');
    await symlink(join(folder, '..', 'elsewhere', 'a.ifc'), join(folder, 'a.ifc'));
    await symlink(join(folder, '..', 'elsewhere'), join(folder, 'more'));
    await symlink(join(folder, 'nowhere'), join(folder, 'broken.ifc'));
    const { files, links } = await check(onPaper('a.ifc', 'A'));
    expect([files.map(({ state }) => state), links]).toEqual([['same'], ['more']]);
  });

  test('has files that cannot be read, which are neither the same nor altered', async () => {
    const listing = { files: [{ path: 'a.ifc', size: 1 }], links: [] };
    const error = { type: 'SourceNotAllowed', message: 'a.ifc may not be read by this user' } as const;
    expect(await compareWithPaper([onPaper('a.ifc', 'A')], listing, () => Promise.resolve({ error }))).toMatchObject([
      { state: 'unreadable', path: 'a.ifc', error },
    ]);
  });

  test('with 2,000 files is read file by file', async () => {
    const files = Array.from({ length: 2_000 }, (_, n) => onPaper(`${n}.ifc`, `content ${n}`));
    for (let n = 0; n < 2_000; n += 1) await write(`${n % 7}/${n}.ifc`, `content ${n === 1_234 ? 'x' : n}`);
    const found = await states(...files);
    expect(found.filter((line) => !line.startsWith('same'))).toEqual(['altered 2/1234.ifc']);
    expect(found).toHaveLength(2_000);
  });
});
