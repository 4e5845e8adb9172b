import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { UploadPlan } from './assembly.ts';
import type { Files } from './files.ts';
import type { UploadLedger } from './upload-ledger.ts';

/** Where the uploads of an earlier process lie. */
export interface RecoveryOptions {
  ledger: UploadLedger;
  files: Files;
  /** Folder of the parts. */
  folder: string;
  /** Folder of the whole files. */
  wholeFiles: string;
  /** False where bytes are counted only. */
  keepsBytes: boolean;
}

/** Gives the uploads that can be taken up, wherever the earlier process died, and deletes what belongs to none. */
export function recoverUploads(options: RecoveryOptions): { plan: UploadPlan; received: number[] }[] {
  const { ledger, files, folder } = options;
  const uploads = ledger.load().filter(({ plan }) => {
    const isOpen = files.get(plan.hash) === undefined && (!options.keepsBytes || hasBytes(plan, options));
    if (!isOpen) ledger.forget(plan);
    return isOpen;
  });
  const parts = new Set(uploads.map(({ plan }) => plan.part));
  for (const name of readdirSync(folder)) if (!parts.has(name)) rmSync(join(folder, name));
  return uploads;
}

function hasBytes(plan: UploadPlan, { folder, wholeFiles }: RecoveryOptions): boolean {
  const part = join(folder, plan.part);
  if (existsSync(part)) return true;
  // Death between the two steps of a merge: the bytes have moved, and nothing is on record. They are merged again.
  const moved = join(wholeFiles, plan.hash);
  if (plan.merge === undefined || !existsSync(moved)) return false;
  renameSync(moved, part);
  return true;
}
