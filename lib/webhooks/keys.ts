import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PRIVATE_FILE, PRIVATE_FOLDER } from '../config/private-files.ts';
import { ModelrailError } from '../errors.ts';
import type { Secret } from '../secret.ts';
import { hasCode } from '../sources/source-error.ts';
import { told } from '../words/told.ts';
import { keyFrom } from './addresses.ts';

/** Where the keys of addresses come from. */
export interface WebhookKeySources {
  /** Secrets that the worker and the gateway both have; the first one signs. */
  keys: readonly Secret[];
  /** Absolute; holds a key of its own where there are no secrets: worker and gateway are on one machine then. */
  keyFile: string;
}

const KEY_BYTES = 32;

/** The keys of addresses, the one that signs first. Error: `InvalidRequest` when the file can be neither read nor made. */
export async function readWebhookKeys({ keys, keyFile }: WebhookKeySources): Promise<[Buffer, ...Buffer[]]> {
  const [first, ...others] = keys.map((key) => keyFrom(key.reveal()));
  return first === undefined ? [await keyIn(keyFile)] : [first, ...others];
}

/** The key in a file, which is made by the first process that needs it. */
async function keyIn(path: string): Promise<Buffer> {
  const own = `${path}.${process.pid}-${randomBytes(4).toString('hex')}`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: PRIVATE_FOLDER });
    await writeFile(own, randomBytes(KEY_BYTES).toString('hex'), { mode: PRIVATE_FILE, flag: 'wx' });
    try {
      // Whole or not at all, and never over the one that is there.
      await link(own, path);
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    } finally {
      await rm(own, { force: true });
    }
    return Buffer.from((await readFile(path, 'utf8')).trim(), 'hex');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ModelrailError('InvalidRequest', told('the key of the webhooks cannot be kept: {reason}', { reason }), {
      cause: error,
    });
  }
}
