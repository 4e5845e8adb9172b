import { z } from 'zod';
import { lastSegment } from '../../contracts/source-path.ts';
import type { RequestDefinition } from '../../lib/requests/definition.ts';
import { requestParts } from '../../lib/requests/ingest-request.ts';
import { BOX_PATTERN } from './endpoints.ts';

/** A request to platforms of this kind. */
export const dropBoxRequest: RequestDefinition = {
  schema: z
    .strictObject({
      platform: requestParts.platform,
      box: z.string().regex(BOX_PATTERN).describe('The box that takes the files.'),
      files: requestParts.files('DropBoxFile', {}),
      options: requestParts.options.optional(),
      labels: requestParts.labels.optional(),
    })
    .superRefine(({ files }, context) => {
      const first = new Map<string, number>();
      for (const [position, file] of files.entries()) {
        const name = file.name ?? lastSegment(file.source);
        const other = first.get(name);
        if (other === undefined) first.set(name, position);
        else {
          const message = `is "${name}", as that of files[${other}]: one would take the place of the other`;
          context.addIssue({ code: 'custom', path: ['files', position, 'name'], message });
        }
      }
    }),
  example: (platform) => ({ platform, box: 'inbox', files: [{ source: '/models/house.ifc', name: 'house.ifc' }] }),
};
