import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { IngestRequest } from '../../client/index.ts';
import type { AskedIngestion } from './judged.ts';
import type { Deed } from './plan.ts';
import { HOST } from './processes.ts';
import { bytesOf, type PlannedFile, type PlannedIngestion } from './workload.ts';

/** An ingestion of a round: what was asked for, and what has happened to it from outside. */
export interface RoundIngestion {
  planned: PlannedIngestion;
  asked: AskedIngestion;
  request: IngestRequest;
  /** Its source files, by position. */
  paths: string[];
  runIds: string[];
  isPauseTried: boolean;
}

/** Writes the files of an ingestion into a folder of its own below `folder`. */
export async function prepareIngestion(planned: PlannedIngestion, folder: string): Promise<RoundIngestion> {
  const own = join(folder, planned.id);
  await mkdir(own, { recursive: true });
  const paths = planned.files.map((file) => join(own, file.name));
  for (const [position, file] of planned.files.entries()) await writeFile(paths[position] ?? '', bytesOf(file));
  return {
    planned,
    paths,
    asked: {
      id: planned.id,
      projectCode: planned.projectCode,
      onModelError: planned.onModelError,
      files: planned.files.map((file) => ({
        name: file.name,
        versions: [versionOf(bytesOf(file))],
        isDisturbed: false,
      })),
      isCancelTried: false,
      isRetried: false,
    },
    request: {
      platform: planned.platform,
      project: { name: planned.id, code: planned.projectCode, areaCode: '500103', type: 10, stage: 1 },
      files: paths.map((source) => ({ source, host: HOST })),
      options: { onModelError: planned.onModelError },
    },
    runIds: [],
    isPauseTried: false,
  };
}

/** Changes a source file under the eyes of the workers. */
export async function disturbSource(
  { planned, asked, paths }: RoundIngestion,
  { file: position, how }: Extract<Deed, { to: 'source' }>,
): Promise<void> {
  const [planFile, file, path] = [planned.files[position], asked.files[position], paths[position]];
  if (planFile === undefined || file === undefined || path === undefined) return;
  file.isDisturbed = true;
  if (how === 'remove') return await rm(path, { force: true });
  try {
    if (how === 'touch') return await utimes(path, new Date(), new Date());
    const bytes = bytesOf(otherContent(planFile, how));
    // Known before it is there: a worker may be quicker than the next line.
    file.versions.push(versionOf(bytes));
    if (how === 'overwrite') await overwrite(path, bytes);
    else await replace(path, bytes);
  } catch (error) {
    // It was removed before.
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}

/** Overwriting keeps the size, so that only content and time tell. */
function otherContent({ size, content }: PlannedFile, how: 'replace' | 'overwrite'): { size: number; content: number } {
  return how === 'overwrite' ? { size, content: content + 32 } : { size: size + 1, content: content + 33 };
}

async function overwrite(path: string, bytes: Buffer): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.write(bytes, 0, bytes.length, 0);
  } finally {
    await handle.close();
  }
}

async function replace(path: string, bytes: Buffer): Promise<void> {
  await utimes(path, new Date(), new Date());
  await writeFile(`${path}.new`, bytes);
  await rename(`${path}.new`, path);
}

function versionOf(bytes: Buffer): { md5: string; size: number } {
  return { md5: createHash('md5').update(bytes).digest('hex'), size: bytes.length };
}
