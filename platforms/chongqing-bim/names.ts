import type { Words } from '../../lib/words/words.ts';

/** What people call what this platform answers, and what its requests name; the Chinese as its manual has it. */
export const names: Readonly<Record<string, Words>> = {
  Project: { en: 'Project', zh: '项目名称' },
  Group: { en: 'Model group', zh: '模型组' },
  modelGroupId: { en: 'Model group id', zh: '模型组 ID' },
  'project, model group and model records (the platform has no call that reads them)': {
    en: 'project, model group and model records (the platform has no call that reads them)',
    zh: '项目、模型组和模型登记记录（平台没有相应的查询接口）',
  },
  'conversion (Temporal does not keep the run that submitted it any more)': {
    en: 'conversion (Temporal does not keep the run that submitted it any more)',
    zh: '模型转换（提交转换的运行记录已超过保留期限）',
  },
};
