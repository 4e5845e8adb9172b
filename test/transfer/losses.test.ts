import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { type AcceptedChunks, createAcceptedChunks } from '../../lib/transfer/accepted-chunks.ts';
import { type FileTransfer, transferFile } from '../../lib/transfer/transfer-file.ts';
import { inChinese } from '../support/in-chinese.ts';
import { stopTime } from './fake-time.ts';
import { type Model, modelFolder, passing, passOf, placesOf } from './model.ts';

const makeModel = await modelFolder();

/** A platform that accepts chunks and answers about them in its own way. */
interface Server {
  take(position: number): void;
  missing(chunks: readonly number[], nowMs: number): number[];
}

const lacks = (has: ReadonlySet<number>) => (chunks: readonly number[]) => chunks.filter((chunk) => !has.has(chunk));

/** Keeps nothing. */
function losesAll(): Server {
  return { take() {}, missing: (chunks) => [...chunks] };
}

/** Has all, and answers from a cache. */
function behindCache(ageMs: number): Server {
  const has = new Set<number>();
  let held: { until: number; answer: number[] } | undefined;
  return {
    take: (position) => void has.add(position),
    missing(chunks, nowMs) {
      if (held === undefined || held.until <= nowMs) held = { until: nowMs + ageMs, answer: lacks(has)(chunks) };
      return held.answer;
    },
  };
}

/** Two servers that do not share their chunks; `next` says whose turn it is. */
function twoServers(next: () => boolean): Server {
  const servers = [new Set<number>(), new Set<number>()] as const;
  return {
    take: (position) => void servers[next() ? 1 : 0].add(position),
    missing: (chunks) => lacks(servers[next() ? 1 : 0])(chunks),
  };
}

function inTurns(): () => boolean {
  let isSecond = true;
  return () => (isSecond = !isSecond);
}

/** Keeps all, and every second answer is wrong. */
function flaps(wrong: (chunks: readonly number[]) => number[]): Server {
  const has = new Set<number>();
  let isWrong = true;
  return {
    take: (position) => void has.add(position),
    missing(chunks) {
      isWrong = !isWrong;
      return isWrong ? wrong(chunks) : lacks(has)(chunks);
    },
  };
}

/** Keeps all but one chunk, each time another one. */
function dropsAnother(): Server {
  const has = new Set<number>();
  let turn = 0;
  return {
    take: (position) => void has.add(position),
    missing(chunks) {
      has.delete(chunks[turn++ % chunks.length] ?? 0);
      return lacks(has)(chunks);
    },
  };
}

/** Sends a model to a server. The clock stands still but for the waits, which take no time of ours. */
function sending(model: Model, server: Server, accepted: AcceptedChunks, fails: () => boolean = () => false) {
  const time = stopTime();
  const told = { accepted: model.all.map(() => 0), waits: [] as number[], asked: 0 };
  const transfer: FileTransfer<string> = {
    ...passOf(model, {
      places: placesOf(2),
      async send(_, { position }) {
        if (fails()) throw passing('cut');
        told.accepted[position] = (told.accepted[position] ?? 0) + 1;
        server.take(position);
      },
    }),
    accepted,
    async ask() {
      told.asked += 1;
      return { missing: server.missing(model.all, Date.now()), answer: 'whole' };
    },
    onAnswer() {},
    onWaiting(waiting) {
      if (waiting === undefined) return;
      told.waits.push(waiting.delayMs);
      // The wait begins when this returns.
      queueMicrotask(() => time.advanceTimersByTime(waiting.delayMs));
    },
  };
  return { told, transfer };
}

const lossy = fc.constantFrom('always', 'cached', 'turns', 'random', 'flaps', 'flaps in part', 'drops another');

