import { type Phrase, phraseOf, type Sentence, sentenceOf } from '../../../contracts/sentences.ts';
import { shownSource } from '../../../contracts/source-path.ts';
import { ModelrailError } from '../../errors.ts';
import { headerOf } from '../../http/headers.ts';
import { linesOf } from '../../lines.ts';
import { unexpected } from '../../sources/remote-failures.ts';
import type { RemoteAnswer, RemoteHttp } from '../../sources/remote-http.ts';
import type { SourceSpool } from '../../sources/source-spool.ts';
import { readManifestLine } from './manifest-line.ts';
import { createRecordSorter, type RecordSorter } from './record-sorter.ts';
import { createSharedWork } from './shared-work.ts';
import { type Block, blocksOf, readRecords, type StoredManifest } from './stored-manifest.ts';

/** Where manifests are kept, sorted. */
export interface ManifestStore {
  /**
   * The present manifest at an address; one that has not changed is not read again, and those who ask at the same time share
   * it. `goesOn`: for work that has begun with it; where its server cannot tell whether it has changed, one that was read some
   * minutes ago does. Errors: those of `RemoteHttp.get`, of the spool, and `SourceChanged`, worth another try, for one that
   * changed while it was read.
   */
  open(source: string, signal: AbortSignal, goesOn?: boolean): Promise<StoredManifest>;
}

/** A manifest in the spool, and by what its server knows this version of it. */
interface Kept {
  md5: string;
  blocks: Block[];
  problems: ModelrailError[];
  validators: Record<string, string>;
  /** When it began to be read, by `performance.now()`. */
  readAtMs: number;
}

/** The longest line: a path, an address, and what else a line may say. */
const MAX_LINE_BYTES = 64 * 1024;
/** Lines with problems that are told one by one: with the sum of the others, as many as a run tells. */
const MAX_PROBLEMS = 19;
/**
 * So long work goes on with a manifest of which its server cannot tell whether it has changed: no longer, since the addresses in
 * it may be signed for a while. To read a million lines takes a quarter of a minute.
 */
const GOES_ON_MS = 5 * 60_000;
/** Manifests whose blocks are remembered. */
const MAX_KEPT = 64;

