import { operation } from '../operation.ts';

const upgrade = {
  effect: 'repeatable',
  session: ['accountId'],
  required: {},
  optional: {},
  answer: { kind: 'nothing' },
} as const;

/** 迭代-升级接口管理: once after each new version of the platform; each has to be called again until it succeeds. */
export const upgrades = {
  'upgrade/updateAccountAreaAuth': operation({
    title: '新增区域权限表,兼容老数据接口',
    text: 'Fill the table of who may see which areas from older data',
    ...upgrade,
  }),
  'upgrade/clearRedisCache': operation({
    title: '清除redis中的账号token值,兼容老数据接口',
    text: 'Forget the tokens of all accounts: all have to log in again',
    ...upgrade,
  }),
};
