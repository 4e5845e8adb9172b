import type { Delivery } from '../ingest/ingest-run.ts';
import { deliverToIuapFiles } from './deliver.ts';

/** How files come to the attachment service. */
export const iuapFilesDelivery: Delivery<'iuap-files'> = {
  kind: 'iuap-files',
  // What is delivered stays so without a word here; everything else begins anew, with what may be there.
  begin: (_request, previous) => ({ own: { doubtful: new Set(previous?.resume.doubtful) }, kept: new Map() }),
  filesTogether: () => 1,
  deliver: deliverToIuapFiles,
  remote: () => ({}),
  resume: ({ own: { doubtful } }) => (doubtful.size === 0 ? {} : { doubtful: [...doubtful] }),
  leftovers: () => [],
};
