import type { CustomerSize } from './customer.ts';
import { customerOf } from './customer.ts';
import { linksOf, thingsOf } from './things.ts';

/** How a call is disturbed. */
export interface ExpectedCall {
  /** That a round brings about, roughly. */
  requests: number;
  /** How much more often than others it is disturbed. */
  weight: number;
}

/** The calls that a round brings about, in the order in which a run comes to them. */
export function expectedCalls(size: CustomerSize): Readonly<Record<string, ExpectedCall>> {
  const plan = customerOf(size);
  const things = (kind: string) => thingsOf(plan).filter((one) => one.kind === kind).length;
  const links = (...kinds: string[]) => linksOf(plan).filter((one) => kinds.includes(one.kind)).length;
  const read = (requests: number): ExpectedCall => ({ requests, weight: 0.5 });
  const write = (requests: number): ExpectedCall => ({ requests: Math.max(1, requests), weight: requests > 0 ? 3 : 0 });
  const seldom = (weight: number): ExpectedCall => ({ requests: 1, weight });
  return {
    'saas/login': seldom(1),
    'group/querySaasGroupList': read(2),
    'area/querySaasAreaList': read(2),
    'role/querySaasRoleList': read(2),
    'project/queryProjectPageList': read(2),
    'account/queryAccountPageList': read(2),
    'menu/queryMenuFunTree': read(8),
    'accountProject/querySaasAccountProjectList': read(5),
    'group/createSaasGroup': write(things('group')),
    'area/createSaasArea': write(things('area')),
    'project/createSaasProject': write(things('project')),
    'menu/createSaasMenu': write(things('menu')),
    'function/createSaasFunction': write(things('function')),
    'role/createSaasRole': write(things('role')),
    'account/createSaasAccount': write(things('account')),
    'account/addSaasAccountGroup': write(links('accountGroup')),
    'accountRole/createSaasAccountRole': write(links('accountRole')),
    'accountProject/createSaasAccountProject': write(links('accountArea', 'accountProject')),
    'roleMenu/createSaasRoleMenu': write(links('roleMenu')),
    'area/updateSaasArea': seldom(0.7),
    'project/updateSaasProject': seldom(0.7),
    'account/updateSaasAccount': seldom(1),
    'account/deleteSaasAccount': seldom(1),
    'accountRole/deleteSaasAccountRole': seldom(1),
    'accountProject/deleteSaasAccountProject': seldom(1),
    'roleMenu/deleteSaasRoleMenu': seldom(1),
    'role/deleteSaasRole': seldom(1),
    'function/deleteSaasFunction': seldom(1),
    'menu/deleteSaasMenu': seldom(1),
    'area/deleteSaasArea': seldom(1),
  };
}
