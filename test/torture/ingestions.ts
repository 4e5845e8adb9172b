import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { IngestProgress, IngestRequest, ProjectRequest } from '../../client/index.ts';
import type { ForeignProjects } from './foreign-projects.ts';
import { type AskedIngestion, type AskedProject, PROJECT_FACTS } from './judged.ts';
import type { Deed, SourceChange } from './plan.ts';
import { HOST } from './processes.ts';
import { bytesOf, type PlannedFile, type PlannedIngestion, tagsOf } from './workload.ts';

/** An ingestion of a round: what was asked for, and what has happened to it from outside. */
export interface RoundIngestion {
  planned: PlannedIngestion;
  asked: AskedIngestion;
  request: IngestRequest;
  /** Its source files, by position. */
  paths: string[];
  runIds: string[];
  /** Reports of runs that were started again. */
  earlier: IngestProgress[];
  isPauseTried: boolean;
}

/** Writes the files of an ingestion into a folder of its own below `folder`. */
export async function prepareIngestion(
  planned: PlannedIngestion,
  folder: string,
  foreign: ForeignProjects,
): Promise<RoundIngestion> {
  const own = join(folder, planned.id);
  await mkdir(own, { recursive: true });
  const paths = planned.files.map((file) => join(own, file.sourceName ?? file.name));
  for (const [position, file] of planned.files.entries()) await writeFile(paths[position] ?? '', bytesOf(file));
  const project = await projectOf(planned, foreign);
  return {
    planned,
    paths,
    asked: {
      id: planned.id,
      project,
      groupName: planned.groupName ?? project.name ?? planned.id,
      onModelError: planned.onModelError,
      files: planned.files.map((file) => ({
        name: file.name,
        tags: tagsOf(planned, file),
        versions: [versionOf(bytesOf(file))],
        isDisturbed: false,
      })),
      isCancelTried: false,
      isRetried: false,
    },
    request: {
      platform: planned.platform,
      project: askedProject(project),
      ...(planned.groupName === undefined ? {} : { group: { name: planned.groupName } }),
      files: planned.files.map((file, position) => {
        const tags = tagsOf(planned, file);
        return {
          source: paths[position] ?? '',
          host: HOST,
          ...(file.sourceName === undefined ? {} : { name: file.name }),
          ...(tags.length === 0 ? {} : { tags }),
        };
      }),
      options: { onModelError: planned.onModelError, ...planned.limits },
    },
    runIds: [],
    earlier: [],
    isPauseTried: false,
  };
}

/** A project as it is asked for; somebody else makes it first where the plan says so. */
async function projectOf(
  { id, project, projectCode }: PlannedIngestion,
  foreign: ForeignProjects,
): Promise<AskedProject> {
  const asked = { code: projectCode, name: id, isTaken: project === 'taken' };
  if (project === 'new') return asked;
  const foreignId = await foreign.create(projectCode);
  return project === 'given' ? { id: foreignId, code: projectCode, isTaken: false } : asked;
}

function askedProject({ id, code, name }: AskedProject): ProjectRequest {
  if (id !== undefined) return { id };
  return { ...(name === undefined ? {} : { name }), code, ...PROJECT_FACTS };
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
    const bytes = otherBytes(planFile, how);
    // Known before it is there: a worker may be quicker than the next line.
    file.versions.push(versionOf(bytes));
    if (how === 'replace') await replace(path, bytes);
    else await overwrite(path, bytes);
  } catch (error) {
    // It was removed before.
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}

/** Overwriting keeps the size, so that only content and time tell. */
function otherBytes({ size, content }: PlannedFile, how: Exclude<SourceChange, 'touch' | 'remove'>): Buffer {
  switch (how) {
    case 'overwrite':
      return bytesOf({ size, content: content + 128 });
    case 'replace':
      return bytesOf({ size: size + 1, content: content + 128 });
    case 'append':
      return Buffer.concat([bytesOf({ size, content }), Buffer.from('more')]);
    case 'truncate':
      return bytesOf({ size: Math.ceil(size / 2), content });
  }
}

async function overwrite(path: string, bytes: Buffer): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.truncate(bytes.length);
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
