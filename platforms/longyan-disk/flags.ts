import type { RequestFlags } from '../../lib/requests/flags.ts';

const TEACHING = { group: 'What a resource is for, each by its id or its name:' };
const PLACE = { group: 'Where resources go on the disk:' };

/** The flags of `ingest` for platforms of this kind. */
export const longyanDiskFlags: RequestFlags = {
  flags: [
    { ...TEACHING, flag: '--period <period>', path: 'period', text: 'teaching stage', example: '小学' },
    { ...TEACHING, flag: '--subject <subject>', path: 'subject', text: 'subject', example: '语文' },
    { ...TEACHING, flag: '--edition <edition>', path: 'edition', text: 'edition of the textbook' },
    { ...TEACHING, flag: '--volume <volume>', path: 'volume', text: 'volume of the textbook' },
    { ...TEACHING, flag: '--textbook <textbook>', path: 'textbook', text: 'textbook' },
    {
      ...TEACHING,
      flag: '--chapter <chapters...>',
      path: 'chapters',
      text: 'chapters of the textbook, or paths of titles such as A/B; put the files before this option',
    },
    { ...TEACHING, flag: '--grade <id>', path: 'grade', text: 'grade, by its id alone' },
    {
      ...PLACE,
      flag: '--title <text>',
      path: 'title',
      text: 'title of the resource, of one file',
      unset: "the file's name",
    },
    { ...PLACE, flag: '--parent-id <id>', path: 'parentId', text: 'id of a folder that is there', unset: 'the root' },
    { ...PLACE, flag: '--folder <name>', path: 'folder', text: 'a new folder in it, made once' },
  ],
};
