import { expect, test } from 'vitest';
import { flattenPlan } from '../../../activities/persagy/flatten-plan.ts';

test('a link that a plan names twice is one', () => {
  const account = { username: 'zhang', accountType: '2', accountSource: 'persagy' };
  const given = { ...account, roles: ['R1', 'R1'], areas: ['A1', 'A1'], projects: ['Pj1', 'Pj1'] };
  const role = {
    roleCode: 'R1',
    roleName: 'r',
    menus: [{ menuCode: 'M1' }, { menuCode: 'M1', functions: ['F1', 'F1'] }],
  };
  const group = { groupCode: 'G1', groupName: 'g', roles: [role], accounts: [given] };
  const { links } = flattenPlan({ groups: [group] }, 'PC');

  expect(links.map(({ key }) => key)).toEqual([
    'G1/R1 → PC/0/M1',
    'G1/R1 → PC/0/M1/F1',
    'zhang → G1/R1',
    'zhang → G1/A1',
    'zhang → Pj1',
  ]);
});
