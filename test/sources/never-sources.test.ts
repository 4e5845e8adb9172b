import { link, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ModelrailError } from '../../lib/errors.ts';
import { createLocalSources } from '../../lib/sources/local-sources.ts';

const folder = await mkdtemp(join(tmpdir(), 'modelrail-never-'));
afterAll(() => rm(folder, { recursive: true }));

const at = (...names: string[]) => join(folder, ...names);
const ID = 'a'.repeat(32);
const OTHER = 'b'.repeat(32);
const sources = createLocalSources({
  roots: [at('work')],
  spool: at('work', '.modelrail', 'spool'),
  never: ['modelrail.yaml', '.modelrail', 'secrets/key', '.modelrail/temporal.db'].map((name) => at('work', name)),
});

async function put(name: string, content = 'ISO-10303-21;'): Promise<string> {
  await mkdir(dirname(at(name)), { recursive: true });
  await writeFile(at(name), content);
  return at(name);
}

/** How every way to a file ends: they must agree. */
async function endOf(source: string, from = sources): Promise<string> {
  const ways = [
    from.inspect(source),
    from.stamp({ source }),
    from.content({ source }),
    from.open({ source }).then((handle) => handle.close()),
  ];
  const ends = await Promise.all(
    ways.map((way) =>
      way.then(
        () => 'ok',
        (error: unknown) => {
          if (error instanceof ModelrailError) return `${error.type}: ${error.message}`;
          throw error;
        },
      ),
    ),
  );
  expect(new Set(ends).size).toBe(1);
  return ends.join('\n').replace(/\n.*/s, '');
}

beforeAll(async () => {
  for (const name of [
    'modelrail.yaml',
    'secrets/key',
    '.env',
    '.git/a.ifc',
    'deep/.x/y/a.ifc',
    '.modelrail/temporal.db',
  ]) {
    await put(`work/${name}`);
  }
  await put('work/house.ifc');
  await put(`work/.modelrail/spool/${ID}/sent.ifc`);
  await put(`work/.modelrail/spool/${ID}.json`, JSON.stringify({ claims: [{ ingestion: 'one', claimedMs: 1 }] }));
  await put(`work/.modelrail/spool/${OTHER}/waits.ifc`);
  await put(`work/.modelrail/spool/${OTHER}.json`, JSON.stringify({ claims: [] }));
});

describe('never a source, though it lies below a root', () => {
  test.each(['.env', '.git/a.ifc', 'deep/.x/y/a.ifc', '.none', 'deep/.none/a.ifc'])(
    '%s, which is hidden, whether it is there or not',
    async (name) => {
      expect(await endOf(at('work', name))).toBe(
        `SourceNotAllowed: ${at('work', name)} is never a source: what is hidden (a name with a leading dot) is not`,
      );
    },
  );

  test.each(['modelrail.yaml', 'secrets/key', '.modelrail/temporal.db'])('%s, which is our own', async (name) => {
    expect(await endOf(at('work', name))).toMatch(/^SourceNotAllowed: .* is never a source: /);
  });

  test('by a path with .. in it', async () => {
    expect(await endOf(`${at('work')}/deep/../modelrail.yaml`)).toMatch(/^SourceNotAllowed: .* is never a source/);
    expect(await endOf(`${at('work')}/deep/.x/../../.env`)).toMatch(/^SourceNotAllowed: .* is never a source/);
  });

  test('by a link of the file or of a folder, and by a link that leads nowhere', async () => {
    await symlink(at('work', '.env'), at('work', 'a-link.ifc'));
    await symlink('../modelrail.yaml', at('work', 'deep', 'b-link.ifc'));
    await symlink(at('work', '.git'), at('work', 'git'));
    await symlink(at('work', '.nothing', 'a.ifc'), at('work', 'c-link.ifc'));
    for (const name of ['a-link.ifc', 'deep/b-link.ifc', 'git/a.ifc', 'c-link.ifc']) {
      expect(await endOf(at('work', name))).toMatch(/^SourceNotAllowed: .* is never a source/);
    }
  });

  test('by a hard link of our own files', async () => {
    for (const [number, name] of ['modelrail.yaml', 'secrets/key', '.modelrail/temporal.db'].entries()) {
      await link(at('work', name), at('work', `hard-${number}.ifc`));
      expect(await endOf(at('work', `hard-${number}.ifc`))).toMatch(/^SourceNotAllowed: .* is never a source/);
    }
  });

  test('below a folder of ours that is called by a link', async () => {
    await mkdir(at('state'));
    await symlink(at('state'), at('work', 'state'));
    await put('state/notes.ifc');
    const from = createLocalSources({ roots: [folder], never: [at('work', 'state')] });
    expect(await endOf(at('state', 'notes.ifc'), from)).toMatch(/^SourceNotAllowed: .* is never a source/);
  });
});

