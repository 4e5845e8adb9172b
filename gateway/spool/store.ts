import { type FileHandle, open, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { DataStore, Upload } from '@tus/server';
import { namesOf, sentenceOf } from '../../contracts/sentences.ts';
import { showSize } from '../../lib/quantities.ts';
import { hasCode } from '../../lib/sources/source-error.ts';
import { safeFileName } from './file-name.ts';
import { type Item, isExpired, isInUse, restingSinceMs } from './item.ts';
import type { Items } from './items.ts';
import { Refusal, tooLarge } from './refusal.ts';
import { assertShare, type Share } from './shares.ts';

/** What an upload of unknown length takes of the spool at a time. */
const RESERVED_AT_A_TIME_BYTES = 16 * 1024 ** 2;

const NO_BYTE = sentenceOf('a file without a byte is no model');
const EMPTY = sentenceOf('a file without a byte is no model: send the length that it has, or Upload-Defer-Length: 1');

/** Bounds of a spool. */
export interface SpoolLimits {
  /** Of all files together. */
  maxBytes: number;
  expiryMs: number;
  /** Of the files of one caller. */
  share: Share;
}

/**
 * What the tus server keeps uploads in: the items of a folder. The offset of an upload is the size of its file.
 *
 * Refusals: 400 without a file name, 404 or 410 for what is not or no longer there, 409 to remove what an ingestion
 * uses, 429 when the spool is full.
 */
export class SpoolStore extends DataStore {
  readonly #items: Items;
  readonly #limits: SpoolLimits;
  readonly #failures = new Map<string, unknown>();
  readonly #senders = new Map<string, string>();

  constructor(items: Items, limits: SpoolLimits) {
    super();
    this.#items = items;
    this.#limits = limits;
    this.extensions = ['creation', 'creation-with-upload', 'creation-defer-length', 'termination', 'expiration'];
  }

  override async create(upload: Upload): Promise<Upload> {
    const { id, metadata = {}, size } = upload;
    const given = metadata['filename'];
    if (given === undefined || given === null || given === '') {
      throw new Refusal(
        400,
        sentenceOf('Upload-Metadata has no filename: send "filename BASE64", the name of the file as base64'),
      );
    }
    if (size === 0) throw new Refusal(400, EMPTY);
    const item = newItem(id, this.#senders.get(id), metadata, given, size);
    this.#reserve(item, size ?? 0);
    await this.#items.create(item);
    return upload;
  }

  /**
   * Takes a whole file from one request. It is no file of the spool before all of it is here, and nothing of it stays when its
   * sender leaves or the process is killed. Refusals: 413 above `maxBytes`, 422 without a byte, 429 when the spool is full.
   */
  async receive(
    { id, caller, name, size }: { id: string; caller: string; name: string; size: number | undefined },
    content: AsyncIterable<unknown>,
    maxBytes: number,
  ): Promise<void> {
    const item = newItem(id, caller, { filename: name }, name, size);
    this.#reserve(item, size ?? 0);
    await this.#items.hold(item);
    try {
      const file = await open(this.#items.partPath(item), 'r+');
      try {
        for await (const chunk of content) {
          if (item.offset + lengthOf(chunk) > maxBytes) throw new Refusal(413, tooLarge(maxBytes));
          await this.#append(item, file, chunk);
        }
      } finally {
        await file.close();
      }
      if (item.offset === 0) throw new Refusal(422, NO_BYTE);
      item.size = item.offset;
      await this.#items.complete(item);
    } catch (error) {
      await this.#items.remove(item);
      throw error;
    }
  }

  /** Runs the creation of an upload for a caller, to whom its file then belongs. */
  async createdBy<T>(caller: string, id: string, creation: () => Promise<T>): Promise<T> {
    this.#senders.set(id, caller);
    try {
      return await creation();
    } finally {
      this.#senders.delete(id);
    }
  }

  override async getUpload(id: string): Promise<Upload> {
    const item = await this.#get(id);
    const { metadata, size, offset } = item;
    // The tus server lets an upload expire so long after its creation, and we so long after its last byte.
    const restingMs = isInUse(item) ? Date.now() : restingSinceMs(item);
    return new Upload({ id, metadata, offset, ...(size === undefined ? {} : { size }), creation_date: iso(restingMs) });
  }

  override getExpiration(): number {
    return this.#limits.expiryMs;
  }

  override async declareUploadLength(id: string, size: number): Promise<void> {
    const item = await this.#get(id);
    if (size === 0) throw new Refusal(400, EMPTY);
    this.#reserve(item, Math.max(size, item.offset));
    item.size = size;
    await this.#items.save(item);
    if (item.offset === size) await this.#items.finish(item);
  }

  override async write(stream: Readable, id: string, offset: number): Promise<number> {
    const item = await this.#get(id);
    if (item.isComplete) {
      for await (const chunk of stream)
        if (lengthOf(chunk) > 0) throw new Refusal(413, sentenceOf('the upload is complete'));
      return offset;
    }
    const file = await open(this.#items.partPath(item), 'r+');
    try {
      for await (const chunk of stream) {
        await this.#append(item, file, chunk).catch((error: unknown) => {
          this.#failures.set(id, error);
          throw error;
        });
      }
    } finally {
      await file.close();
    }
    if (item.offset === item.size) await this.#items.finish(item);
    return item.offset;
  }

  /**
   * Why bytes of an upload could not be kept, told once. The tus server, whose stream is destroyed by it, takes it for a
   * connection that was cut.
   */
  takeFailure(id: string): unknown {
    const failure = this.#failures.get(id);
    this.#failures.delete(id);
    return failure;
  }

  override async remove(id: string): Promise<void> {
    const item = await this.#get(id);
    if (isInUse(item)) {
      const ingestions = namesOf(item.claims.map(({ ingestion }) => ingestion));
      throw new Refusal(
        409,
        sentenceOf('the file is in use by ingestion {ids}: cancel it first, or let it end', { ids: ingestions }),
      );
    }
    await this.#items.remove(item);
  }

  async #append(item: Item, file: FileHandle, chunk: unknown): Promise<void> {
    // The stream is one of bytes.
    const bytes = chunk as Buffer;
    if (item.size === undefined && item.offset + bytes.length > item.reserved) {
      this.#reserve(item, item.offset + Math.max(bytes.length, RESERVED_AT_A_TIME_BYTES));
    }
    try {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await file.write(bytes, done, bytes.length - done, item.offset);
        done += bytesWritten;
        item.offset += bytesWritten;
      }
    } catch (error) {
      if (hasCode(error, 'ENOSPC', 'EDQUOT'))
        throw new Refusal(429, sentenceOf('the disk of the spool is full: try again later'));
      throw error;
    }
    item.touchedMs = Date.now();
  }

  /** Sets what an item takes of the spool. */
  #reserve(item: Item, bytes: number): void {
    const { maxBytes, share } = this.#limits;
    assertShare(item, bytes, this.#items.all(), share);
    const others = this.#items.all().reduce((sum, other) => (other === item ? sum : sum + other.reserved), 0);
    if (others + bytes > maxBytes) {
      throw new Refusal(
        429,
        sentenceOf('the spool is full ({size}): it empties as ingestions deliver its files, so try again later', {
          size: showSize(maxBytes),
        }),
      );
    }
    item.reserved = bytes;
  }

  async #get(id: string): Promise<Item> {
    const item = this.#items.get(id);
    if (item === undefined)
      throw new Refusal(404, sentenceOf('there is no upload {id}: it was delivered, removed or expired', { id }));
    const path = item.isComplete ? this.#items.sourceOf(item) : this.#items.partPath(item);
    const found = await stat(path).catch((error: unknown) => {
      if (!hasCode(error, 'ENOENT', 'ENOTDIR')) throw error;
    });
    if (found === undefined || isExpired(item, this.#limits.expiryMs)) {
      throw new Refusal(410, sentenceOf('upload {id} has expired: send the file again', { id }));
    }
    // What counts is what lies there.
    item.offset = found.size;
    return item;
  }
}

function newItem(
  id: string,
  owner: string | undefined,
  metadata: Item['metadata'],
  given: string,
  size: number | undefined,
): Item {
  const nowMs = Date.now();
  return {
    ...{ id, owner, metadata, size, offset: 0, reserved: 0, isComplete: false, claims: [] },
    ...{ name: safeFileName(given), createdMs: nowMs, touchedMs: nowMs },
  };
}

function lengthOf(chunk: unknown): number {
  return chunk instanceof Uint8Array ? chunk.length : 0;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
