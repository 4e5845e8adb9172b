import { sentenceOf } from '../../contracts/sentences.ts';
import { showSize } from '../../lib/quantities.ts';
import type { Item } from './item.ts';
import { Refusal } from './refusal.ts';

/** What the files of one caller may take of a spool. */
export interface Share {
  /** Bytes, what has yet to come included. */
  maxBytes: number;
  maxFiles: number;
  /** Files of which not all is here. */
  maxUploads: number;
}

/** Refusal: 429 when a file of so many bytes is more than its sender's share. */
export function assertShare(item: Item, bytes: number, all: readonly Item[], share: Share): void {
  const others = all.filter((other) => other !== item && other.owner === item.owner);
  const isNew = !all.includes(item);
  if (isNew && others.length >= share.maxFiles) {
    throw new Refusal(
      429,
      sentenceOf('{count} files of yours are in the spool: let ingestions deliver them, or delete some', {
        count: share.maxFiles,
      }),
    );
  }
  const unfinished = others.filter(({ isComplete }) => !isComplete).length;
  if (isNew && unfinished >= share.maxUploads) {
    throw new Refusal(
      429,
      sentenceOf('{count} uploads of yours are unfinished: finish or delete some', { count: share.maxUploads }),
    );
  }
  const taken = others.reduce((sum, { reserved }) => sum + reserved, 0);
  if (taken + bytes > share.maxBytes) {
    throw new Refusal(
      429,
      sentenceOf('your share of the spool is full ({size}): it empties as ingestions deliver your files', {
        size: showSize(share.maxBytes),
      }),
    );
  }
}
