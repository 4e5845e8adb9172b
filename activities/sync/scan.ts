import type { ScanPage, SyncChange, SyncHolder } from '../../contracts/sync/activities.ts';
import { DEFAULT_RETRIES, type SyncInput, sourceOfPath } from '../../contracts/sync/declaration.ts';
import type { MemoryState, RangeRef } from '../../contracts/sync/memory.ts';
import { rangeAt } from '../../contracts/sync/memory.ts';
import { failureFindings } from '../../contracts/sync/report.ts';
import { BATCH_MAX_BYTES, BATCH_MAX_FILES } from '../../contracts/sync/run.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { hashContent } from '../../lib/hashing/hash-content.ts';
import { persist } from '../../lib/sources/persist.ts';
import { overviewOf, pairsOf, restOf } from '../../lib/sync/compare.ts';
import type { RangeContent } from '../../lib/sync/content.ts';
import { type Interval, type ListedEntry, type Listing, UNTOLD } from '../../lib/sync/listing.ts';
import type { MemoryStore } from '../../lib/sync/memory-store.ts';
import type { Row } from '../../lib/sync/rows.ts';
import type { ActivityRun } from '../run.ts';
import type { SyncDeps } from './deps.ts';
import { createFindings, type FindingsLog } from './findings.ts';
import { findLeft, holdMemory } from './hold.ts';
import { changeOf, judge, otherForms, sameContent } from './judge.ts';
import { countRemembered, isNothingMissing, rootProblem } from './root.ts';
import { toCursor } from './scan-cursor.ts';
import { findUnsettled, isSameEntry } from './settle.ts';

/** Bytes that one part of a scan hashes, to tell what was only touched. */
const MAX_HASHED_BYTES = 16 * 1024 ** 3;
/** Files that one part of a scan remembers without delivering them: of a manifest whose versions are all new, every one. */
const MAX_REMEMBERED = 10_000;
/** As ingestions do; the sums of the chunks are not used. */
const CHUNK_SIZE_BYTES = 4 * 1024 ** 2;

/** What a part of a scan works with. */
interface Scan {
  input: SyncInput;
  deps: SyncDeps;
  run: ActivityRun;
  listing: Listing;
  store: MemoryStore;
  memory: MemoryState;
  findings: FindingsLog;
  content(range: RangeRef): Promise<RangeContent>;
  most: PageLimits;
}

/** How much one part of a scan finds: so many files to deliver, with so many bytes of paths. */
interface PageLimits {
  files: number;
  bytes: number;
}

/** A file that is not as it is remembered. */
interface Candidate {
  entry: ListedEntry;
  change?: SyncChange;
  /** What is remembered of a file whose content may be the same; absent of one that is new. */
  row?: Row;
}

/** See `SyncActivities.scanSource`. */
export async function scanSource(
  { from, holder, ...input }: SyncInput & { from?: { intervals: Interval[] }; holder?: SyncHolder },
  deps: SyncDeps,
  store: MemoryStore,
  run: ActivityRun,
  most: PageLimits = { files: BATCH_MAX_FILES, bytes: BATCH_MAX_BYTES },
): Promise<ScanPage> {
  const memory = holder === undefined ? await store.read() : await holdMemory(holder, store, deps.temporal);
  const left = holder === undefined ? undefined : await findLeft(memory, store, deps.temporal);
  if (left !== undefined) return { findings: {}, changes: [], missing: 0, left };
  const listing = await deps.openListing(input.declaration, run.signal, from !== undefined);
  const findings = createFindings();
  const scan: Scan = { input, deps, run, listing, store, memory, findings, content: onceEach(store), most };
  const remembered = from === undefined ? { remembered: countRemembered(memory) } : {};
  const intervals = from?.intervals ?? (await firstLook(scan));
  const { candidates, missing, rest } = await compare(scan, intervals);
  const changes = await resolve(scan, candidates);
  const next = rest.length === 0 ? {} : { next: toCursor(rest) };
  return { findings: findings.take(), changes, missing, ...remembered, ...next };
}

