import type { RequestFlags } from '../../lib/requests/flags.ts';

const PLACE = { group: 'The document that files are attached to:' };
const HOW = { group: 'How files are attached:' };

/** The flags of `ingest` for platforms of this kind. */
export const iuapFilesFlags: RequestFlags = {
  flags: [
    { ...PLACE, flag: '--filepath <key>', path: 'filepath', text: 'key of the document', example: 'contract-4711' },
    { ...PLACE, flag: '--groupname <name>', path: 'groupname', text: 'group of its attachments', example: 'models' },
    {
      ...HOW,
      flag: '--permission <permission>',
      path: 'permission',
      text: 'who may read them',
      choices: ['read', 'private', 'full'],
      unset: 'private',
    },
    { ...HOW, flag: '--replace', path: 'replace', text: 'replace attachments of the same names' },
    { ...HOW, flag: '--encrypt', path: 'encrypt', text: 'have the service encrypt them' },
    { ...HOW, flag: '--url', path: 'url', text: 'have the service give them addresses' },
    { ...HOW, flag: '--direct', path: 'direct', text: 'put them into the store of the service, then record them' },
  ],
};
