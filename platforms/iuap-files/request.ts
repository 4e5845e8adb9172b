import { z } from 'zod';
import { lastSegment, shownSource } from '../../contracts/source-path.ts';
import { isRecord } from '../../lib/config/file.ts';
import { checkedTogether, type TellProblem } from '../../lib/requests/checked-together.ts';
import type { RequestDefinition } from '../../lib/requests/definition.ts';
import { requestParts } from '../../lib/requests/ingest-request.ts';
import { say } from '../../lib/words/say.ts';
import { PERMISSIONS } from './endpoints.ts';

const { name } = requestParts;

/** What may stand in the request for all files, and in each file for itself. */
const ofAttachment = {
  filepath: name.optional().describe('Key of the document that files are attached to.'),
  groupname: name.optional().describe('Group of its attachments.'),
  permission: z.enum(PERMISSIONS).optional().describe('Who may read it; default: private.'),
  replace: z.boolean().optional().describe('Replace an attachment of the same name.'),
  encrypt: z.boolean().optional().describe('Have the service encrypt it; such a file has no address.'),
  url: z.boolean().optional().describe('Have the service give it an address, which the result has as `remote.url`.'),
  direct: z.boolean().optional().describe('Put it into the store of the service, then record it.'),
};

/** What may stand in a file alone. */
const ofFile = {
  ...ofAttachment,
  replaces: name
    .optional()
    .describe('Id of an attachment of the group, which gets the content of this file, and its name.'),
};

/** What is wrong with a file's part of a request together with what the request has for all. */
function checkFile(
  request: Readonly<Record<string, unknown>>,
  file: Readonly<Record<string, unknown>>,
  position: number,
  problem: TellProblem,
): void {
  const place = (key: string) => (file[key] === undefined ? [key] : ['files', position, key]);
  const valueOf = (key: string) => file[key] ?? request[key];
  for (const key of ['filepath', 'groupname']) if (valueOf(key) === undefined) problem([key], 'is missing');
  if (valueOf('encrypt') !== true) return;
  // Reading 4, and the fields of `oss` (sections 11 to 13).
  if (valueOf('url') === true) problem(place('url'), 'is not for encrypted files: what lies there could not be read');
  if (valueOf('direct') === true) problem(place('direct'), 'is not for encrypted files: the store does not encrypt');
}

/** What an attachment is found by, as the request has it. */
function placeOf(request: Readonly<Record<string, unknown>>, file: Readonly<Record<string, unknown>>): string {
  const given = file['name'] ?? lastSegment(String(file['source']));
  return JSON.stringify([file['filepath'] ?? request['filepath'], file['groupname'] ?? request['groupname'], given]);
}

/** Sources of the first file of each place, by request: a request is looked at once for each of its files. */
const firstSources = new WeakMap<object, Map<string, string>>();

function firstSourcesOf(request: Readonly<Record<string, unknown>>): Map<string, string> {
  const known = firstSources.get(request);
  if (known !== undefined) return known;
  const first = new Map<string, string>();
  for (const file of Array.isArray(request['files']) ? request['files'] : []) {
    if (!isRecord(file) || typeof file['source'] !== 'string') continue;
    const key = placeOf(request, file);
    if (!first.has(key)) first.set(key, file['source']);
  }
  firstSources.set(request, first);
  return first;
}

/** A request to platforms of this kind. */
export const iuapFilesRequest: RequestDefinition = {
  schema: checkedTogether(
    z.strictObject({
      platform: requestParts.platform,
      ...ofAttachment,
      files: requestParts.files('IuapFile', ofFile),
      options: requestParts.options.optional(),
      labels: requestParts.labels.optional(),
    }),
    (request, files, problem) => {
      for (const [position, file] of files.entries()) checkFile(request, file, position, problem);
    },
  ),
  fileProblems(file, request) {
    const other = firstSourcesOf(request).get(placeOf(request, file));
    if (other === undefined || other === file.source) return [];
    const given = file.name ?? lastSegment(file.source);
    const text = 'is "{name}", as that of {source}: a group has one attachment of a name';
    const message = say(text, { name: given, source: shownSource(other) });
    return [{ key: 'name', message }];
  },
  example: (platform) => ({
    platform,
    filepath: 'contract-4711',
    groupname: 'models',
    files: [{ source: '/models/house.ifc', name: 'house.ifc' }],
  }),
};
