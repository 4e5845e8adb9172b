import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Spool } from '../../gateway/spool/spool.ts';
import type { IngestionOutcome, OutcomeOf } from '../../gateway/spool/sweep.ts';
import { serveSpool } from './spool-server.ts';
import { bytes, CALLER, create, lying, makeSpool, makeSpoolFolder, patch, problemOf, send, TUS } from './tus-calls.ts';

const content = bytes(1000);

/** Answers from a table; counts the questions. */
function outcomes(table: Record<string, IngestionOutcome>): OutcomeOf & { asked: string[] } {
  const asked: string[] = [];
  const outcomeOf = (id: string) => {
    asked.push(id);
    const outcome = table[id];
    return outcome === undefined ? Promise.reject(new Error(`${id} is not to be asked for`)) : Promise.resolve(outcome);
  };
  return Object.assign(outcomeOf, { asked });
}

const isThere = (source: string) =>
  readFile(source).then(
    (there) => there.equals(content),
    () => false,
  );
const refusalOf = (use: Promise<unknown>) =>
  use.then(
    () => 'none',
    (error: unknown) => String(error),
  );

/** The spool as a later process finds it, with other limits where they are given. */
async function reopened(spool: Spool, options: Partial<Spool['options']> = {}): Promise<Spool> {
  await spool.close();
  const later = await serveSpool({ ...spool.options, ...options });
  onTestFinished(later.close);
  return later.spool;
}

describe('a source of a request', () => {
  test('that does not lie in the spool is no concern of it', async () => {
    const { spool } = await makeSpool();
    expect(await spool.check('/etc/hostname', CALLER)).toBe(false);
    expect(await spool.check(`${spool.options.folder}-other/a.ifc`, CALLER)).toBe(false);
    await spool.claim('/etc/hostname', 'i-1', CALLER);
    expect(spool.usage().files).toBe(0);
  });

  test('that has not arrived in full is refused', async () => {
    const { endpoint, spool } = await makeSpool();
    const url = await create(endpoint, 10);
    await patch(url, 0, 'hello');
    const source = join(spool.options.folder, basename(url), 'house.ifc');
    expect(await refusalOf(spool.check(source, CALLER))).toMatch(/InvalidRequest|5 of 10 bytes/);
    expect(await refusalOf(spool.claim(source, 'i-1', CALLER))).toContain('5 of 10 bytes');
    await patch(url, 5, 'world');
    expect(await spool.check(source, CALLER)).toBe(true);
  });

  test('that is anything else in the folder is refused, by whatever way it is named', async () => {
    const { endpoint, spool } = await makeSpool();
    const { folder } = spool.options;
    const source = await send(endpoint, content);
    const id = basename(dirname(source));
    const link = join(dirname(folder), 'link');
    await symlink(folder, link);
    const others = [
      ...[folder, `${folder}/${id}`, `${folder}/${id}.json`, `${folder}/${id}/other.ifc`, `${folder}/x/../${id}.json`],
      ...[`${link}/${id}.json`, `${folder}/${'0'.repeat(32)}/house.ifc`],
    ];
    for (const other of others)
      expect(await refusalOf(spool.check(other, CALLER))).toContain(`ModelrailError: ${other}`);
    for (const way of [source, `${link}/${id}/house.ifc`, `${folder}/${id}/../${id}/house.ifc`]) {
      expect(await spool.check(way, CALLER)).toBe(true);
    }
  });
});

