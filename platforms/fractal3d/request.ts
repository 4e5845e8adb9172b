import { z } from 'zod';
import { targetOf } from '../../contracts/fractal3d/file-types.ts';
import { MAX_RETENTION_DAYS, UNLIMITED_RETENTION } from '../../contracts/fractal3d/limits.ts';
import { NO_THUMBNAIL, parseThumbnail } from '../../contracts/fractal3d/request.ts';
import { isAbsoluteSomewhere, lastSegment, shownSource } from '../../contracts/source-path.ts';
import { isRecord } from '../../lib/config/file.ts';
import type { KeyOfFileProblem, RequestDefinition } from '../../lib/requests/definition.ts';
import { requestParts } from '../../lib/requests/ingest-request.ts';
import { say, translated } from '../../lib/words/say.ts';

const { text } = requestParts;

const PIXELS = 'must be width and height in pixels, such as 400x300';

const own = {
  target: z.enum(['e3dx', 'e2dx']).optional().describe("What it is converted to; default: from the file's type."),
  thumbnail: text(20)
    .refine((value) => parseThumbnail(value) !== undefined, PIXELS)
    .optional()
    .describe('A picture of 3D drawings, `WxH` in pixels.'),
  comment: text(2_000).optional().describe('First comment on a resource that is made for it.'),
  retention: z
    .int32()
    .refine((days) => days === UNLIMITED_RETENTION || (days >= 1 && days <= MAX_RETENTION_DAYS), {
      error: () =>
        say('must be {unlimited} (for good), or 1 to {most} days', {
          unlimited: UNLIMITED_RETENTION,
          most: MAX_RETENTION_DAYS,
        }),
    })
    .optional()
    .describe('Days that the platform keeps it; default: for good.'),
  save: text(4_096)
    .refine((value) => isAbsoluteSomewhere(value) && !value.includes('\0'), 'must be an absolute folder')
    .optional()
    .describe('Folder below `results.roots` of the machine that works the file, which its result is saved in.'),
  byUrl: z.boolean().optional().describe('The platform fetches the file from its address; nothing is read here.'),
};

const ofFile = {
  ...own,
  thumbnail: text(20)
    .refine((value) => value === NO_THUMBNAIL || parseThumbnail(value) !== undefined, {
      error: () => say('{expected}, or {none}', { expected: translated(PIXELS), none: NO_THUMBNAIL }),
    })
    .optional()
    .describe(`A picture of it, \`WxH\` in pixels, or \`${NO_THUMBNAIL}\`.`),
};

/** A request to platforms of this kind. */
export const fractal3dRequest: RequestDefinition = {
  schema: z.strictObject({
    platform: requestParts.platform,
    ...own,
    files: requestParts.files('Fractal3dFile', ofFile),
    options: requestParts.options.optional(),
    labels: requestParts.labels.optional(),
  }),
  example: (platform) => ({
    platform,
    thumbnail: '400x300',
    files: [{ source: '/models/pump.step', name: 'pump.step' }],
  }),
  // A sync of a folder or of a bucket has no addresses that the platform could fetch from.
  syncProblems(request) {
    const has: Record<string, unknown> = isRecord(request) ? request : {};
    if (has['byUrl'] !== true || /^https?:/i.test(String(has['source']))) return [];
    return [{ path: ['byUrl'], message: 'is for manifests, whose files have addresses' }];
  },
  fileProblems(file, request) {
    const name = typeof file['name'] === 'string' ? file['name'] : lastSegment(file.source);
    /** The value that counts for the file, and whether it is that of all files. */
    const valueOf = (key: string) => {
      const isOfRequest = file[key] === undefined;
      return { value: isOfRequest ? request[key] : file[key], ...(isOfRequest ? { isOfRequest: true as const } : {}) };
    };
    const problems: KeyOfFileProblem[] = [];
    const { value: isByUrl, ...byUrl } = valueOf('byUrl');
    if (isByUrl === true && !/^https?:/i.test(file.source)) {
      const message = say('is for files at http(s) addresses: {source} is none', { source: shownSource(file.source) });
      problems.push({ key: 'byUrl', message, ...byUrl });
    }
    if (isByUrl === true && file['md5'] !== undefined) {
      problems.push({ key: 'md5', message: 'cannot be compared: by its address the platform fetches the file itself' });
    }
    const { value: given } = valueOf('target');
    const target = given ?? targetOf(name);
    if (target === undefined) {
      const message = say(
        'is missing: the type of {name} does not say whether it is a 3D drawing (e3dx) or a 2D drawing (e2dx)',
        { name },
      );
      problems.push({ key: 'target', message, isOfRequest: true });
    }
    const { value: thumbnail, ...where } = valueOf('thumbnail');
    if (target === 'e2dx' && thumbnail !== undefined && thumbnail !== NO_THUMBNAIL) {
      problems.push({
        key: 'thumbnail',
        message: say('is for 3D drawings: {name} is a 2D drawing', { name }),
        ...where,
        isOfNamed: true,
      });
    }
    return problems;
  },
};
