import pLimit from 'p-limit';
import { z } from 'zod';
import type { OperationAnswer } from '../../../client/index.ts';
import { ModelrailError } from '../../../lib/errors.ts';

/** A project of the platform. */
export interface DirectoryProject {
  /** Of the record (`PR…`). */
  id: string;
  /** `Pj…` */
  projectId: string;
  projectName: string;
  projectLocalId?: string;
}

/** An area with what lies in it. */
export interface DirectoryArea {
  id: string;
  areaCode?: string;
  areaName: string;
  areas: DirectoryArea[];
  projects: DirectoryProject[];
}

/** A group with its areas, and the projects that are in none of them. */
export interface DirectoryGroup {
  groupCode: string;
  groupName: string;
  areas: DirectoryArea[];
  projects: DirectoryProject[];
}

/** Makes a call of the platform. */
export type Ask = (operation: string, input: Readonly<Record<string, unknown>>) => Promise<OperationAnswer>;

/** Projects of one page: an answer of some 60 kB. */
const PAGE_SIZE = 200;
/** Groups that are read at a time. */
const AT_ONCE = 4;

const text = z.union([z.string(), z.number()]).transform(String);
const optionalText = text.nullish().transform((value) => (value === null || value === '' ? undefined : value));
const group = z.object({ groupCode: text, groupName: optionalText });
const area = z.object({ id: text, areaCode: optionalText, areaName: text, parentId: optionalText });
const project = z.object({
  id: text,
  projectId: text,
  projectName: optionalText,
  projectLocalId: optionalText,
  areaId: optionalText,
});
type Area = z.output<typeof area>;
type Project = z.output<typeof project>;

/** Reads groups, areas and projects, those page by page. `onRead` is told how many projects were read so far. */
export async function readDirectory(ask: Ask, onRead: (projects: number) => void): Promise<DirectoryGroup[]> {
  const groups = contentOf(await ask('group/querySaasGroupList', {}), group);
  const limit = pLimit(AT_ONCE);
  let read = 0;
  return await limit.map(groups, async ({ groupCode, groupName = groupCode }) => {
    const areas = contentOf(await ask('area/querySaasAreaList', { groupCode }), area);
    const projects = await readProjects(ask, groupCode, (more) => {
      read += more;
      onRead(read);
    });
    return { groupCode, groupName, ...treeOf(areas, projects) };
  });
}

/** All pages of a group's projects. A project that moves to an earlier page while they are read is missed, as in any such list. */
async function readProjects(ask: Ask, groupCode: string, onRead: (more: number) => void): Promise<Project[]> {
  const projects = new Map<string, Project>();
  for (let page = 1; ; page += 1) {
    const answer = await ask('project/queryProjectPageList', { groupCode, page, size: PAGE_SIZE });
    const found = contentOf(answer, project);
    for (const one of found) projects.set(one.id, one);
    onRead(found.length);
    const { count } = answer;
    if (found.length === 0 || typeof count !== 'number' || page * PAGE_SIZE >= count) return [...projects.values()];
  }
}

function treeOf(areas: readonly Area[], projects: readonly Project[]): Pick<DirectoryGroup, 'areas' | 'projects'> {
  const ids = new Set(areas.map(({ id }) => id));
  const isTop = ({ parentId }: Area) => parentId === undefined || !ids.has(parentId);
  const below = (parent: string | undefined, above: ReadonlySet<string>): DirectoryArea[] =>
    areas
      // A circle has no top, so nothing of it is reached; one that has is cut.
      .filter((one) => (parent === undefined ? isTop(one) : one.parentId === parent && !above.has(one.id)))
      .map((one) => ({
        id: one.id,
        ...(one.areaCode === undefined ? {} : { areaCode: one.areaCode }),
        areaName: one.areaName,
        areas: below(one.id, new Set([...above, one.id])),
        projects: projects.filter(({ areaId }) => areaId === one.id).map(toShown),
      }));
  return {
    areas: below(undefined, new Set()),
    projects: projects.filter(({ areaId }) => areaId === undefined || !ids.has(areaId)).map(toShown),
  };
}

function toShown({ id, projectId, projectName = projectId, projectLocalId }: Project): DirectoryProject {
  return { id, projectId, projectName, ...(projectLocalId === undefined ? {} : { projectLocalId }) };
}

function contentOf<Schema extends z.ZodType>({ content }: OperationAnswer, schema: Schema): z.output<Schema>[] {
  const parsed = z.array(schema).safeParse(content ?? []);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ModelrailError(
    'UnexpectedResponse',
    `content.${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`,
  );
}
