import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { PersagyClient } from '../../../platforms/persagy/client.ts';

/** What projects become: everything below A1 that has no entry of its own is of type 10. */
export const MAP = {
  areas: { A1: { areaCode: '500103', type: 10 }, A12: { areaCode: '500105', type: 20, stage: 3 } },
  default: { stage: 1 },
};

/** Writes the map of a mirror; answers its path. */
export async function writeMap(folder: string, map: object = MAP, name = 'map.yaml'): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, stringify(map));
  return path;
}

/** Gives a platform a group with areas A1 (with A11 and A12 below) and A2 beside; answers the ids of the areas by their codes. */
export async function makeAreas(client: PersagyClient): Promise<Record<string, string>> {
  await client.call('group/createSaasGroup', { groupCode: 'G1', groupName: '一号集团' });
  const make = async (areaCode: string, areaType: string, parentId?: string) => {
    const area = { groupCode: 'G1', areaCode, areaName: `区域 ${areaCode}`, areaType };
    const { content } = await client.call('area/createSaasArea', parentId === undefined ? area : { ...area, parentId });
    return String(content);
  };
  const A1 = await make('A1', '0');
  return { A1, A11: await make('A11', '1', A1), A12: await make('A12', '1', A1), A2: await make('A2', '1') };
}

/** Makes a project of that number in an area, or in none. */
export async function makeProject(client: PersagyClient, number: number, areaId?: string): Promise<void> {
  const project = {
    groupCode: 'G1',
    projectId: `Pj${number}`,
    projectLocalId: `L${number}`,
    projectName: `项目${number}`,
  };
  await client.call('project/createSaasProject', areaId === undefined ? project : { ...project, areaId });
}
