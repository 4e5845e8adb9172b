import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { PlatformKind } from '../../contracts/kinds.ts';
import { createSayer, englishOf, type Sentence } from '../../contracts/sentences.ts';
import { RequestError } from '../../lib/requests/problems.ts';
import { remembering } from '../../lib/words/say.ts';
import { OVER_HTTP } from '../../lib/words/zh/over-http.ts';
import { definitionOf, platformKinds } from '../../platforms/kinds.ts';
import { readIngestRequest } from '../../platforms/requests.ts';
import { readSyncDeclaration } from '../../platforms/syncs.ts';
import { projectRoot } from '../fences/cruise.ts';

const kinds = (Object.keys(platformKinds) as PlatformKind[]).filter((kind) => definitionOf(kind).request !== undefined);

/** What a place of a request may be in place of what it should be. */
const WRONG = [undefined, '', -1, 1.5, {}, [], ['', 5], 'x'.repeat(300), '\ud800'];

/** A request with something wrong at each of its places, one at a time, and with a key that none knows. */
function* wrongOnes(request: unknown): Generator {
  if (typeof request !== 'object' || request === null) return;
  if (!Array.isArray(request)) yield { ...request, fils: 1 };
  for (const [key, value] of Object.entries(request)) {
    const changed = (next: unknown) =>
      Array.isArray(request) ? request.with(Number(key), next) : { ...request, [key]: next };
    for (const wrong of WRONG) yield changed(wrong);
    for (const inner of wrongOnes(value)) yield changed(inner);
  }
}

/** What is wrong, as the gateway has it answered. */
function errorOf(read: () => unknown): RequestError | undefined {
  return remembering(() => {
    try {
      read();
      return undefined;
    } catch (error) {
      if (error instanceof RequestError) return error;
      throw error;
    }
  });
}

function textsOf({ text, filling }: Sentence): string[] {
  return [text, ...Object.values(filling).flatMap((part) => (typeof part === 'string' ? [] : [part.text]))];
}

/** Texts of problems that have no Chinese, and problems that are not told. */
function lackingIn(errors: readonly RequestError[]): string[] {
  const places = errors.flatMap(({ problems }) => problems.map(({ path }) => path));
  const names = new Set(places.map((path) => path.map((part) => `${part}`).join('.')));
  return errors.flatMap((error) => {
    const whole = error.toKept().told ?? [];
    const lines = error.message.split('\n').filter((line) => createSayer(whole, (text) => `${text} `)(line) === line);
    const told = [...whole, ...error.problems.flatMap((problem) => problem.told ?? [])];
    const untold = error.problems.filter((problem) => (problem.told ?? []).map(englishOf).join('') !== problem.message);
    return [
      ...lines,
      ...untold.map(({ message }) => message),
      ...told.flatMap(textsOf).filter((text) => !(text in OVER_HTTP) && !isPlace(text, names)),
    ];
  });
}

/** Places are called by their keys in every language. */
function isPlace(text: string, names: ReadonlySet<string>): boolean {
  return names.has(text.replaceAll(/\[(\d+)\]/g, '.$1'));
}

describe.each(kinds)('what is wrong with a request to %s', (kind) => {
  const { request } = definitionOf(kind);
  const reading = { kindOf: () => kind, isStart: true };
  const { files: _files, ...target } = { files: [], ...request?.example(kind) };
  const options = { concurrency: 1, bwlimit: '1M', notify: ['desk'], dryRun: true };
  const labels = { order: '1', 'a b': '', c: '\n', d: 'x'.repeat(201) };

  test('has the sentences by which it is said in Chinese', () => {
    const whole = { ...request?.example(kind), options, labels };
    const errors = [...wrongOnes(whole)].flatMap((wrong) => errorOf(() => readIngestRequest(wrong, reading)) ?? []);
    expect(errors.length).toBeGreaterThan(50);
    expect([...new Set(lackingIn(errors))]).toEqual([]);
  });

  test('and of a sync as well', () => {
    const timing = { every: '1h', jitter: '5m', catchUp: '1h', overlap: 'skip', retries: 3, timezone: 'Mars' };
    const own = { host: 'a', include: ['**'], exclude: ['x'], onRemoved: 'delete', deleteBudget: '1' };
    const whole = { ...target, ...request?.syncExample?.(kind), ...timing, ...own, source: '/models' };
    const clocks = ['61 * * * *', '* *', '0 0 31 2 *'].map((cron) => ({ ...whole, cron, every: undefined }));
    const sources = ['s3://b/x', 's3://', 'http://a b/', 'http://u@h/', 'http://:x', 'x', 'iuap://', 'iuap://a/b/c/d'];
    const wrongs = [...wrongOnes(whole), ...clocks, ...sources.map((source) => ({ ...whole, source }))];
    const errors = wrongs.flatMap((wrong) => errorOf(() => readSyncDeclaration(wrong, reading)) ?? []);
    expect(errors.length).toBeGreaterThan(50);
    expect([...new Set(lackingIn(errors))]).toEqual([]);
  });
});

test('a problem in several parts is said part by part', () => {
  const error = errorOf(() =>
    readIngestRequest({ platform: 'cq', fils: 1 }, { kindOf: () => 'persagy', isStart: true }),
  );
  const [platform] = error?.problems ?? [];
  expect(platform).toMatchObject({ message: 'is "cq", whose kind persagy takes no files' });
  const say = createSayer(error?.toKept().told, (text) => OVER_HTTP[text]);
  expect(say(error?.message ?? '').split('\n')[0]).toBe('platform 是 cq，而 persagy 这种平台不接收文件');
});

test('outside of a gateway nothing is remembered', () => {
  const read = () => readIngestRequest({ files: 'x' }, { kindOf: () => 'persagy', isStart: true });
  const problems = [
    { path: ['platform'], message: 'is missing' },
    { path: ['files'], message: 'must be a list, not "x"' },
  ];
  expect(read).toThrow(expect.objectContaining({ problems }));
});

/** Code that says what is wrong with requests: what it says has Chinese that the page has too. */
const FILES =
  /(?:lib[\\/]requests[\\/][^\\/]+|check-declaration|cron|nearest|[\\/]request|platforms[\\/](?:requests|syncs))\.ts$/;

test('the page has Chinese for all that code says of requests', async () => {
  const paths = await Promise.all(
    ['lib', 'platforms', 'gateway'].map(async (folder) => {
      const names = await readdir(join(projectRoot, folder), { recursive: true });
      return names.map((name) => join(folder, name)).filter((path) => FILES.test(path) || /^gateway.*\.ts$/.test(path));
    }),
  );
  const code = await Promise.all(paths.flat().map((path) => readFile(join(projectRoot, path), 'utf8')));
  const said = [...code.join('\n').matchAll(/\b(?:say|told)\(\s*(?:'((?:[^'\\]|\\.)*)'|"([^"]*)")/g)];
  const texts = said.map(([, single, double]) => single ?? double ?? '');
  expect(texts.length).toBeGreaterThan(50);
  // Of flags alone, and of enumerations that no request has.
  const others = ['{flag} must be a date such as 2026-11-22T08:00Z, or a span such as 2h or 7d, not "{value}"', ' or '];
  expect(texts.filter((text) => !(text in OVER_HTTP) && !others.includes(text))).toEqual([]);
});
