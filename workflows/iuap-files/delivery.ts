import type { Leftover } from '../../contracts/leftovers.ts';
import type { BegunStateOf, Delivery } from '../ingest/ingest-run.ts';
import { deliverToIuapFiles } from './deliver.ts';

/** How files come to the attachment service. */
export const iuapFilesDelivery: Delivery<'iuap-files'> = {
  kind: 'iuap-files',
  // What is delivered stays delivered by itself; everything else begins anew, with what may be there.
  begin: (_request, previous) => ({ own: { doubtful: new Set(previous?.resume.doubtful) }, kept: new Map() }),
  filesTogether: () => 1,
  deliver: deliverToIuapFiles,
  remote: () => ({}),
  resume: ({ own: { doubtful } }) => (doubtful.size === 0 ? {} : { doubtful: [...doubtful] }),
  leftovers,
};

/** Ends of which it is told anyhow that the file may be there, and that of a comparison: what is there is another file. */
const TOLD = new Set(['Cancelled', 'SourceChanged', 'AlreadyExists']);

/** Files that the platform's word ended, and that an attempt before may have attached, or put into the store. */
function leftovers({ files, own: { doubtful } }: BegunStateOf<'iuap-files'>): Leftover[] {
  return [...doubtful].flatMap((position): Leftover[] => {
    const file = files[position];
    if (file?.status !== 'failed' || file.record !== undefined || TOLD.has(file.error?.type ?? '')) return [];
    const { bytesSent, sent } = file.upload;
    return bytesSent > 0 && sent === 0 ? [{ kind: 'file', name: file.name }] : [];
  });
}
