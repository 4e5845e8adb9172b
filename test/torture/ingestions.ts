import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { IngestProgress, IngestRequest, ProjectRequest } from '../../client/index.ts';
import type { ForeignProjects } from './foreign-projects.ts';
import { type AskedIngestion, type AskedProject, type AskedRun, PROJECT_FACTS } from './judged.ts';
import { type PlacedFile, placeFile } from './placed-file.ts';
import type { Rig } from './rig.ts';
import { bytesOf, type PlannedFile, type PlannedIngestion, tagsOf } from './workload.ts';

/** An ingestion of a round, whatever its platform: what was asked for, and what has happened to it from outside. */
export interface RoundRun {
  planned: { files: readonly PlannedFile[] };
  asked: AskedRun;
  request: IngestRequest;
  /** Its source files, by position. */
  placed: PlacedFile[];
  runIds: string[];
  /** Reports of runs that were started again. */
  earlier: IngestProgress[];
  isPauseTried: boolean;
}

/** An ingestion of a round, to the platform that the campaign is mostly about. */
export interface RoundIngestion extends RoundRun {
  planned: PlannedIngestion;
  asked: AskedIngestion;
}

/** Puts the files of an ingestion where the plan has them, each place in a folder `folder` of the round. */
export async function prepareIngestion(
  { processes, sources }: Rig,
  planned: PlannedIngestion,
  folder: string,
  foreign: ForeignProjects,
): Promise<RoundIngestion> {
  const own = { disk: join(processes.models, folder, planned.id), server: `${folder}/${planned.id}` };
  await mkdir(own.disk, { recursive: true });
  const placed = planned.files.map((file) =>
    placeFile({ place: file.place ?? 'disk', folder: own, name: file.sourceName ?? file.name }, sources),
  );
  for (const [position, file] of planned.files.entries()) await placed[position]?.put(bytesOf(file));
  const project = await projectOf(planned, foreign);
  return {
    planned,
    placed,
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
        sourceFailures: new Set(),
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
          ...(placed[position]?.asked ?? { source: '' }),
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

/** A content as the oracle knows it. */
export function versionOf(bytes: Buffer): { md5: string; size: number } {
  return { md5: createHash('md5').update(bytes).digest('hex'), size: bytes.length };
}
