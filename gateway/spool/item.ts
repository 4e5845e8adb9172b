import { z } from 'zod';

/** Names of items, and of all that lies in the folder. */
export const ITEM_ID = /^[0-9a-f]{32}$/;

/** An ingestion that was started with a file. */
export interface Claim {
  ingestion: string;
  /** Milliseconds since 1970. */
  claimedMs: number;
  /** When it was seen to have ended without delivering the file. It can be retried. */
  endedMs?: number;
  /** It delivered the file. Not kept: the file goes when this holds for all. */
  isDelivered?: boolean;
  /** When its outcome was asked for last. Not kept. */
  askedMs?: number;
}

/** A file of the spool. */
export interface Item {
  readonly id: string;
  /** Its own name, fit for a file system. */
  readonly name: string;
  /** The caller that sent it; undefined for a file of an older version, which belongs to every caller. */
  readonly owner: string | undefined;
  /** As the sender gave it. */
  readonly metadata: Record<string, string | null>;
  readonly createdMs: number;
  /** Bytes in full; undefined until the sender tells. */
  size: number | undefined;
  /** Bytes that are here. */
  offset: number;
  /** Bytes of the spool that it takes up, what has yet to come included. */
  reserved: number;
  /** All bytes are here, and the file lies where its source says. */
  isComplete: boolean;
  /** When the last byte came. */
  touchedMs: number;
  claims: Claim[];
}

const record = z.object({
  name: z.string().min(1),
  owner: z.string().optional(),
  metadata: z.record(z.string(), z.string().nullable()),
  createdMs: z.number(),
  size: z.number().int().min(0).optional(),
  claims: z.array(
    z.object({ ingestion: z.string().min(1), claimedMs: z.number(), endedMs: z.number().exactOptional() }),
  ),
});

/** What cannot be seen from the file itself, as text to be kept beside it. */
export function writeRecord({ name, owner, metadata, createdMs, size, claims }: Item): string {
  // What a schema does not name, it drops.
  return `${JSON.stringify(record.parse({ name, owner, metadata, createdMs, size, claims }))}\n`;
}

/** The item that was kept, of which nothing has come yet; undefined for anything else. */
export function readRecord(id: string, text: string): Item | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = record.safeParse(value);
  if (!parsed.success) return undefined;
  const { size, createdMs, owner } = parsed.data;
  return { ...parsed.data, id, owner, size, offset: 0, reserved: size ?? 0, isComplete: false, touchedMs: createdMs };
}

/** True for a caller who may ask for a file, append to it, remove it, and ingest it. */
export function isOwnedBy({ owner }: Item, caller: string): boolean {
  return owner === undefined || owner === caller;
}

/** True while an ingestion may read the file. */
export function isInUse({ claims }: Item): boolean {
  return claims.some(({ endedMs, isDelivered }) => endedMs === undefined && isDelivered !== true);
}

/** When its time to stay began, in milliseconds since 1970: with the last byte, or the last end of an ingestion. */
export function restingSinceMs({ createdMs, touchedMs, claims }: Item): number {
  return Math.max(createdMs, touchedMs, ...claims.map(({ endedMs = 0 }) => endedMs));
}

/** True when it has expired and is not in use. */
export function isExpired(item: Item, expiryMs: number): boolean {
  return !isInUse(item) && Date.now() > restingSinceMs(item) + expiryMs;
}
