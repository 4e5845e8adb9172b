import type { AttachedFile } from '../../contracts/iuap-files/activities.ts';
import type { TransferLimits } from '../ingestion-limits.ts';
import { sendWhole, type WholeSending } from '../send-whole.ts';
import type { Listings } from './listings.ts';
import type { AttachReport } from './report.ts';
import type { IuapFilesDeps, IuapFilesSession } from './session.ts';

/** What one file of a step is attached with. */
export interface Attaching {
  session: IuapFilesSession;
  file: AttachedFile;
  limits: TransferLimits;
  report: AttachReport;
  listings: Listings;
  ingestion: string;
  signal: AbortSignal;
  /** An earlier attempt may have attached it. */
  isInDoubt: boolean;
}

/** Puts a file into the store of the service (sections 11 and 12); answers its MD5. Error: `AlreadyExists`. */
export async function storeFile(
  deps: Pick<IuapFilesDeps, 'sources' | 'buffers' | 'hasher'>,
  { session, file }: Pick<Attaching, 'session' | 'file'>,
  sending: Omit<WholeSending<unknown>, 'send'>,
): Promise<string> {
  const { client, settings } = session;
  const { name, filepath, groupname, replace, permission } = file;
  const place = { name, filepath, groupname, replace };
  const bucket = settings.ossBucket;
  if (bucket === undefined) {
    const sent = await sendWhole(deps, {
      ...sending,
      send: (content, over) => client.oss({ ...place, content }, over),
    });
    return sent.md5;
  }
  const { answer: form, md5 } = await sendWhole(deps, {
    ...sending,
    send: (content, over) => client.osssign({ ...place, permission, bucket, content }, over),
  });
  if (form === undefined) return md5;
  const posted = await sendWhole(deps, {
    ...sending,
    send: (content, over) => client.postSigned(form, { name, content }, over),
  });
  return posted.md5;
}