function serverOf(kind: string, randoms: readonly boolean[]): Server {
  let number = 0;
  switch (kind) {
    case 'always':
      return losesAll();
    case 'cached':
      return behindCache(20_000);
    case 'turns':
      return twoServers(inTurns());
    case 'random':
      return twoServers(() => randoms[number++ % randoms.length] ?? false);
    case 'flaps':
      return flaps((chunks) => [...chunks]);
    case 'flaps in part':
      return flaps((chunks) => chunks.slice(0, 1));
    default:
      return dropsAnother();
  }
}

describe('a platform that accepts chunks and lists them as missing', () => {
  test.prop([lossy, fc.integer({ min: 1, max: 12 }), fc.array(fc.boolean(), { minLength: 5, maxLength: 40 })])(
    'gets each chunk four times at most, and all is over within a minute',
    async (kind, chunks, randoms) => {
      const model = await makeModel(chunks * 10, 10);
      const { told, transfer } = sending(model, serverOf(kind, randoms), createAcceptedChunks(chunks));
      const end = await transferFile(transfer).catch((error: unknown) => error);
      expect(Math.max(...told.accepted)).toBeLessThanOrEqual(4);
      expect(told.waits).toEqual(told.waits.toSorted((a, b) => a - b));
      expect(told.waits.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(60_000);
      if (end !== 'whole') {
        expect(end).toMatchObject({ type: 'UnexpectedResponse', isRetryable: false, isConclusive: true });
      }
    },
  );

  test.prop([
    lossy,
    fc.integer({ min: 1, max: 8 }),
    fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 20 }),
    fc.array(fc.boolean(), { minLength: 5, maxLength: 40 }),
  ])('gets it four times at most over all attempts, whenever they end', async (kind, chunks, ends, randoms) => {
    const model = await makeModel(chunks * 10, 10);
    const server = serverOf(kind, randoms);
    const total = model.all.map(() => 0);
    let before: string | undefined;
    let end: unknown;
    // After the attempts that are cut short one that may go on.
    for (const sends of [...ends, Number.POSITIVE_INFINITY]) {
      const accepted = createAcceptedChunks(chunks, { before: [before] });
      const stop = new AbortController();
      const { told, transfer } = sending(model, server, accepted);
      const { onSent } = transfer;
      let sent = 0;
      end = await transferFile({
        ...transfer,
        signal: stop.signal,
        onSent(chunk) {
          onSent(chunk);
          if ((sent += 1) >= sends) stop.abort(new Error('stopped'));
        },
      }).catch((error: unknown) => error);
      for (const [position, times] of told.accepted.entries()) total[position] = (total[position] ?? 0) + times;
      before = accepted.encode();
      if (!stop.signal.aborted) break;
    }
    // Of requests that are under way when an attempt is stopped nothing is known; here each one is counted.
    expect(Math.max(...total)).toBeLessThanOrEqual(4);
    if (end !== 'whole') expect(end).toMatchObject({ type: 'UnexpectedResponse', isConclusive: true });
  });

  test('ends with what it did', async () => {
    const model = await makeModel(30, 10);
    const { told, transfer } = sending(model, losesAll(), createAcceptedChunks(3));
    const end: unknown = await transferFile(transfer).catch((error: unknown) => error);
    expect(String(end)).toContain(
      'the platform accepted chunk 1 four times and still lists it as missing, and 2 more: a full disk, a cache before',
    );
    expect(inChinese(end)).toBe(
      '平台已 4 次收下分块 1，仍列为缺失，另有 2 个分块也缺失：可能是磁盘已满、状态接口前有缓存，或者几台服务器不共享分块',
    );
    expect(told).toEqual({ accepted: [4, 4, 4], waits: [1_000, 5_000, 15_000, 20_000], asked: 9 });
  });

  test('and is only behind with its answers is asked again before anything is sent again', async () => {
    const model = await makeModel(30, 10);
    const { told, transfer } = sending(model, behindCache(900), createAcceptedChunks(3));
    expect(await transferFile(transfer)).toBe('whole');
    expect(told).toEqual({ accepted: [1, 1, 1], waits: [1_000], asked: 3 });
  });

  test('and hides it behind a cache of 20 s has it before the fourth time', async () => {
    const model = await makeModel(30, 10);
    const { told, transfer } = sending(model, behindCache(20_000), createAcceptedChunks(3));
    expect(await transferFile(transfer)).toBe('whole');
    expect(told).toMatchObject({ accepted: [3, 3, 3], waits: [1_000, 5_000, 15_000] });
  });

  test('after a merge that lost them gets them again after a pause, and not for ever', async () => {
    const model = await makeModel(30, 10);
    for (const [losses, waits] of [
      [1, [1_000]],
      [2, [5_000]],
      [3, [15_000]],
    ] as const) {
      const has = new Set<number>();
      const server = { take: (position: number) => void has.add(position), missing: lacks(has) };
      const { told, transfer } = sending(model, server, createAcceptedChunks(3, { atLeast: losses }));
      expect(await transferFile(transfer)).toBe('whole');
      expect(told).toMatchObject({ accepted: [1, 1, 1], waits });
    }
    const { told, transfer } = sending(model, losesAll(), createAcceptedChunks(3, { atLeast: 4 }));
    await expect(transferFile(transfer)).rejects.toMatchObject({ isConclusive: true });
    expect(told).toMatchObject({ accepted: [0, 0, 0], waits: [20_000] });
  });
});

