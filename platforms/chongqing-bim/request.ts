import { z } from 'zod';
import { extensionOf } from '../../contracts/chongqing-bim/file-name.ts';
import { namesOf } from '../../contracts/sentences.ts';
import { lastSegment } from '../../contracts/source-path.ts';
import { cutText } from '../../contracts/well-formed.ts';
import { isRecord } from '../../lib/config/file.ts';
import { component, SHOWN_AS_KEY } from '../../lib/requests/component.ts';
import type { RequestDefinition } from '../../lib/requests/definition.ts';
import { MAX_LIST, requestParts } from '../../lib/requests/ingest-request.ts';
import { say } from '../../lib/words/say.ts';

const { text, id, name, integer } = requestParts;

/** What `project/create` requires beside the id that we make (manual section 7). */
const REQUIRED = ['name', 'code', 'areaCode', 'type', 'stage'] as const;
/** Each is a part of every request that sends a chunk, and servers of forms take some thousand parts (ASP.NET: 1,024). */
const MAX_TAGS = MAX_LIST;
const MAX_SHOWN_CHARACTERS = 100;

const date = z.iso.date({
  error: ({ input }) =>
    typeof input === 'string'
      ? say('must be a date as yyyy-MM-dd, not "{value}"', { value: cutText(input, MAX_SHOWN_CHARACTERS) })
      : undefined,
});

const existing = { id: id.describe('Id of the project on the platform.') };
const required = {
  name: name.describe('Its name.'),
  code: name.describe('A code that no other project has.'),
  areaCode: name.describe("Code of the area, of the platform's dictionary."),
  type: integer.describe("Type of the project, a number of the platform's dictionary."),
  stage: integer.describe("Stage of the project, a number of the platform's dictionary."),
} satisfies Record<(typeof REQUIRED)[number], z.ZodType>;
const further = {
  rate: integer.optional().describe("Rate of the project, a number of the platform's dictionary."),
  status: integer.optional().describe("Status of the project, a number of the platform's dictionary."),
  address: text(1_000).optional().describe('Where it is built.'),
  startDate: date.optional().describe('When it begins.'),
  finishDate: date.optional().describe('When it is to be finished.'),
};

/** Keys of a project that the configuration's `dictionary` has names for. */
const NAMED = ['type', 'stage', 'rate', 'status', 'areaCode'] as const;

/** The two forms of a project, as clients see them. */
const forms = z.toJSONSchema(
  z.union([
    component('ExistingProject', 'A project that is there.', z.strictObject(existing)),
    component('NewProject', 'A project that is made.', z.strictObject({ ...required, ...further })),
  ]),
);

/** An existing project by its id alone, or a new one with all that it requires. */
const project = z
  .strictObject(z.strictObject({ ...existing, ...required, ...further }).partial().shape, {
    error: ({ input }) =>
      input === undefined
        ? say('is missing: the id of an existing one, or {keys} of a new one', { keys: namesOf(REQUIRED) })
        : undefined,
  })
  .superRefine(
    (given, context) => {
      const problem = (key: string, message: string) => context.addIssue({ code: 'custom', path: [key], message });
      if (given.id === undefined) {
        const needed = say('is missing (a new project needs it; an existing one is given by its id alone)');
        for (const key of REQUIRED) if (given[key] === undefined) problem(key, needed);
        return;
      }
      const doubled = say('is for a new project: leave it out, or leave out the id of the existing one');
      for (const key of Object.keys(project.shape)) {
        if (key !== 'id' && Reflect.get(given, key) !== undefined) problem(key, doubled);
      }
    },
    // Also of a project with other problems, so that all are told at once.
    { when: ({ value }) => isRecord(value) },
  )
  .meta({
    description: 'Where the models go: a project that is there, or a new one.',
    [SHOWN_AS_KEY]: { anyOf: forms.anyOf },
  });

/** A request to platforms of this kind. */
export const chongqingBimRequest: RequestDefinition = {
  dictionary: Object.fromEntries(NAMED.map((key) => [key, ['project', key]])),
  schema: z.strictObject({
    platform: requestParts.platform,
    project,
    group: component(
      'ModelGroup',
      'The group that the models become.',
      z.strictObject({
        name: name.optional().describe('Its name; default: made of the request.'),
        parentId: id.optional().describe('Id of a group that it lies in.'),
      }),
    ).optional(),
    files: requestParts.files('ChongqingBimFile', {
      tags: z.array(text(200)).max(MAX_TAGS).optional().describe('Tags of the model.'),
    }),
    options: component(
      'ChongqingBimOptions',
      'How an ingestion is made.',
      z.strictObject({
        onModelError: z
          .enum(['continue', 'fail'])
          .optional()
          .describe('Whether models are registered although another one failed; default: continue.'),
        ...requestParts.options.shape,
      }),
    ).optional(),
    labels: requestParts.labels.optional(),
  }),
  example: (platform) => ({
    platform,
    project: { name: 'House', code: 'H-1', areaCode: '500103', type: 10, stage: 1 },
    group: { name: 'Structure' },
    files: [{ source: '/models/house.ifc', name: 'house.ifc', tags: ['500103', 'ARCHIVAL_PHASE', 'BUILDING'] }],
    options: { onModelError: 'continue' },
  }),
  syncExample: (platform) => ({
    platform,
    project: { id: '332b316a-7b7e-45b8-a1f4-e589401ba978' },
    group: { name: 'Handover' },
  }),
  // A project is made once; from the second run on its code is taken.
  syncProblems(request) {
    const project = isRecord(request) ? request['project'] : undefined;
    if (!isRecord(project) || project['id'] !== undefined) return [];
    return [{ path: ['project', 'id'], message: 'is missing: a sync delivers into a project that is there' }];
  },
  // The platform could not tell what such a file is: `fileExtention` and `Type` are required (manual section 3).
  fileProblems({ source, name }) {
    const known = name ?? lastSegment(source);
    if (extensionOf(known) !== '') return [];
    const message =
      name === undefined
        ? say(
            'is missing: "{known}" has no extension, and the platform knows the type of a file by it: set `name` ({known}.ifc, for example)',
            { known },
          )
        : say('is wrong: "{known}" has no extension, and the platform knows the type of a file by it: set `name`', {
            known,
          });
    return [{ key: 'name', message }];
  },
};