describe('a sweep', () => {
  test('removes what was delivered, and keeps what an ingestion may still read', async () => {
    const { endpoint, spool } = await makeSpool();
    const names = ['delivered', 'open', 'ended', 'unknown', 'nobody', 'both', 'retried'];
    const sources = new Map<string, string>();
    for (const name of names) sources.set(name, await send(endpoint, content, `${name}.ifc`));
    const unfinished = await create(endpoint, 10);
    const claim = (name: string, id: string) => spool.claim(sources.get(name) ?? '', id, CALLER);
    for (const name of ['delivered', 'open', 'ended', 'unknown']) await claim(name, name);
    for (const id of ['delivered', 'open']) await claim('both', id);
    for (const id of ['delivered', 'ended']) await claim('retried', id);
    const ask = outcomes({ delivered: 'delivered', open: 'open', ended: 'ended', unknown: 'unknown' });
    expect(await spool.sweep(ask)).toEqual({ removed: 1, kept: 7 });
    expect(ask.asked.toSorted()).toEqual(['delivered', 'ended', 'open', 'unknown']);
    for (const [name, source] of sources) expect([name, await isThere(source)]).toEqual([name, name !== 'delivered']);
    expect((await fetch(unfinished)).status).toBe(200);

    // What is open is asked for each time, what is settled is not.
    const again = outcomes({ open: 'delivered', unknown: 'unknown' });
    expect(await spool.sweep(again)).toEqual({ removed: 2, kept: 5 });
    expect(again.asked.toSorted()).toEqual(['open', 'unknown']);
    expect(await isThere(sources.get('both') ?? '')).toBe(false);
    // Nothing lies there but what is kept.
    const items = [...new Set((await lying(spool.options.folder)).map((name) => name.slice(0, 32)))];
    expect(items).toHaveLength(5);
  });

  test('keeps everything while outcomes cannot be known, and does not ask on', async () => {
    const { endpoint, spool } = await makeSpool();
    const sources: string[] = [];
    for (const id of Array.from({ length: 20 }, (_, position) => `i-${position}`)) {
      const source = await send(endpoint, content);
      await spool.claim(source, id, CALLER);
      sources.push(source);
    }
    const ask = outcomes({});
    expect(await spool.sweep(ask)).toEqual({ removed: 0, kept: 20 });
    expect(ask.asked.length).toBeLessThanOrEqual(8);
    // Nor does it remove what had ended when it could last be known: a retry may read it by now.
    expect(await spool.sweep(() => Promise.resolve('ended'))).toEqual({ removed: 0, kept: 20 });
    const expired = await reopened(spool, { expiryMs: 1 });
    expect(await expired.sweep(outcomes({}))).toEqual({ removed: 0, kept: 20 });
    for (const source of sources) expect(await isThere(source)).toBe(true);
  });

  test('removes what has expired, but nothing that an ingestion uses, or uses again', async () => {
    const { endpoint, spool } = await makeSpool();
    const claimed: Record<string, IngestionOutcome> = { open: 'open', ended: 'ended', retried: 'ended', gone: 'ended' };
    const sources = new Map<string, string>();
    for (const name of [...Object.keys(claimed), 'nobody']) {
      const source = await send(endpoint, content, `${name}.ifc`);
      sources.set(name, source);
      if (name !== 'nobody') await spool.claim(source, name, CALLER);
    }
    expect(await spool.sweep(outcomes(claimed))).toEqual({ removed: 0, kept: 5 });
    const later = await reopened(spool, { expiryMs: 1 });
    // `retried` was started again by somebody who does not know of the spool.
    const now = outcomes({ open: 'open', ended: 'ended', retried: 'open', gone: 'unknown' });
    expect(await later.sweep(now)).toEqual({ removed: 3, kept: 2 });
    const left = await Promise.all([...sources].map(async ([name, source]) => ((await isThere(source)) ? name : '')));
    expect(left.filter(Boolean)).toEqual(['open', 'retried']);
  });

  test('counts the time to stay from the end of an ingestion', async () => {
    const { endpoint, spool } = await makeSpool();
    const source = await send(endpoint, content);
    await spool.claim(source, 'i-1', CALLER);
    const id = basename(dirname(source));
    const before = spool.find(id, CALLER)?.expiresAt ?? '';
    await expect.poll(() => new Date(Date.now() + spool.options.expiryMs).toISOString() > before).toBe(true);
    await spool.sweep(outcomes({ 'i-1': 'ended' }));
    const after = spool.find(id, CALLER)?.expiresAt ?? '';
    expect(after > before).toBe(true);
    const later = await reopened(spool);
    expect(later.find(id, CALLER)?.expiresAt).toBe(after);
    // A retry through the gateway: in use again.
    await later.claim(source, 'i-1', CALLER);
    expect(await later.sweep(outcomes({ 'i-1': 'open' }))).toEqual({ removed: 0, kept: 1 });
    expect(await later.sweep(outcomes({ 'i-1': 'delivered' }))).toEqual({ removed: 1, kept: 0 });
  });

  test('leaves a file that is claimed while it asks', async () => {
    const { endpoint, spool } = await makeSpool();
    const source = await send(endpoint, content);
    await spool.claim(source, 'first', CALLER);
    const swept = await spool.sweep(async () => {
      await spool.claim(source, 'second', CALLER);
      return 'delivered';
    });
    expect(swept).toEqual({ removed: 0, kept: 1 });
    expect(await isThere(source)).toBe(true);
  });

  test('is one at a time', async () => {
    const { endpoint, spool } = await makeSpool();
    await spool.claim(await send(endpoint, content), 'i-1', CALLER);
    const ask = outcomes({ 'i-1': 'delivered' });
    expect(await Promise.all([spool.sweep(ask), spool.sweep(ask)])).toEqual([
      { removed: 1, kept: 0 },
      { removed: 1, kept: 0 },
    ]);
    expect(ask.asked).toEqual(['i-1']);
  });
});