describe('a line that fails', () => {
  test.prop([fc.integer({ min: 2, max: 8 }), fc.array(fc.boolean(), { minLength: 30, maxLength: 60 })])(
    'uses up nothing: what failed is not counted, over any number of attempts',
    async (chunks, fates) => {
      const model = await makeModel(chunks * 10, 10);
      const has = new Set<number>();
      const server = { take: (position: number) => void has.add(position), missing: lacks(has) };
      let number = 0;
      const fails = () => fates[number++] ?? false;
      let before: string | undefined;
      let end: unknown;
      for (let attempts = 0; end !== 'whole' && attempts < 100; attempts += 1) {
        const accepted = createAcceptedChunks(chunks, { before: [before] });
        const { transfer } = sending(model, server, accepted, fails);
        end = await transferFile(transfer).catch((error: unknown) => error);
        if (end !== 'whole') expect(end).toEqual(passing('cut'));
        before = accepted.encode();
      }
      expect(end).toBe('whole');
    },
  );

  test('and a platform that loses all: its end comes by what was accepted', async () => {
    const model = await makeModel(40, 10);
    let number = 0;
    const accepted = createAcceptedChunks(4);
    const { told, transfer } = sending(model, losesAll(), accepted, () => (number += 1) % 2 === 0);
    await expect(transferFile(transfer)).rejects.toMatchObject({ isConclusive: true });
    expect(Math.max(...told.accepted)).toBeLessThanOrEqual(4);
  });
});

describe('counts of accepted chunks', () => {
  test.prop([fc.array(fc.nat(4), { minLength: 1, maxLength: 300 }), fc.nat(3)])(
    'are the same after they were encoded, and never fewer than every chunk had',
    (counts, atLeast) => {
      const accepted = createAcceptedChunks(counts.length);
      for (const [position, count] of counts.entries()) for (let i = 0; i < count; i += 1) accepted.add(position);
      const again = createAcceptedChunks(counts.length, { before: [undefined, accepted.encode()], atLeast });
      expect(counts.map((_, position) => again.of(position))).toEqual(counts.map((n) => Math.max(n, atLeast)));
    },
  );

  test('are small also of the largest file', () => {
    const accepted = createAcceptedChunks(300_000);
    for (let position = 0; position < 300_000; position += 1) accepted.add(position);
    expect(accepted.encode()?.length).toBeLessThan(4_000);
  });

  test.each(['', 'no base64 at all', 'YWJj', createAcceptedChunks(9, { atLeast: 1 }).encode()])(
    'that do not fit the file (%j) are ignored',
    (text) => {
      const accepted = createAcceptedChunks(3, { before: [text] });
      expect([0, 1, 2].map((position) => accepted.of(position))).toEqual([0, 0, 0]);
    },
  );
});
