import type { Words } from '../../lib/words/words.ts';

/** What people call what this service answers, and what its requests name. */
export const names: Readonly<Record<string, Words>> = {
  Document: { en: 'Document', zh: '所属单据' },
  fileId: { en: 'Attachment id', zh: '附件 ID' },
  url: { en: 'Address', zh: '附件地址' },
};
