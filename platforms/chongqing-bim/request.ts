import { z } from 'zod';
import { extensionOf } from '../../contracts/file-name.ts';
import type { IngestRequest, ProjectRequest } from '../../contracts/request.ts';
import { lastSegment } from '../../contracts/source-path.ts';
import { requestParts } from '../../lib/requests/ingest-request.ts';
import type { RequestProblem } from '../../lib/requests/problems.ts';

/** What `project/create` requires beside the id that we make (manual section 7). */
const REQUIRED = ['name', 'code', 'areaCode', 'type', 'stage'] as const;
const DATES = ['startDate', 'finishDate'] as const;

const { project, files, group, options } = requestParts;

/** A request to one of several platforms of this kind, as exactly as a schema can say it. */
export const chongqingBimRequest = (names: readonly string[]) =>
  z
    .strictObject({
      platform: z.enum(names),
      project: z.union([
        z.strictObject({ id: project.id.describe('An existing project.') }),
        z.strictObject({
          name: project.name,
          code: project.code,
          areaCode: project.areaCode,
          type: project.type,
          stage: project.stage,
          rate: project.rate.optional(),
          status: project.status.optional(),
          address: project.address.optional(),
          startDate: z.iso.date().optional(),
          finishDate: z.iso.date().optional(),
        }),
      ]),
      group: group.optional(),
      files,
      options: options.optional(),
    })
    .meta({ examples: [exampleFor(names[0])] });

function exampleFor(platform = ''): object {
  return {
    platform,
    project: { name: 'House', code: 'H-1', areaCode: '500103', type: 10, stage: 1 },
    group: { name: 'Structure' },
    files: [{ source: '/models/house.ifc', name: 'house.ifc', tags: ['500103', 'ARCHIVAL_PHASE', 'BUILDING'] }],
    options: { onModelError: 'continue' },
  };
}

/** What this platform asks of a request beyond its shape: an existing project, or a new one with all it requires. */
export function chongqingBimRequestProblems(request: IngestRequest): RequestProblem[] {
  const { project } = request;
  if (project === undefined) {
    const wanted = `the id of an existing one, or ${REQUIRED.join(', ')} of a new one`;
    return [{ path: ['project'], message: `is missing: ${wanted}` }];
  }
  if (project.id === undefined) return newProjectProblems(project);
  return Object.keys(project)
    .filter((key) => key !== 'id')
    .map((key) => ({
      path: ['project', key],
      message: 'is for a new project: leave it out, or leave out the id of the existing one',
    }));
}

/** Files of which the platform could not tell what they are: `fileExtention` and `Type` are required (manual section 3). */
export function chongqingBimFileProblems({ files }: IngestRequest): RequestProblem[] {
  return files.flatMap(({ source, name }, position) => {
    const known = name ?? lastSegment(source);
    if (extensionOf(known) !== '') return [];
    const problem = `"${known}" has no extension, and the platform knows the type of a file by it: set \`name\``;
    const message = name === undefined ? `is missing: ${problem} (${known}.ifc, for example)` : `is wrong: ${problem}`;
    return [{ path: ['files', position, 'name'], message }];
  });
}

function newProjectProblems(project: ProjectRequest): RequestProblem[] {
  const missing = REQUIRED.filter((key) => project[key] === undefined).map((key) => ({
    path: ['project', key],
    message: 'is missing (a new project needs it; an existing one is given by its id alone)',
  }));
  const badDates = DATES.flatMap((key) => {
    const date = project[key];
    if (date === undefined || isDate(date)) return [];
    return [{ path: ['project', key], message: `must be a date as yyyy-MM-dd, not "${date}"` }];
  });
  return [...missing, ...badDates];
}

function isDate(value: string): boolean {
  const date = new Date(`${value}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}
