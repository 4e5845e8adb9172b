import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rename, rm, stat, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ModelrailError } from '../../lib/errors.ts';
import { createLocalSources } from '../../lib/sources/local-sources.ts';
import { isSameStamp } from '../../lib/sources/source.ts';

const folder = await mkdtemp(join(tmpdir(), 'modelrail-sources-'));
afterAll(() => rm(folder, { recursive: true }));

const root = join(folder, 'models');
const outside = join(folder, 'models2');
await mkdir(join(root, 'inner'), { recursive: true });
await mkdir(outside);

async function put(path: string, content = 'ISO-10303-21;'): Promise<string> {
  await writeFile(path, content);
  return path;
}

const house = await put(join(root, 'inner', 'house.ifc'), 'ISO-10303-21;END-ISO-10303-21;');
const secret = await put(join(outside, 'secret.ifc'));
const sources = createLocalSources({ roots: [root] });

/** How every way to a file ends: they must agree. */
async function waysTo(source: string, from = sources): Promise<string[]> {
  const ways = [
    () => from.inspect(source),
    () => from.stamp({ source }),
    () => from.content({ source }),
    async () => (await from.open({ source })).close(),
  ];
  return Promise.all(
    ways.map(async (way) => {
      try {
        await way();
        return 'ok';
      } catch (error) {
        if (error instanceof ModelrailError) return `${error.type}: ${error.message}`;
        throw error;
      }
    }),
  );
}

const allOf = (end: string) => [end, end, end, end];

describe('a file below a root', () => {
  test('is read', async () => {
    expect(await waysTo(house)).toEqual(allOf('ok'));
    expect(await sources.inspect(house)).toEqual({ size: 30, stamp: expect.stringMatching(/^\d+:\d+$/) });
    expect(await sources.content({ source: house })).toEqual({ path: house, isRemote: false });
  });

  test('is read by a path with .. that stays below', async () => {
    expect(await waysTo(join(root, 'x').replace(/x$/, 'inner/../inner/house.ifc'))).toEqual(allOf('ok'));
  });

  test('is read by links that stay below, in file and folder', async () => {
    await symlink(house, join(root, 'link.ifc'));
    await symlink(join(root, 'inner'), join(root, 'link'));
    expect(await waysTo(join(root, 'link.ifc'))).toEqual(allOf('ok'));
    expect(await waysTo(join(root, 'link', 'house.ifc'))).toEqual(allOf('ok'));
    expect(await sources.content({ source: join(root, 'link', 'house.ifc') })).toEqual({
      path: house,
      isRemote: false,
    });
  });

  test('is read when its root is a link, by either path', async () => {
    const linked = join(folder, 'linked-root');
    await symlink(root, linked);
    const ofLink = createLocalSources({ roots: [linked] });
    expect(await waysTo(join(linked, 'inner', 'house.ifc'), ofLink)).toEqual(allOf('ok'));
    expect(await waysTo(house, ofLink)).toEqual(allOf('ok'));
    expect((await waysTo(secret, ofLink))[0]).toMatch(/^SourceNotAllowed/);
  });

  test('is read below any of several roots, one of which is not there', async () => {
    const several = createLocalSources({ roots: [join(folder, 'unplugged'), outside, root] });
    expect(await waysTo(house, several)).toEqual(allOf('ok'));
    expect(await waysTo(secret, several)).toEqual(allOf('ok'));
  });

  test('is read in the spool, which need not be there and is no root that a refusal would name', async () => {
    const id = '0'.repeat(32);
    await mkdir(join(outside, id));
    const sent = await put(join(outside, id, 'sent.ifc'));
    await put(join(outside, `${id}.json`), '{"claims":[{"ingestion":"one"}]}');
    const spooling = createLocalSources({ roots: [root], spool: outside });
    expect(await waysTo(sent, spooling)).toEqual(allOf('ok'));
    const unused = createLocalSources({ roots: [root], spool: join(folder, 'unused') });
    expect(await waysTo(house, unused)).toEqual(allOf('ok'));
    expect(await waysTo(secret, unused)).toEqual(
      allOf(`SourceNotAllowed: ${secret} is outside sources.roots: ${root}`),
    );
  });

  test('is read below the root of the disk, and below a root written with a slash at its end', async () => {
    expect(await waysTo(house, createLocalSources({ roots: ['/'] }))).toEqual(allOf('ok'));
    expect(await waysTo(house, createLocalSources({ roots: [`${root}/`] }))).toEqual(allOf('ok'));
  });

  test('may have a name of 255 bytes, and none of more', async () => {
    const name = `${'模'.repeat(83)}ab.ifc`;
    expect(Buffer.byteLength(name)).toBe(255);
    expect(await waysTo(await put(join(root, name)))).toEqual(allOf('ok'));
    const ends = await waysTo(join(root, `a${name}`));
    for (const end of ends) expect(end).toMatch(/^InvalidRequest: .* cannot be opened: the path is too long$/);
  });
});

