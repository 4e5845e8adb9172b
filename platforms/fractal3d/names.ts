import type { Words } from '../../lib/words/words.ts';

/** What people call what this platform answers, and what its requests name. */
export const names: Readonly<Record<string, Words>> = {
  Format: { en: 'Format', zh: '转换格式' },
  Thumbnail: { en: 'Thumbnail', zh: '缩略图尺寸' },
  Comment: { en: 'Comment', zh: '评论内容' },
  'Saved to': { en: 'Saved to', zh: '结果保存位置' },
  transactionId: { en: 'Conversion id', zh: '转换事务 ID' },
  thumbnailTransactionId: { en: 'Thumbnail job id', zh: '缩略图事务 ID' },
  resourceId: { en: 'Resource id', zh: '资源 ID' },
  commentId: { en: 'Comment id', zh: '评论 ID' },
  'the platform fetched the file from its address': {
    en: 'the platform fetched the file from its address',
    zh: '文件内容（由平台按地址自行下载）',
  },
};