/** Lists the whole source; answers what has to be compared. */
async function firstLook({ listing, memory, findings, run, store, content }: Scan): Promise<Interval[]> {
  // What is left out is told once, by the whole look.
  const seen = await overviewOf(listing, memory.ranges, findings, (found) => run.report({ step: 'scan', found }));
  findings.add({ found: seen.found, unchanged: seen.unchanged });
  const problem = await rootProblem(listing, memory, seen, content);
  if (problem !== undefined) findings.problem(problem);
  // Where something is missing, another root is remembered after that was told, at the end of the run.
  const isOther = memory.root !== listing.identity && !findings.hasProblems;
  if (isOther && (await isNothingMissing({ listing, memory, content, findings }, seen)))
    await store.change({ root: listing.identity });
  return seen.intervals;
}

/** Compares one file after the other until there are enough to deliver. */
async function compare(
  { input, listing, memory, findings, content, run, most }: Scan,
  intervals: Interval[],
): Promise<{ candidates: Candidate[]; missing: number; rest: Interval[] }> {
  const retries = input.declaration.retries ?? DEFAULT_RETRIES;
  const candidates: Candidate[] = [];
  let [missing, pathBytes, hashBytes, compared, unchanged, touched] = [0, 0, 0, 0, 0, 0];
  const setAside: string[] = [];
  const remember: Row[] = [];
  let rest: Interval[] = [];
  // What is left out was told by the first look.
  const comparison = { listing, memory, content, findings: { ...UNTOLD, problem: findings.problem } };
  scan: for (const [at, interval] of intervals.entries()) {
    for await (const { path, entry, row } of pairsOf(comparison, interval)) {
      run.signal.throwIfAborted();
      compared += 1;
      if (compared % 1_000 === 0) run.report({ step: 'scan', compared });
      if (entry === undefined) {
        if (row?.gone !== true) missing += 1;
        continue;
      }
      const judgement = judge(entry, row, retries);
      if (judgement.kind === 'unchanged') unchanged += 1;
      if (judgement.kind === 'setAside') setAside.push(path);
      if (judgement.kind === 'remember') {
        remember.push(judgement.row);
        if (judgement.setAside) setAside.push(path);
        else unchanged += 1;
      }
      if (judgement.kind === 'touched') {
        remember.push(judgement.row);
        unchanged += 1;
        touched += 1;
      }
      if (judgement.kind === 'hash') {
        candidates.push({ entry, row: judgement.row });
        hashBytes += entry.size;
      }
      if (judgement.kind === 'deliver') candidates.push({ entry, change: judgement.change });
      if (judgement.kind === 'unchanged' || judgement.kind === 'setAside') continue;
      const isToRead = judgement.kind === 'hash' || judgement.kind === 'deliver';
      if (isToRead) pathBytes += bytesOf(entry, input.declaration.source);
      const isFull =
        candidates.length >= most.files ||
        remember.length >= MAX_REMEMBERED ||
        pathBytes >= most.bytes ||
        hashBytes >= MAX_HASHED_BYTES;
      if (!isFull) continue;
      rest = restOf(intervals.slice(at), path);
      break scan;
    }
  }
  findings.add({ unchanged, touched, setAside });
  for (const row of remember) candidates.push({ entry: { ...row, changedAtMs: 0 }, row });
  return { candidates, missing, rest };
}

/** What a file takes in a request, and among the changes: its path, and where it is read when that is elsewhere. */
function bytesOf({ path, source }: ListedEntry, root: string): number {
  return source === undefined
    ? Buffer.byteLength(sourceOfPath(root, path))
    : Buffer.byteLength(source) + Buffer.byteLength(path);
}

