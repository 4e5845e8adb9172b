import { signal } from '@preact/signals';
import type { Sentence } from '../../contracts/sentences.ts';
import { CallError, callJson } from '../api/call.ts';
import { identityOf, removeUpload, upload } from '../api/upload.ts';
import type { Typed } from './schema.ts';

/** A file that is to be ingested. */
export interface DraftFile {
  /** No other one has it. */
  key: string;
  name: string;
  /** Where it lies in the folder that was dropped; of a file that was dropped by itself its name. */
  place: string;
  /** Bytes; undefined of a path or an address. */
  size?: number;
  /** Tells it from others, as far as a browser can; undefined of a path or an address. */
  sameAs?: string;
  /** Bytes that the gateway has. */
  sent: number;
  /** The upload at the gateway, once it has begun. */
  path?: string;
  /** Where the gateway keeps it, or the path or address; undefined until all of it is there. */
  source?: string;
  /** Why it does not go on, or why it never will. */
  problem: CallError | undefined;
  isRefused?: true;
  /** What was typed about this file alone. */
  typed: Typed;
  stop: AbortController;
}

/** Files that were dropped; they stay while other views are looked at. */
export const draftFiles = signal<readonly DraftFile[]>([]);

/** What was left out of folders, as the command line leaves it out, and why. */
export interface LeftOut {
  path: string;
  reason: 'extension' | 'empty' | 'hidden' | 'unreadable';
}

/** All that was left out of the folders that were dropped. */
export const leftOut = signal<readonly LeftOut[]>([]);

/** What was typed about the request. */
export const draftTyped = signal<Typed>({});

/** The platform that was chosen; empty: the first. */
export const draftPlatform = signal('');

/** Files that are sent at a time. */
const AT_ONCE = 2;
const waiting: (() => Promise<void>)[] = [];
let sending = 0;
let lastKey = 0;

/** A file of the browser, and where it lies in what was dropped. */
export interface FoundFile {
  file: File;
  place: string;
}

/** Takes files from the browser, and begins to send them. One that is there is not taken twice; one that was refused is tried again. */
export function takeFiles(files: Iterable<FoundFile>): void {
  const taken = new Map<string, DraftFile>();
  const known = new Set<string | undefined>();
  for (const { sameAs, isRefused } of draftFiles.value) if (isRefused !== true) known.add(sameAs);
  for (const { file, place } of files) {
    const sameAs = identityOf(file, place);
    if (known.has(sameAs) || taken.has(sameAs)) continue;
    lastKey += 1;
    const one: DraftFile = {
      key: String(lastKey),
      name: file.name,
      place,
      size: file.size,
      sameAs,
      sent: 0,
      problem: undefined,
      typed: {},
      stop: new AbortController(),
    };
    taken.set(sameAs, one);
    // No platform takes an empty one, so it is not sent.
    if (file.size === 0) one.isRefused = true;
    else waiting.push(() => sendFile(file, one));
  }
  const kept = draftFiles.value.filter(({ sameAs }) => sameAs === undefined || !taken.has(sameAs));
  draftFiles.value = [...kept, ...taken.values()];
  sendNext();
}

/** Takes a path or an address that the gateway is to name in the request as it is. */
export function takeSource(source: string): void {
  lastKey += 1;
  const one = {
    key: String(lastKey),
    name: source,
    place: source,
    sent: 0,
    source,
    problem: undefined,
    typed: {},
    stop: new AbortController(),
  };
  draftFiles.value = [...draftFiles.value, one];
}

/** Leaves a file out; what the gateway has of it is removed. */
export function leaveOut({ key, path, stop }: DraftFile): void {
  stop.abort();
  // What cannot be removed now, because the gateway is away, goes when it expires.
  if (path !== undefined && path !== '') void removeUpload(path).catch(assertRefused);
  draftFiles.value = draftFiles.value.filter((one) => one.key !== key);
}

function assertRefused(error: unknown): void {
  if (!(error instanceof CallError)) throw error;
}

/** Notes what has changed about a file. */
export function change(key: string, more: Partial<DraftFile>): void {
  draftFiles.value = draftFiles.value.map((one) => (one.key === key ? { ...one, ...more } : one));
}

/** Empties the form. */
export function clearDraft(): void {
  draftFiles.value = [];
  draftTyped.value = {};
  leftOut.value = [];
}

addEventListener('beforeunload', (event) => {
  // What is sent goes on once it is dropped again, but not what was typed.
  if (draftFiles.value.some(({ source, isRefused }) => source === undefined && isRefused !== true))
    event.preventDefault();
});

function sendNext(): void {
  while (sending < AT_ONCE) {
    const next = waiting.shift();
    if (next === undefined) return;
    sending += 1;
    void next().finally(() => {
      sending -= 1;
      sendNext();
    });
  }
}

async function sendFile(file: File, { key, place, stop }: DraftFile): Promise<void> {
  if (stop.signal.aborted) return;
  const drop = (problem: CallError | undefined, more: Partial<DraftFile>) => {
    change(key, { ...more, problem });
  };
  try {
    const source = await upload(
      file,
      place,
      ({ path, offset, waitsFor }) => drop(waitsFor, { path, sent: offset }),
      stop.signal,
    );
    drop(undefined, { source, sent: file.size });
  } catch (error) {
    if (stop.signal.aborted) return;
    // A file that has changed or gone since cannot be read by the browser any more.
    const problem = error instanceof CallError ? error : new CallError(0, { detail: String(error) });
    drop(problem, { isRefused: true });
  }
}

/** Starts the ingestion. The same key again starts none beside it. Errors: {@link CallError}. */
export async function startIngestion(
  request: unknown,
  key: string,
): Promise<{ id: string; warnings?: string[]; told?: Sentence[] }> {
  return callJson('v1/ingestions', { json: request, headers: { 'idempotency-key': key } });
}