describe('a file outside the roots', () => {
  const refusal = `is outside sources.roots: ${root}`;

  test('is refused', async () => {
    expect(await waysTo(secret)).toEqual(allOf(`SourceNotAllowed: ${secret} ${refusal}`));
    expect((await waysTo('/etc/hostname'))[0]).toMatch(/^SourceNotAllowed/);
  });

  test('is refused by a path that leaves with ..', async () => {
    const path = `${root}/inner/../../models2/secret.ifc`;
    expect(await waysTo(path)).toEqual(allOf(`SourceNotAllowed: ${path} ${refusal}`));
  });

  test('is refused by a link that leaves, of the file, of a folder, and of a link', async () => {
    await symlink(secret, join(root, 'leaves.ifc'));
    await symlink('../models2', join(root, 'leaves'));
    await symlink(join(root, 'leaves.ifc'), join(root, 'leaves-twice.ifc'));
    for (const path of ['leaves.ifc', 'leaves/secret.ifc', 'leaves-twice.ifc'].map((name) => join(root, name))) {
      expect(await waysTo(path)).toEqual(allOf(`SourceNotAllowed: ${path} ${refusal}`));
    }
  });

  test('is refused when there are no roots, or none is there', async () => {
    expect((await waysTo(house, createLocalSources({ roots: [] })))[0]).toMatch(/^SourceNotAllowed/);
    const gone = createLocalSources({ roots: [join(folder, 'unplugged')] });
    expect((await waysTo(house, gone))[0]).toMatch(/^SourceNotAllowed/);
  });
});

describe('what is no file to send', () => {
  test('a path that leads nowhere', async () => {
    const missing = join(root, 'missing.ifc');
    expect(await waysTo(missing)).toEqual(allOf(`SourceNotFound: ${missing} does not exist`));
    const below = join(house, 'below.ifc');
    expect(await waysTo(below)).toEqual(allOf(`SourceNotFound: ${below} does not exist`));
    await symlink(missing, join(root, 'dangling.ifc'));
    expect((await waysTo(join(root, 'dangling.ifc')))[0]).toMatch(/^SourceNotFound/);
  });

  test('a path that is not absolute', async () => {
    const path = relative(process.cwd(), house);
    expect(await waysTo(path)).toEqual(allOf(`InvalidRequest: ${path} is not an absolute path`));
  });

  test('links in a circle, and a name that no file can have', async () => {
    const circle = join(root, 'circle.ifc');
    await symlink(circle, circle);
    expect((await waysTo(circle))[0]).toMatch(/^InvalidRequest: .*ELOOP/);
    expect((await waysTo(join(root, 'a\0b.ifc')))[0]).toMatch(/^InvalidRequest/);
  });

  test.each(['folder', 'pipe'])('a %s', async (kind) => {
    const path = join(root, `${kind}.ifc`);
    if (kind === 'folder') await mkdir(path);
    else execFileSync('mkfifo', [path]);
    const [inspected, stamped, , opened] = await waysTo(path);
    expect([inspected, stamped, opened]).toEqual(Array(3).fill(`InvalidRequest: ${path} is not a file`));
  });

  test('an empty file', async () => {
    const path = await put(join(root, 'empty.ifc'), '');
    expect((await waysTo(path))[0]).toBe(`InvalidRequest: ${path} is empty`);
  });

  // Nothing is unreadable for root.
  test.skipIf(process.getuid?.() === 0).each(['ifc', 'xyz'])('a .%s file that may not be read', async (extension) => {
    const path = await put(join(root, `private.${extension}`));
    await chmod(path, 0);
    const [inspected, , , opened] = await waysTo(path);
    const refusal = `SourceNotAllowed: ${path} may not be read by this user`;
    expect([inspected, opened]).toEqual([refusal, refusal]);
  });
});