test('a root below a hidden folder is a root like any other, and one below a hidden folder of another root', async () => {
  const shown = await put('.data/models/a.ifc');
  const hidden = await put('.data/models/.b.ifc');
  const only = createLocalSources({ roots: [at('.data', 'models')] });
  const both = createLocalSources({ roots: [folder, at('.data', 'models')] });
  for (const from of [only, both]) {
    expect(await endOf(shown, from)).toBe('ok');
    expect(await endOf(hidden, from)).toMatch(/^SourceNotAllowed/);
  }
});

test('what is no secret is read as ever', async () => {
  expect(await endOf(at('work', 'house.ifc'))).toBe('ok');
});

describe('in the spool', () => {
  const inSpool = (...names: string[]) => at('work', '.modelrail', 'spool', ...names);

  test('a file with a claim is a source, also by a link to the spool', async () => {
    expect(await endOf(inSpool(ID, 'sent.ifc'))).toBe('ok');
    await symlink(inSpool(), at('spool-link'));
    const from = createLocalSources({ roots: [], spool: at('spool-link') });
    expect(await endOf(inSpool(ID, 'sent.ifc'), from)).toBe('ok');
  });

  test('a file without one is none', async () => {
    expect(await endOf(inSpool(OTHER, 'waits.ifc'))).toMatch(/^SourceNotAllowed: .* is not used by any ingestion/);
  });

  test('a file is a source as soon as the spool is there, by whatever name', async () => {
    const from = createLocalSources({ roots: [at('work')], spool: at('late-link') });
    expect(await endOf(at('work', 'house.ifc'), from)).toBe('ok');
    await put(`work/.late/${ID}/sent.ifc`);
    await put(`work/.late/${ID}.json`, JSON.stringify({ claims: [{ ingestion: 'one', claimedMs: 1 }] }));
    await symlink(at('work', '.late'), at('late-link'));
    expect(await endOf(at('work', '.late', ID, 'sent.ifc'), from)).toBe('ok');
  });

  test('nothing else is', async () => {
    await symlink(at('work', '.env'), inSpool(ID, 'link.ifc'));
    await put(`work/.modelrail/spool/${ID}/deeper/a.ifc`);
    for (const names of [[`${ID}.json`], [ID], [ID, 'deeper', 'a.ifc'], [ID, 'link.ifc'], []]) {
      expect(await endOf(inSpool(...names))).toMatch(/^SourceNotAllowed/);
    }
  });

  test('what is gone is not found', async () => {
    expect(await endOf(inSpool('c'.repeat(32), 'gone.ifc'))).toMatch(/^SourceNotFound/);
    expect(await endOf(inSpool(ID, 'gone.ifc'))).toMatch(/^SourceNotFound/);
  });
});

test('outside the roots the refusal is the same, whatever is there and wherever a link leads', async () => {
  await put('outside/a.ifc');
  await mkdir(at('outside', 'folder'));
  await symlink(at('outside', 'a.ifc'), at('work', 'out-1.ifc'));
  await symlink(at('outside', 'none.ifc'), at('work', 'out-2.ifc'));
  await symlink(at('outside', 'circle'), at('outside', 'circle'));
  const paths = [
    ...['a.ifc', 'none.ifc', 'none/none.ifc', 'a.ifc/below.ifc', 'circle', 'folder', 'x'.repeat(300)].map((name) =>
      at('outside', name),
    ),
    at('work', 'out-1.ifc'),
    at('work', 'out-2.ifc'),
    `${at('work')}/../outside/a.ifc`,
    `${at('work')}/../outside/none.ifc`,
  ];
  for (const path of paths) {
    expect(await endOf(path)).toBe(`SourceNotAllowed: ${path} is outside sources.roots: ${at('work')}`);
  }
});

test('a path with .. in it does not show what is there outside the roots', async () => {
  await mkdir(at('outside', 'there'), { recursive: true });
  for (const name of ['there', 'none']) {
    const way = `${at('outside', name)}/../../work`;
    expect(await endOf(`${way}/house.ifc`)).toBe('ok');
    expect(await endOf(`${way}/none.ifc`)).toBe(`SourceNotFound: ${way}/none.ifc does not exist`);
  }
});
