import type { RequestFlags } from '../../lib/requests/flags.ts';

const EXISTING = { group: 'An existing project:' };
const NEW = { group: 'Or a new project:' };
const MODELS = { group: 'The models:' };

/** The flags of `ingest` for platforms of this kind. */
export const chongqingBimFlags: RequestFlags = {
  flags: [
    { ...EXISTING, flag: '--project-id <id>', path: 'project.id', text: 'its id on the platform' },
    { ...NEW, flag: '--project-name <name>', path: 'project.name', text: 'its name', example: 'House' },
    {
      ...NEW,
      flag: '--project-code <code>',
      path: 'project.code',
      text: 'its code, unique on the platform',
      example: 'H-1',
    },
    {
      ...NEW,
      flag: '--area-code <code>',
      path: 'project.areaCode',
      text: 'code of its area, e.g. 500103, or a name for it',
      example: '500103',
    },
    {
      ...NEW,
      ...entry('type'),
      text: "its type, an integer of the platform's dictionary, or a name that the configuration has for it",
      example: '10',
    },
    { ...NEW, ...entry('stage'), text: 'its stage, likewise', example: '1' },
    {
      ...NEW,
      ...entry('rate'),
      text: 'its progress, likewise',
      unset: 'rateDefault of the platform',
    },
    {
      ...NEW,
      ...entry('status'),
      text: 'its status, likewise',
      unset: 'statusDefault of the platform',
    },
    { ...NEW, flag: '--address <text>', path: 'project.address', text: 'where it stands' },
    { ...NEW, flag: '--start-date <yyyy-MM-dd>', path: 'project.startDate', text: 'when it begins' },
    { ...NEW, flag: '--finish-date <yyyy-MM-dd>', path: 'project.finishDate', text: 'when it ends' },
    { ...MODELS, flag: '--group <name>', path: 'group.name', text: 'name of the model group that they form' },
    {
      ...MODELS,
      flag: '--tag <tags...>',
      path: 'files[].tags',
      text: 'tags for every file; put the files before this option',
    },
    {
      ...MODELS,
      flag: '--on-model-error <how>',
      path: 'options.onModelError',
      text: 'register what converted, or nothing once a model has failed',
      choices: ['continue', 'fail'],
      unset: 'continue',
    },
  ],
  places: { project: '--project-id (or --project-name and what goes with it)' },
};

/** An entry of one of the platform's dictionaries. */
function entry(key: string) {
  return { flag: `--${key} <number>`, path: `project.${key}`, type: 'integer' } as const;
}