/** Tells what is to be delivered of what is not as it is remembered, and remembers the rest. */
async function resolve(scan: Scan, candidates: readonly Candidate[]): Promise<SyncChange[]> {
  const { listing, findings, run, store, memory } = scan;
  const unsettled = await findUnsettled(
    listing,
    candidates.map(({ entry }) => entry),
    run.signal,
  );
  const changes: SyncChange[] = [];
  const delta = new Map<string, Row | undefined>();
  for (const { entry, change, row } of candidates) {
    const { path } = entry;
    run.signal.throwIfAborted();
    if (unsettled.has(path)) findings.add({ waiting: [path] });
    else if (change?.why === 'new') {
      const renamed = await findRenamed(scan, entry);
      if (renamed === undefined) changes.push(change);
      else {
        delta.set(path, sameContent(renamed, entry));
        delta.set(renamed.path, undefined);
        findings.add({ unchanged: 1, touched: 1 });
      }
    } else if (change !== undefined) changes.push(change);
    else if (row !== undefined && row.size === entry.size && row.version === entry.version) delta.set(path, row);
    else if (row !== undefined) {
      const md5 = await hashOf(scan, entry);
      // The next run tries again; the other files are not to wait for it.
      if (md5 instanceof ModelrailError) findings.add(failureFindings([{ path, error: md5.toKept() }]));
      else if (md5 === undefined) findings.add({ waiting: [path] });
      else if (md5 === row.md5) {
        delta.set(path, sameContent(row, entry));
        findings.add({ unchanged: 1, touched: 1 });
      } else changes.push(changeOf(entry, 'changed', row.id));
    }
  }
  await store.commit(delta, { basis: memory.ranges });
  return changes;
}

/** What is remembered of a file that is not there any more, and that this one is under another Unicode form of its name. */
async function findRenamed(scan: Scan, entry: ListedEntry): Promise<Row | undefined> {
  const { memory, listing, content } = scan;
  for (const form of otherForms(entry.path)) {
    const range = memory.ranges[rangeAt(memory.ranges, form)];
    const row = range === undefined ? undefined : (await content(range)).rows.get(form);
    if (row === undefined || row.md5 === '' || row.removing === true || row.size !== entry.size) continue;
    if ((await listing.look(form)) !== undefined) continue;
    if ((entry.md5 ?? (await hashOf(scan, entry))) === row.md5) return row;
  }
  return undefined;
}

/** MD5 of a file; undefined when it changed meanwhile, or is not there any more; an error when it cannot be read. */
async function hashOf(scan: Scan, entry: ListedEntry): Promise<string | undefined | ModelrailError> {
  const { listing, run } = scan;
  const isAsListed = async () => {
    const found = await listing.look(entry.path);
    return found !== undefined && isSameEntry(found, entry);
  };
  try {
    if (!(await isAsListed())) return undefined;
    const md5 = await persist(() => readHash(scan, entry), run.signal);
    return (await isAsListed()) ? md5 : undefined;
  } catch (error) {
    if (!(error instanceof ModelrailError)) throw error;
    return error.type === 'SourceChanged' || (error.type === 'SourceNotFound' && !error.isRetryable)
      ? undefined
      : error;
  }
}

async function readHash({ input, deps, run }: Scan, entry: ListedEntry): Promise<string> {
  const { signal } = run;
  const source = entry.source ?? sourceOfPath(input.declaration.source, entry.path);
  const { size, stamp } = await deps.sources.inspect(source, { signal });
  const { md5 } = await hashContent(deps.hasher, {
    source,
    content: await deps.sources.content({ source, size, stamp }, signal),
    size,
    share: run.ingestion,
    chunkSizeBytes: CHUNK_SIZE_BYTES,
    withSha256: false,
    signal,
    onProgress: (bytes) => run.report({ step: 'scan', hashed: bytes }),
  });
  return md5;
}

/** The contents of ranges, each read once. */
function onceEach(store: MemoryStore): Scan['content'] {
  let last: { id: string; content: Promise<RangeContent> } | undefined;
  return ({ id }) => {
    if (last?.id !== id) last = { id, content: store.content({ id }) };
    return last.content;
  };
}
