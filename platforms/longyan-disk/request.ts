import { z } from 'zod';
import { isRecord } from '../../lib/config/file.ts';
import { checkedTogether, type TellProblem } from '../../lib/requests/checked-together.ts';
import { component } from '../../lib/requests/component.ts';
import type { RequestDefinition } from '../../lib/requests/definition.ts';
import { requestParts } from '../../lib/requests/ingest-request.ts';
import { say } from '../../lib/words/say.ts';
import { encodeUserParams, MAX_USER_PARAMS_BYTES } from './user-params.ts';

const { text, id, name } = requestParts;

/** All parameters travel in a header as well, so texts and lists are shorter than the platform might keep. */
const MAX_INTRO = 500;
const MAX_IDS = 50;

/** What is left for what is not known before a file is sent, such as its `fid`, the ids of its metadata, and whose it is. */
const UNKNOWN_BYTES = 2 * 1024;

const ids = z.array(id).max(MAX_IDS);

/** Fields of `createResource` that have no flags (manual section 3.1). */
const fields = component(
  'ResourceFields',
  'Fields of `createResource`, by their own names.',
  z.strictObject({
    keyword: name.optional().describe('Keywords.'),
    intro: text(MAX_INTRO).optional().describe('Introduction.'),
    resTypeIdList: ids.optional().describe('Ids of types of resources.'),
    metadataIdList: ids.optional().describe('Ids of further metadata.'),
    ownerType: z.enum(['0', '1', '2']).optional().describe('0: a person, 1: a group, 2: an organisation.'),
    groupId: id.optional().describe('Of `ownerType` 1.'),
    issynchronization: z
      .enum(['0', '1'])
      .optional()
      .describe('Whether it is synchronised, in the codes of the platform.'),
    resSource: z
      .enum(['0', '1', '2', '3', '4', '5', '8', '9'])
      .optional()
      .describe('Where it is from, in the codes of the platform.'),
    canRemoved: z.enum(['0', '1']).optional().describe('Whether it can be removed, in the codes of the platform.'),
  }),
);

const byIdOrName = (what: string) => name.describe(`${what}, by its id or its name on the platform.`);

/** What may stand in the request for all files, and in each file for itself. */
const ofResource = {
  title: name.optional().describe('Title of the resource; default: the name of the file.'),
  period: byIdOrName('Teaching stage').optional(),
  subject: byIdOrName('Subject').optional(),
  edition: byIdOrName('Edition of the textbook').optional(),
  volume: byIdOrName('Volume of the textbook').optional(),
  textbook: byIdOrName('Textbook').optional(),
  chapters: z
    .array(text(1_000))
    .min(1)
    .max(MAX_IDS)
    .optional()
    .describe('Chapters of the textbook: ids, titles, or paths of titles (`A/B`).'),
  grade: id.optional().describe('Grade, by its id.'),
  resource: fields.optional().describe('Further fields of `createResource`, by their own names.'),
};

/** What is wrong with a file's part of a request together with what the request has for all. */
function checkResource(
  request: Readonly<Record<string, unknown>>,
  file: Readonly<Record<string, unknown>>,
  position: number,
  problem: TellProblem,
) {
  const has = (key: string) => file[key] !== undefined || request[key] !== undefined;
  const place = (key: string) => (file[key] === undefined ? [key] : ['files', position, key]);
  for (const key of ['period', 'subject']) if (!has(key)) problem([key], 'is missing');
  if (has('chapters') && !has('textbook')) problem(['textbook'], 'is missing: chapters are looked up in it');
  const own = isRecord(file['resource']) ? file['resource'] : undefined;
  const common = isRecord(request['resource']) ? request['resource'] : {};
  const all = { ...common, ...own };
  if (all['ownerType'] === '1' && all['groupId'] === undefined) {
    problem([...place('resource'), 'groupId'], 'is missing: a group (ownerType 1) has an id');
  }
  const title = file['title'] ?? request['title'] ?? file['name'] ?? '';
  const bytes = encodeUserParams(JSON.stringify({ ...all, title })).length + UNKNOWN_BYTES;
  if (bytes > MAX_USER_PARAMS_BYTES) {
    const words = say(
      'is too long together with the title, {bytes} bytes where a header has room for {most}, and a Chinese character takes nine: shorten texts, or name fewer ids',
      { bytes, most: MAX_USER_PARAMS_BYTES },
    );
    problem(place('resource'), words);
  }
}

/** A request to platforms of this kind. */
export const longyanDiskRequest: RequestDefinition = {
  schema: checkedTogether(
    z.strictObject({
      platform: requestParts.platform,
      parentId: id.optional().describe('Id of a folder that is there; default: the root of the disk.'),
      folder: name.optional().describe('Name of a folder that is made in it, once for all files.'),
      ...ofResource,
      files: requestParts.files('LongyanDiskFile', ofResource),
      options: requestParts.options.optional(),
      labels: requestParts.labels.optional(),
    }),
    (request, files, problem) => {
      for (const [position, file] of files.entries()) checkResource(request, file, position, problem);
      if (request['title'] !== undefined && files.length > 1) {
        problem(['title'], 'is of one file: give each file its own title, or none');
      }
    },
  ),
  example: (platform) => ({
    platform,
    folder: '春季学期',
    period: '小学',
    subject: '语文',
    files: [{ source: '/models/spring.mp4', name: 'spring.mp4', title: '春晓' }],
  }),
  // A folder is made once.
  syncExample: (platform) => ({ platform, parentId: '20417', period: '小学', subject: '语文' }),
};
