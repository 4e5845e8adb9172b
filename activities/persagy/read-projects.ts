import pLimit from 'p-limit';
import type { SourceProject } from '../../contracts/persagy/mirror.ts';
import { namesOf, sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import type { PersagyClient } from '../../platforms/persagy/client.ts';
import { CALLED } from './called.ts';
import { readPages } from './read-state.ts';

/** Groups that are read at a time. */
const AT_ONCE = 4;

/** Which projects are wanted; default: all. */
interface ProjectFilter {
  groupCode: string[] | undefined;
  /** With the areas below. */
  areaCode: string[] | undefined;
}

/** All projects of a platform with the areas that they lie in. Error: `NotFound` for a group or an area of the filter that is not there. */
export async function readProjects(
  client: PersagyClient,
  { groupCode, areaCode }: ProjectFilter,
  signal: AbortSignal,
): Promise<SourceProject[]> {
  const { content: groups } = await client.call('group/querySaasGroupList', {}, signal);
  assertThere('group', groupCode, new Set(groups.map((group) => group.groupCode)));
  const areaCodes = new Set<string>();
  const all = await pLimit(AT_ONCE).map(groups, async (group): Promise<SourceProject[]> => {
    const [{ content: areas }, projects] = await Promise.all([
      client.call('area/querySaasAreaList', { groupCode: group.groupCode }, signal),
      readPages((page) => client.call('project/queryProjectPageList', { groupCode: group.groupCode, ...page }, signal)),
    ]);
    const byId = new Map(areas.map((area) => [area.id, area]));
    for (const area of areas) if (area.areaCode) areaCodes.add(area.areaCode);
    return projects.map(({ projectId, projectName, areaId }) => {
      const codes = codesFrom(byId, areaId);
      const isWanted =
        (groupCode === undefined || groupCode.includes(group.groupCode)) &&
        (areaCode === undefined || codes.some((code) => areaCode.includes(code)));
      return { projectId, projectName: projectName || projectId, areas: codes, isWanted };
    });
  });
  assertThere('area', areaCode, areaCodes);
  return all.flat();
}

/** The codes of an area and of those above it, the nearest first. */
function codesFrom(
  byId: { get(id: string): { areaCode?: string | null; parentId?: string | null } | undefined },
  areaId: string | null | undefined,
): string[] {
  const codes: string[] = [];
  const seen = new Set<string>();
  for (let id = areaId; id && !seen.has(id); id = byId.get(id)?.parentId) {
    seen.add(id);
    const code = byId.get(id)?.areaCode;
    if (code) codes.push(code);
  }
  return codes;
}

function assertThere(what: 'group' | 'area', wanted: readonly string[] | undefined, there: ReadonlySet<string>): void {
  const missing = (wanted ?? []).filter((code) => !there.has(code));
  if (missing.length === 0) return;
  throw new ModelrailError(
    'NotFound',
    sentenceOf('the platform has no {record}', { record: CALLED[what](namesOf(missing)) }),
  );
}
