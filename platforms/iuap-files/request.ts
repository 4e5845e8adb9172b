import { z } from 'zod';
import { lastSegment } from '../../contracts/source-path.ts';
import { isRecord } from '../../lib/config/file.ts';
import type { RequestDefinition } from '../../lib/requests/definition.ts';
import { requestParts } from '../../lib/requests/ingest-request.ts';
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

type Problem = (path: PropertyKey[], message: string) => void;

/** What is wrong with a file's part of a request together with what the request has for all. */
function checkFile(
  request: Readonly<Record<string, unknown>>,
  file: Readonly<Record<string, unknown>>,
  position: number,
  problem: Problem,
): void {
  const place = (key: string) => (file[key] === undefined ? [key] : ['files', position, key]);
  const valueOf = (key: string) => file[key] ?? request[key];
  for (const key of ['filepath', 'groupname']) if (valueOf(key) === undefined) problem([key], 'is missing');
  if (valueOf('encrypt') !== true) return;
  // Reading 4, and the fields of `oss` (sections 11 to 13).
  if (valueOf('url') === true) problem(place('url'), 'is not for encrypted files: nobody could read what lies there');
  if (valueOf('direct') === true) problem(place('direct'), 'is not for encrypted files: the store does not encrypt');
}

/** The service keeps one attachment of a name in a group of a document. */
function checkNames(request: Readonly<Record<string, unknown>>, files: readonly unknown[], problem: Problem): void {
  const first = new Map<string, number>();
  for (const [position, file] of files.entries()) {
    if (!isRecord(file) || typeof file['source'] !== 'string') continue;
    const given = typeof file['name'] === 'string' ? file['name'] : lastSegment(file['source']);
    const place = [file['filepath'] ?? request['filepath'], file['groupname'] ?? request['groupname'], given];
    const key = JSON.stringify(place);
    const other = first.get(key);
    if (other === undefined) first.set(key, position);
    else {
      const message = `is "${given}", as that of files[${other}]: a group has one attachment of a name`;
      problem(['files', position, 'name'], message);
    }
  }
}

/** A request to platforms of this kind. */
export const iuapFilesRequest: RequestDefinition = {
  schema: z
    .strictObject({
      platform: requestParts.platform,
      ...ofAttachment,
      files: requestParts.files(ofAttachment),
      options: z.strictObject(requestParts.options).optional(),
    })
    .superRefine(
      (given, context) => {
        if (!isRecord(given) || !Array.isArray(given['files'])) return;
        const told = new Set<string>();
        const problem: Problem = (path, message) => {
          const key = `${path.join('.')} ${message}`;
          if (told.has(key)) return;
          told.add(key);
          context.addIssue({ code: 'custom', path, message });
        };
        for (const [position, file] of given['files'].entries()) {
          checkFile(given, isRecord(file) ? file : {}, position, problem);
        }
        checkNames(given, given['files'], problem);
      },
      // Also of a request with other problems, so that all are told at once.
      { when: ({ value }) => isRecord(value) },
    ),
  example: (platform) => ({
    platform,
    filepath: 'contract-4711',
    groupname: 'models',
    files: [{ source: '/models/house.ifc', name: 'house.ifc' }],
  }),
};
