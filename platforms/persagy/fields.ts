/** The fields that several operations have, each described once. */
import { code, entries, number, text, texts, time } from './field.ts';

/** What the session can fill in. */
export const sessionFields = {
  accountBelong: code('Which accounts it is about', {
    '0': 'accounts of the operations system',
    '1': 'business accounts',
  }),
  accountId: text('Id of the account that calls'),
  appId: {
    kind: 'text',
    text: 'The application',
    codes: { PC: 'on a computer', APP: 'on a phone', BIM: 'the BIM platform' },
    isOpen: true,
  },
} as const;

export const { accountBelong, appId } = sessionFields;

/** Of operations that act upon an account: never the session's. */
export const targetAccount = text('Id of the account that it acts upon');

export const remark = text('A remark');
export const page = number('The page, from 1', { min: 1 });
export const size = number('Records on a page, 1 or more', { min: 1 });
const isValid = { '0': 'disabled', '1': 'enabled' };
export const valid = code('Whether it is enabled', isValid);
export const validNumber = number('Whether it is enabled', { codes: isValid });

export const groupCode = text('Code of the group');
export const groupName = text('Name of the group; queries find it in parts');
export const groupIcon = text('Address of its icon');
export const groupDesc = text('Its description');
export const deployModel = code('How the group is deployed', { '0': 'in the public cloud', '1': 'in a private cloud' });
export const syncState = code('Whether its data is synchronised', { '0': 'it failed', '1': 'yes', '2': 'not yet' });

export const areaId = text('Id of an area (AR…)');
export const areaCode = text('Code of the area');
export const areaName = text('Name of the area; queries find it in parts');
export const areaType = code('Where it stands in the tree', { '0': 'with areas below', '1': 'at the bottom' });
export const parentId = text('Id of what it lies below; empty at the top');

export const projectId = text('The project id (Pj…)');
export const projectIds = texts('Project ids (Pj…)');
export const projectRecord = text('Id of the record of a project (PR…)');
export const projectLocalId = text('Local code of the project');
export const projectName = text('Name of the project; queries find it in parts');

export const username = text('Name by which the account logs in; queries find it in parts');
export const accountType = code('What the account is', {
  '0': 'administrator of all groups',
  '1': 'administrator of one group',
  '2': 'ordinary account',
});
export const accountSource = text('Name of the system that the account comes from');
export const phoneNum = text('Telephone number');
export const mail = text('Mail address');
export const headPortrait = text('Address of its picture');
export const validStartTime = time('Start of the time for which the account is valid');
export const validEndTime = time('End of the time for which the account is valid');
export const validLast = code('For how long it is valid', {
  '0': 'from validStartTime to validEndTime',
  '1': 'always',
});
export const casType = code('Kind of the link to its roles; a call that deletes first deletes those of this kind', {
  '0': 'main post',
  '1': 'second post',
  '2': 'default role of a business administrator',
});

export const roleId = text('Id of a role (RO…)');
export const roleCode = text('Code of the role');
export const roleName = text('Name of the role; queries find it in parts');
export const roleType = code('Kind of the role', { '0': 'of the system', '1': 'of the business' });
export const auths = entries(
  'The menus and functions of the role; all others are taken from it first',
  { menuId: text('Id of a menu') },
  { functionId: text('Id of a function of that menu') },
);

export const menuId = text('Id of a menu (ME…)');
export const menuCode = text('Code of the menu');
export const menuName = text('Name of the menu');
export const menuUrl = text('Address of the menu; one that has it is a page');
export const urlType = code('What menuUrl is; required where there is one', { '0': 'relative', '1': 'absolute' });
export const menuIcon = text('Icon of the menu');
export const menuSort = number('Place of the menu among those beside it');
export const menuType = code('Kind of the menu', {
  '0': 'of the system',
  '1': 'of the standard business',
  '2': 'of IBMS',
  '3': 'of the app',
});

export const functionId = text('Id of a function (FU…)');
export const funCode = text('Code of the function');
export const funName = text('Name of the function; queries find it in parts');
export const funUrl = text('Address of the function');
export const funSort = number('Place of the function in its menu');

export const productCode = text('Code of the product; unique');
export const productName = text('Name of the product; unique');
export const productIcon = text('Icon of the product');
export const productState = code('State of the product', { '0': 'being built', '1': 'finished', '2': 'linked' });
export const productMenu = code('Whether the product is linked to menus', { '0': 'no', '1': 'yes' });