describe('a root that cannot be looked at', () => {
  const loop = join(folder, 'loop');
  const belowAFile = join(house, 'models');

  test('holds up no file below another root', async () => {
    await symlink(loop, loop);
    const partly = createLocalSources({ roots: [loop, belowAFile, root] });
    expect(await waysTo(house, partly)).toEqual(allOf('ok'));
  });

  test('is named when a file lies below none of the others', async () => {
    const partly = createLocalSources({ roots: [loop, root] });
    const refusal = `SourceNotAllowed: ${secret} is outside sources.roots: ${loop}, ${root} (of these, ${loop} cannot be opened: ELOOP`;
    expect((await waysTo(secret, partly)).every((end) => end.startsWith(refusal))).toBe(true);
  });

  test('that lies below a file holds none, as one that is not there', async () => {
    const none = createLocalSources({ roots: [belowAFile] });
    expect(await waysTo(house, none)).toEqual(
      allOf(`SourceNotAllowed: ${house} is outside sources.roots: ${belowAFile}`),
    );
  });
});

test('content that is not what the extension promises is worth a warning', async () => {
  const path = await put(join(root, 'odd.rvt'), 'text');
  expect(await sources.inspect(path)).toMatchObject({ size: 4, warning: expect.stringContaining('.rvt') });
});

describe('the stamp of a file', () => {
  test('stays as long as nobody touches it', async () => {
    expect(isSameStamp(await sources.stamp({ source: house }), await sources.stamp({ source: house }))).toBe(true);
  });

  test('changes with the time of its content, to less than a millisecond', async () => {
    const path = await put(join(root, 'touched.ifc'));
    await utimes(path, 1_700_000_000.0001, 1_700_000_000.0001);
    const before = await sources.stamp({ source: path });
    await utimes(path, 1_700_000_000.0002, 1_700_000_000.0002);
    expect(isSameStamp(before, await sources.stamp({ source: path }))).toBe(false);
  });

  test('stays with another inode, as a disk without stable ones gives at each look', async () => {
    const path = await put(join(root, 'replaced.ifc'));
    const other = await put(join(root, 'other.ifc'), 'ISO-10303-22;');
    for (const each of [path, other]) await utimes(each, 1_700_000_000, 1_700_000_000);
    const before = await sources.stamp({ source: path });
    await rename(other, path);
    const after = await sources.stamp({ source: path });
    expect(after.stamp).not.toBe(before.stamp);
    expect(isSameStamp(before, after)).toBe(true);
  });

  test('is the same on every machine that has the disk, whatever number the disk has there', async () => {
    const { mtimeNs, ino } = await stat(house, { bigint: true });
    expect(await sources.stamp({ source: house })).toEqual({ size: 30, stamp: `${mtimeNs}:${ino}` });
  });

  test('changes with its size', async () => {
    expect(isSameStamp({ size: 1, stamp: 'a' }, { size: 2, stamp: 'a' })).toBe(false);
  });
});

describe('an open file', () => {
  test('fills the wanted part of a buffer from any position', async () => {
    const handle = await sources.open({ source: await put(join(root, 'read.ifc'), '0123456789') });
    const buffer = Buffer.from('..........');
    await handle.read(buffer, 3, 4, 5);
    expect(buffer.toString()).toBe('...5678...');
    await handle.close();
  });

  test('that became shorter has changed', async () => {
    const path = await put(join(root, 'shrinks.ifc'), '0123456789');
    const handle = await sources.open({ source: path });
    await truncate(path, 7);
    await expect(handle.read(Buffer.alloc(10), 0, 5, 5)).rejects.toMatchObject({
      type: 'SourceChanged',
      message: `${path} became shorter while it was read`,
    });
    await handle.close();
  });
});