/** Keeps manifests in the spool of remote sources. */
export function createManifestStore(options: {
  http: Pick<RemoteHttp, 'get'>;
  spool: SourceSpool;
  /** Hosts that may be reached although they are not public. */
  allowHosts: readonly string[];
}): ManifestStore {
  const { http, spool, allowHosts } = options;
  const known = new Map<string, Kept>();
  const together = createSharedWork<Kept>();

  async function read(source: string, answer: RemoteAnswer, signal: AbortSignal): Promise<Kept> {
    const shown = shownSource(source);
    const readAtMs = performance.now();
    const problems = createLineProblems(shown);
    return await spool.scratch(shown, async (scratch) => {
      const sorter = createRecordSorter(scratch);
      try {
        for await (const lines of linesOf(piecesOf(answer), MAX_LINE_BYTES)) {
          for (const { number, content } of lines) await addLine(sorter, number, content);
        }
        const blocks: Block[] = [];
        const onRepeated = (line: number, first: number) =>
          problems.add(line, phraseOf('has the path of line {first} again', { first: `${first}` }));
        const pieces = blocksOf(sorter, { blocks, onRepeated });
        const { md5 } = await spool.keep({ shown, pieces, bytes: undefined, signal });
        return { md5, blocks, problems: problems.all(), validators: validatorsOf(answer), readAtMs };
      } finally {
        await sorter.close();
      }
    });

    async function addLine(sorter: RecordSorter, number: number, content: Buffer | undefined): Promise<void> {
      const file =
        content === undefined
          ? phraseOf('has more than {bytes} bytes', { bytes: `${MAX_LINE_BYTES}` })
          : readManifestLine(number === 1 ? withoutMark(content) : content, { source, allowHosts });
      if (file !== undefined && 'text' in file) problems.add(number, file);
      else if (file !== undefined) {
        const { path, url, size, version, md5 } = file;
        const rest = JSON.stringify([url ?? null, size ?? null, version ?? null, md5 ?? null]);
        await sorter.add({ path, line: number, rest });
      }
    }
  }

  /** Error: of a manifest that is another one now than when it was asked for. */
  async function assertSame(source: string, answer: RemoteAnswer, signal: AbortSignal): Promise<void> {
    const etag = headerOf(answer.headers, 'etag');
    if (etag === undefined) return;
    const now = await http.get(source, { headers: { range: 'bytes=0-0' }, signal });
    now.body.destroy();
    if (headerOf(now.headers, 'etag') === etag) return;
    const changed = sentenceOf('{path} changed while it was read', { path: shownSource(source) });
    throw new ModelrailError('SourceChanged', changed, { isRetryable: true });
  }

  async function present(source: string, signal: AbortSignal, goesOn: boolean): Promise<Kept> {
    const before = known.get(source);
    const isThere = before !== undefined && (await spool.find(before.md5)) !== undefined;
    if (goesOn && isThere && Object.keys(before.validators).length === 0) {
      if (performance.now() - before.readAtMs < GOES_ON_MS) return before;
    }
    const answer = await http.get(source, { headers: isThere ? before.validators : {}, signal });
    try {
      if (isThere && answer.status === 304) return before;
      if (answer.status !== 200)
        throw unexpected(
          shownSource(source),
          phraseOf('HTTP {status} in place of a manifest', { status: `${answer.status}` }),
        );
      const kept = await read(source, answer, signal);
      await assertSame(source, answer, signal);
      return kept;
    } finally {
      answer.body.destroy();
    }
  }

  return {
    async open(source, signal, goesOn = false) {
      const key = `${goesOn} ${source}`;
      const kept = await together(key, (stop) => present(source, stop, goesOn), signal);
      known.delete(source);
      known.set(source, kept);
      const oldest = known.keys().next();
      if (known.size > MAX_KEPT && oldest.done !== true) known.delete(oldest.value);
      return {
        problems: kept.problems,
        async *records(from) {
          const path = await spool.find(kept.md5);
          if (path === undefined) throw gone(source);
          yield* readRecords(path, kept.blocks, from);
        },
      };
    },
  };
}

async function* piecesOf(answer: RemoteAnswer): AsyncGenerator<Buffer> {
  const encoding = headerOf(answer.headers, 'content-encoding') ?? 'identity';
  if (encoding.trim().toLowerCase() !== 'identity') {
    throw new ModelrailError(
      'UnexpectedResponse',
      sentenceOf('a manifest comes packed ({encoding}), which was not asked for', { encoding: encoding.slice(0, 40) }),
    );
  }
  try {
    yield* answer.body as AsyncIterable<Buffer>; // as: a body is of bytes
  } catch (error) {
    throw answer.failureOf(error);
  }
}

/** By what a server is asked whether it has another version. */
function validatorsOf({ headers }: RemoteAnswer): Record<string, string> {
  const etag = headerOf(headers, 'etag');
  const modifiedAt = headerOf(headers, 'last-modified');
  if (etag !== undefined) return { 'if-none-match': etag };
  return modifiedAt === undefined ? {} : { 'if-modified-since': modifiedAt };
}

function withoutMark(line: Buffer): Buffer {
  return line.subarray(0, 3).equals(Buffer.from('\u{FEFF}')) ? line.subarray(3) : line;
}

function gone(source: string): ModelrailError {
  const lost = sentenceOf("{path}: what was kept of it on the worker's disk is gone", { path: shownSource(source) });
  return new ModelrailError('Internal', lost, { isRetryable: true });
}

/** The first lines with problems, and how many others there are. */
function createLineProblems(shown: string): { add(line: number, wrong: Phrase): void; all(): ModelrailError[] } {
  const problems: ModelrailError[] = [];
  let more = 0;
  const problem = (words: Sentence) => new ModelrailError('InvalidRequest', words);
  return {
    add(line, wrong) {
      if (problems.length >= MAX_PROBLEMS) more += 1;
      else problems.push(problem(sentenceOf('{source}: line {line} {wrong}', { source: shown, line, wrong })));
    },
    all: () =>
      more === 0
        ? problems
        : [...problems, problem(sentenceOf('{source}: {more} further lines have problems', { source: shown, more }))],
  };
}
