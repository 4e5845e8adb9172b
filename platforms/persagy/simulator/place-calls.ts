import type { Handlers } from './calls.ts';
import { type Input, textOf } from './check-input.ts';
import { Refusal } from './refusal.ts';
import { type Sight, sightOf } from './sight.ts';
import { fits, listOf, pageOf, pick, type Row, type State } from './state.ts';
import { treeOf, withAllBelow } from './trees.ts';

const GROUP_FIELDS = ['groupCode', 'groupName', 'deployModel', 'groupIcon', 'groupDesc', 'remark'];
const AREA_FIELDS = ['groupCode', 'parentId', 'areaCode', 'areaName', 'areaType', 'remark'];
const PROJECT_FIELDS = ['groupCode', 'projectId', 'areaId', 'projectLocalId', 'projectName', 'remark'];
const PROJECT_FILTERS = ['id', 'groupCode', 'projectId', 'areaId', 'projectLocalId'];

/** Groups, areas and projects. */
export function placeCalls(state: State): Handlers {
  const { groups, areas, projects, accountProjects } = state.tables;

  function groupOf(code: unknown): Row {
    const group = groups.find((row) => row['groupCode'] === code);
    if (group === undefined) throw new Refusal('集团不存在');
    return group;
  }

  function shownGroup(group: Row): Record<string, unknown> {
    const { id: _, ...shown } = group;
    return shown;
  }

  function areaOf(input: Input, name: string): Row {
    const area = areas.get(input[name]);
    if (area === undefined || area['groupCode'] !== input['groupCode']) throw new Refusal('区域不存在');
    return area;
  }

  function checkArea(input: Input, own?: Row): void {
    groupOf(input['groupCode']);
    const parentId = textOf(input, 'parentId');
    if (parentId !== '') {
      const parent = areas.get(parentId);
      if (parent === undefined || parent['groupCode'] !== input['groupCode']) throw new Refusal('上级区域不存在');
      if (parent['areaType'] === '1') throw new Refusal('最底层区域不能有下级区域');
      if (own !== undefined && withAllBelow(areas.all(), own).some(({ id }) => id === parentId)) {
        throw new Refusal('上级区域不能是自身或下级区域');
      }
    }
    const others = areas.filter((row) => row['groupCode'] === input['groupCode'] && row.id !== own?.id);
    const code = textOf(input, 'areaCode');
    if (code !== '' && others.some((row) => row['areaCode'] === code)) throw new Refusal('区域编码已存在');
    const isBeside = (row: Row) => (row['parentId'] ?? '') === parentId;
    if (others.some((row) => isBeside(row) && row['areaName'] === input['areaName'])) {
      throw new Refusal('区域名称已存在');
    }
    if (own === undefined) return;
    const isBottom = input['areaType'] === '1';
    if (isBottom && areas.find((row) => row['parentId'] === own.id) !== undefined) throw new Refusal('存在下级区域');
    if (!isBottom && projects.find((row) => row['areaId'] === own.id) !== undefined)
      throw new Refusal('区域下存在项目');
  }

  function checkProject(input: Input, own?: Row): void {
    groupOf(input['groupCode']);
    if (textOf(input, 'areaId') !== '' && areaOf(input, 'areaId')['areaType'] !== '1') {
      throw new Refusal('项目只能属于最底层区域');
    }
    const others = projects.filter((row) => row.id !== own?.id);
    if (others.some((row) => row['projectId'] === input['projectId'])) throw new Refusal('项目ID已存在');
  }

  function shownProject(row: Row): Record<string, unknown> {
    const areaName = areas.get(row['areaId'])?.['areaName'];
    return { ...row, ...(areaName === undefined ? {} : { areaName }) };
  }

  function findProjects(input: Input, sight: Sight): Row[] {
    const ids = input['projectIds'];
    return projects.filter(
      (row) =>
        fits(row, input, PROJECT_FILTERS, ['projectName']) &&
        (!Array.isArray(ids) || ids.length === 0 || ids.includes(row['projectId'])) &&
        sight.project(row),
    );
  }

  function areaTree(groupCode: unknown, sight: Sight, found: readonly Row[], showEmpty: boolean) {
    const all = areas.filter((row) => row['groupCode'] === groupCode && sight.area(row));
    const hasProjects = (area: Row) => {
      const ids = new Set(withAllBelow(all, area).map(({ id }) => id));
      return found.some((row) => ids.has(String(row['areaId'])));
    };
    const shown = showEmpty ? all : all.filter(hasProjects);
    return treeOf(shown, (area) => ({ projects: found.filter((row) => row['areaId'] === area.id).map(shownProject) }));
  }

  function wholeTree(input: Input, sight: Sight, showEmpty: boolean) {
    const found = findProjects(input, sight);
    const shown = groups.filter((row) => fits(row, input, ['groupCode']) && sight.group(row['groupCode']));
    return shown.map((group) => ({
      ...shownGroup(group),
      areas: areaTree(group['groupCode'], sight, found, showEmpty),
      projects: found.filter((row) => row['groupCode'] === group['groupCode'] && row['areaId'] === undefined),
    }));
  }

  function areaList(input: Input, sight: Sight, isAllowed: boolean) {
    groupOf(input['groupCode']);
    const found = areas.filter((row) =>
      fits(row, input, ['groupCode', 'id', 'parentId', 'areaCode', 'areaType'], ['areaName']),
    );
    const shown = isAllowed ? found.filter((row) => row['areaType'] === '1' && sight.area(row)) : found;
    if (input['isTotal'] !== true) return listOf(shown);
    const all = areas.all();
    return listOf(
      shown.map((area) => {
        const ids = new Set(withAllBelow(all, area).map(({ id }) => id));
        const projectNum = projects.filter((row) => ids.has(String(row['areaId'])) && sight.project(row)).length;
        return { ...area, projectNum };
      }),
    );
  }

  const everything: Sight = { group: () => true, area: () => true, project: () => true };
  return {
    'group/querySaasGroupList'(input) {
      const sight = sightOf(state, input);
      const isAsked = (row: Row) => fits(row, input, ['groupCode', 'deployModel', 'syncState'], ['groupName']);
      return listOf(groups.filter((row) => isAsked(row) && sight.group(row['groupCode'])).map(shownGroup));
    },
    'group/queryGroupProjectTree'(input) {
      const sight = sightOf(state, input);
      const shown = groups.filter((row) => fits(row, input, ['groupCode']) && sight.group(row['groupCode']));
      return listOf(
        shown.map((group) => ({
          ...shownGroup(group),
          projects: projects.filter((row) => row['groupCode'] === group['groupCode'] && sight.project(row)),
        })),
      );
    },
    'group/createSaasGroup'(input, caller) {
      if (groups.find((row) => row['groupCode'] === input['groupCode']) !== undefined) {
        throw new Refusal('集团编码已存在');
      }
      groups.add('GR', { deployModel: '0', ...pick(input, GROUP_FIELDS), syncState: '2', valid: 1 }, caller.id);
      return { respMsg: '保存成功' };
    },
    'group/updateSaasGroup'(input, caller) {
      const group = groupOf(input['groupCode']);
      groups.replace(group, { ...pick(input, GROUP_FIELDS), ...pick(group, ['syncState', 'valid']) }, caller.id);
      return { respMsg: '更新成功' };
    },
    'area/querySaasAreaTree': (input) => ({ content: treeOf(areas.filter((row) => fits(row, input, ['groupCode']))) }),
    'area/queryAllowAreaTree'(input) {
      const sight = sightOf(state, input);
      return { content: treeOf(areas.filter((row) => fits(row, input, ['groupCode']) && sight.area(row))) };
    },
    'area/querySaasAreaList': (input) => areaList(input, sightOf(state, input), false),
    'area/queryAllowSaasAreaList': (input) => areaList(input, sightOf(state, input), true),
    'area/createSaasArea'(input, caller) {
      checkArea(input);
      return { content: areas.add('AR', pick(input, AREA_FIELDS), caller.id).id, respMsg: '保存成功' };
    },
    'area/updateSaasArea'(input, caller) {
      const area = areaOf(input, 'id');
      checkArea(input, area);
      areas.replace(area, pick(input, AREA_FIELDS), caller.id);
      return { respMsg: '更新成功' };
    },
    'area/deleteSaasArea'(input) {
      const area = areaOf(input, 'id');
      // The document says nothing of a cascade: what is in use stays.
      if (areas.find((row) => row['parentId'] === area.id) !== undefined) throw new Refusal('存在下级区域，不能删除');
      if (projects.find((row) => row['areaId'] === area.id) !== undefined)
        throw new Refusal('区域下存在项目，不能删除');
      if (accountProjects.find((row) => row['areaId'] === area.id) !== undefined) {
        throw new Refusal('区域已分配给账号，不能删除');
      }
      areas.remove([area]);
      return { respMsg: '删除成功' };
    },
    'project/querySaasProjectList': (input) => listOf(findProjects(input, sightOf(state, input)).map(shownProject)),
    'project/queryGroupProjectList'(input) {
      const sight = sightOf(state, input);
      const mine = (row: Row) => fits(row, input, ['groupCode']);
      const bottom = areas.filter((row) => mine(row) && row['areaType'] === '1' && sight.area(row));
      return { content: [...bottom, ...projects.filter((row) => mine(row) && sight.project(row)).map(shownProject)] };
    },
    'project/queryAreaProjectTree': (input) => ({ content: wholeTree(input, everything, true) }),
    'project/queryAllowAreaProjectTree': (input) => ({
      content: wholeTree(input, sightOf(state, input), input['showEmptyArea'] !== false),
    }),
    'project/queryProjectPageList': (input) =>
      pageOf(findProjects(input, sightOf(state, input)).map(shownProject), input),
    'project/createSaasProject'(input, caller) {
      checkProject(input);
      const { id } = projects.add('PR', { ...pick(input, PROJECT_FIELDS), valid: 1 }, caller.id);
      return { content: id, respMsg: '保存成功' };
    },
    'project/updateSaasProject'(input, caller) {
      const project = projects.get(input['id']);
      if (project === undefined) throw new Refusal('项目不存在');
      checkProject(input, project);
      projects.replace(project, { ...pick(input, PROJECT_FIELDS), valid: project['valid'] }, caller.id);
      return { respMsg: '更新成功' };
    },
    'project/batchUpdateProjectArea'(input, caller) {
      const area = areaOf(input, 'areaId');
      if (area['areaType'] !== '1') throw new Refusal('项目只能属于最底层区域');
      const wanted = input['projectIds'];
      const ids: unknown[] = Array.isArray(wanted) ? wanted : [];
      if (ids.length === 0) throw new Refusal('参数错误：projectIds不能为空');
      const moved = ids.map((id) => {
        const row = projects.find((one) => one['projectId'] === id && one['groupCode'] === input['groupCode']);
        if (row === undefined) throw new Refusal('项目不存在');
        return row;
      });
      for (const row of moved) projects.replace(row, { ...row, areaId: area.id }, caller.id);
      return { respMsg: '更新成功' };
    },
  };
}
