import type { Words } from '../../lib/words/words.ts';

/** What people call what this platform answers, and what its requests name. */
export const names: Readonly<Record<string, Words>> = {
  Folder: { en: 'Folder', zh: '目标文件夹' },
  Period: { en: 'Period', zh: '学段' },
  Subject: { en: 'Subject', zh: '学科' },
  fileId: { en: 'File id (fid)', zh: '文件 ID（fid）' },
  resId: { en: 'Resource id', zh: '资源 ID' },
  'platforms of kind longyan-disk have no call that reads what was delivered': {
    en: 'what was delivered (the platform has no call that reads it)',
    zh: '已交付的资源（平台没有相应的查询接口）',
  },
  dirId: { en: 'Folder id', zh: '文件夹 ID' },
};
