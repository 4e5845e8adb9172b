import { realpath } from 'node:fs/promises';
import { normalize, resolve, sep } from 'node:path';
import type { Logger } from 'pino';
import { phraseOf, sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { type Item, isExpired, isInUse, isOwnedBy, restingSinceMs } from './item.ts';
import { openItems } from './items.ts';
import { keepSpool, type LockTimes } from './keeper.ts';
import type { Share } from './shares.ts';
import { SpoolStore } from './store.ts';
import { type OutcomeOf, type SweepResult, sweepItems } from './sweep.ts';

/** Where a spool is, and how much it takes. */
export interface SpoolOptions {
  /** Made when it is not there. One gateway has it at a time; others answer nothing about files until that one ends. */
  folder: string;
  /** Bytes of one file at most. */
  maxFileBytes: number;
  /** Bytes of a file that is sent by one request at most. Default: `maxFileBytes`. */
  maxPostBytes?: number;
  /** Bytes of all files at most, those included that have yet to come. */
  maxBytes: number;
  /** How long a file stays after its last byte, or the last end of an ingestion that did not deliver it. */
  expiryMs: number;
  /** What the files of one caller may take. Default: all. */
  share?: Share;
  logger: Logger;
  /** How long after a claim its ingestion may be unknown. Default: 10 minutes. */
  graceMs?: number;
  /** How long a connection may be silent in the middle of a body. Default: a minute. */
  stallMs?: number;
  /** Default: 5 s and 20 s. */
  lock?: LockTimes;
}

/** A file of the spool, as `GET /v1/files/{id}` gives it. */
export interface SpooledFile {
  id: string;
  /** What to name in a request; only when all of the file is here. */
  source?: string;
  name: string;
  /** Bytes in full, when they are known. */
  size?: number;
  /** Bytes that are here. */
  offset: number;
  isComplete: boolean;
  /** When it goes, if nothing more is done with it (ISO 8601); of one in use, if its ingestions failed now. */
  expiresAt: string;
}

/** Files that other services send, kept until ingestions have delivered them. */
export interface Spool {
  readonly options: Readonly<SpoolOptions>;
  /** What the tus server keeps uploads in. */
  readonly store: SpoolStore;
  /** Error: `AlreadyExists` while another gateway has the folder, as of all calls that follow but `sweep`. */
  assertHeld(): void;
  /** The file with this id, unless it is gone, expired, or another caller's. */
  find(id: string, caller: string): SpooledFile | undefined;
  /** True for a file that another caller sent. */
  isForeign(id: string, caller: string): boolean;
  /** Removes an upload, even one in use. */
  discard(id: string): Promise<void>;
  /**
   * Answers whether a source of a request lies in the spool. Errors: `SourceNotFound` for one that is not there or no
   * longer, or that another caller sent, `InvalidRequest` for one that has not arrived in full, `SourceNotAllowed` for whatever else lies there.
   */
  check(source: string, caller: string): Promise<boolean>;
  /**
   * Notes that an ingestion is about to be started with this source, which then stays until that has ended; of a source
   * that does not lie in the spool, nothing. It is noted durably when the promise is kept. Errors: those of `check`.
   */
  claim(source: string, ingestionId: string, caller: string): Promise<void>;
  /** Notes that an ingestion is about to be retried: its files stay until it has ended again. */
  renew(ingestionId: string): Promise<void>;
  /** Removes what was delivered, and what has expired. A second call while one is under way gives the same result. */
  sweep(outcomeOf: OutcomeOf): Promise<SweepResult>;
  /** Files, and bytes that they take, those included that have yet to come. */
  usage(): { files: number; bytes: number };
  /** Gives the folder free for another gateway. */
  close(): Promise<void>;
}

const DEFAULT_GRACE_MS = 10 * 60_000;
const WHOLE: Share = {
  maxBytes: Number.POSITIVE_INFINITY,
  maxFiles: Number.POSITIVE_INFINITY,
  maxUploads: Number.POSITIVE_INFINITY,
};
const DEFAULT_LOCK: LockTimes = { beatMs: 5_000, staleMs: 20_000 };

/** Opens a spool. Its state is what lies in the folder, so one that was killed goes on where it was. */
export async function createSpool(options: SpoolOptions): Promise<Spool> {
  const { expiryMs, maxBytes, share = WHOLE, graceMs = DEFAULT_GRACE_MS, logger } = options;
  const items = await openItems(options.folder);
  const keeper = await keepSpool(items, options.lock ?? DEFAULT_LOCK, logger);
  let sweeping: Promise<SweepResult> | undefined;

  // `..` as text, as those who read the file take it.
  const pathOf = (source: string) => realpath(normalize(source)).catch(() => resolve(source));

  /** The item of a path without links; nothing for one that does not lead into the spool. */
  function itemAt(path: string, source: string, caller: string): Item | undefined {
    if (path !== items.folder && !path.startsWith(items.folder + sep)) return undefined;
    keeper.assertHeld();
    const [id = '', ...rest] = path.slice(items.folder.length + 1).split(sep);
    if (rest.length === 0)
      throw new ModelrailError('SourceNotAllowed', sentenceOf('{path} is not an uploaded file', { path: source }));
    const item = items.get(id);
    if (item === undefined || rest.join(sep) !== item.name || !isThereFor(item, caller)) {
      throw new ModelrailError(
        'SourceNotFound',
        sentenceOf('{path} no longer exists: send the file again', { path: source }),
      );
    }
    if (!item.isComplete) {
      const all = item.size === undefined ? phraseOf('an unknown number of') : item.size;
      const arrived = { path: source, count: item.offset, all };
      throw new ModelrailError(
        'InvalidRequest',
        sentenceOf('of {path} {count} of {all} bytes have arrived: send the rest', arrived),
      );
    }
    return item;
  }

  function isThereFor(item: Item, caller: string): boolean {
    return isOwnedBy(item, caller) && !isExpired(item, expiryMs);
  }

  async function noteClaim(item: Item, ingestion: string): Promise<void> {
    const claim = { ingestion, claimedMs: Date.now() };
    // Anew for an ingestion that was seen to have ended: it is about to be retried.
    item.claims = [...item.claims.filter((other) => other.ingestion !== ingestion), claim];
    try {
      await items.save(item);
    } catch (error) {
      item.claims = item.claims.filter((other) => other !== claim);
      throw error;
    }
  }

  /** Looked at anew: a process that was stopped for a while may have lost it. */
  async function sweepHeld(outcomeOf: OutcomeOf): Promise<SweepResult> {
    if (!(await keeper.look())) return { removed: 0, kept: 0 };
    return sweepItems(items, { expiryMs, graceMs }, outcomeOf, logger);
  }

  return {
    options,
    store: new SpoolStore(items, { maxBytes, expiryMs, share }),
    assertHeld: keeper.assertHeld,
    find(id, caller) {
      const item = items.get(id);
      if (item === undefined || !isThereFor(item, caller)) return undefined;
      const { name, size, offset, isComplete } = item;
      return {
        ...{ id, name, offset, isComplete },
        ...(size === undefined ? {} : { size }),
        ...(isComplete ? { source: items.sourceOf(item) } : {}),
        expiresAt: new Date((isInUse(item) ? Date.now() : restingSinceMs(item)) + expiryMs).toISOString(),
      };
    },
    isForeign(id, caller) {
      const item = items.get(id);
      return item !== undefined && !isOwnedBy(item, caller);
    },
    async discard(id) {
      const item = items.get(id);
      if (item !== undefined) await items.remove(item);
    },
    async check(source, caller) {
      return itemAt(await pathOf(source), source, caller) !== undefined;
    },
    async claim(source, ingestion, caller) {
      const path = await pathOf(source);
      // Nothing is awaited between this look and the claim, so no sweep comes in between.
      const item = itemAt(path, source, caller);
      if (item === undefined) return;
      await noteClaim(item, ingestion);
    },
    async renew(ingestion) {
      const used = items.all().filter(({ claims }) => claims.some((claim) => claim.ingestion === ingestion));
      await Promise.all(used.map((item) => noteClaim(item, ingestion)));
    },
    sweep(outcomeOf) {
      sweeping ??= sweepHeld(outcomeOf).finally(() => {
        sweeping = undefined;
      });
      return sweeping;
    },
    usage() {
      const all = items.all();
      return { files: all.length, bytes: all.reduce((sum, { reserved }) => sum + reserved, 0) };
    },
    close: keeper.close,
  };
}