describe('a claim', () => {
  test('outlives the process, and a start that never came is forgotten after a grace', async () => {
    const { endpoint, spool } = await makeSpool();
    const source = await send(endpoint, content);
    await spool.claim(source, 'never-started', CALLER);
    const later = await reopened(spool);
    const ask = outcomes({ 'never-started': 'unknown' });
    expect(await later.sweep(ask)).toEqual({ removed: 0, kept: 1 });
    expect(ask.asked).toEqual(['never-started']);
    const afterGrace = await reopened(later, { graceMs: 0 });
    expect(await afterGrace.sweep(ask)).toEqual({ removed: 0, kept: 1 });
    // It is as one that nobody ever named: nothing to ask, kept until it expires.
    const none = outcomes({});
    const again = await reopened(afterGrace);
    expect(await again.sweep(none)).toEqual({ removed: 0, kept: 1 });
    expect(none.asked).toEqual([]);
    expect(await (await reopened(again, { expiryMs: 1 })).sweep(none)).toEqual({ removed: 1, kept: 0 });
  });

  test('keeps a file from being removed, until its ingestion has ended', async () => {
    const { endpoint, spool } = await makeSpool();
    const source = await send(endpoint, content);
    const url = `${endpoint}/${basename(dirname(source))}`;
    const remove = () => fetch(url, { method: 'DELETE', headers: TUS });
    await spool.claim(source, 'i-1', CALLER);
    expect(await problemOf(await remove())).toEqual({
      ...{ status: 409, type: 'AlreadyExists' },
      detail: expect.stringContaining('i-1'),
    });
    await spool.sweep(outcomes({ 'i-1': 'ended' }));
    expect((await remove()).status).toBe(204);
    expect(await refusalOf(spool.claim(source, 'i-2', CALLER))).toContain('no longer exists');
  });

  test('that cannot be kept is none', async () => {
    const { endpoint, spool } = await makeSpool();
    const source = await send(endpoint, content);
    // A folder in the place of the file that a record is written to first.
    const inTheWay = join(spool.options.folder, `${basename(dirname(source))}.json.new`);
    await mkdir(inTheWay);
    await expect(spool.claim(source, 'i-1', CALLER)).rejects.toThrow('EISDIR');
    await rm(inTheWay, { recursive: true });
    const ask = outcomes({});
    await spool.sweep(ask);
    expect(ask.asked).toEqual([]);
    expect(await isThere(source)).toBe(true);
  });
});

test('what is half made or half gone is removed at the start, and nothing that is not of the spool', async () => {
  const folder = await makeSpoolFolder();
  const id = (digit: string) => digit.repeat(32);
  const record = (more = {}) =>
    JSON.stringify({ name: 'a.ifc', metadata: {}, createdMs: Date.now(), claims: [], ...more });
  const files: Record<string, string> = {
    [`${id('1')}.part`]: 'no record',
    [`${id('2')}/a.ifc`]: 'no record any more',
    [`${id('3')}.json`]: record(),
    [`${id('4')}.json`]: '{"name": "a.i',
    [`${id('4')}.part`]: 'half a record',
    [`${id('5')}.json.new`]: record(),
    [`${id('6')}.json`]: record({ size: 5 }),
    [`${id('6')}.part`]: 'whole',
    [`${id('7')}.json`]: record({ size: 10 }),
    [`${id('7')}.part`]: 'begun',
    'models/house.ifc': 'of somebody else',
    'notes.json': 'of somebody else',
  };
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  const { spool, close } = await serveSpool({ folder });
  await close();
  const left = [id('6'), `${id('6')}.json`, `${id('7')}.json`, `${id('7')}.part`, 'models', 'notes.json'];
  expect((await lying(folder)).toSorted()).toEqual(left);
  expect(spool.find(id('6'), CALLER)).toMatchObject({ isComplete: true, source: join(folder, id('6'), 'a.ifc') });
  expect(await readFile(join(folder, id('6'), 'a.ifc'), 'utf8')).toBe('whole');
  expect(spool.find(id('7'), CALLER)).toMatchObject({ isComplete: false, offset: 5, size: 10 });
  expect(spool.usage()).toEqual({ files: 2, bytes: 15 });
});
