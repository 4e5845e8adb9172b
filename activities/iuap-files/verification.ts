import type { DeliveredFile, VerificationCheck } from '../../contracts/verification.ts';
import type { FileVerifier, PlatformCalls } from '../platform.ts';
import { hasContent } from './content.ts';
import { createListings } from './listings.ts';
import { parsePath } from './path.ts';
import type { IuapFilesSession } from './session.ts';

/** Looks for each file under its id, and compares its bytes: the service tells no digest. */
export function createFileVerifier(
  { client }: Pick<IuapFilesSession, 'client'>,
  { signal, call }: PlatformCalls,
): FileVerifier {
  const listings = createListings({ query: (of) => call(() => client.query(of, signal)) }, signal);
  return async (file) => [await check(file)];

  async function check({ fileId, path = '', hash, size }: DeliveredFile): Promise<VerificationCheck> {
    const place = parsePath(path);
    if (place === undefined) return { what: 'file', state: 'unverifiable', reason: 'it is not known where it is' };
    const present = (await listings.of(place)).byId.get(fileId ?? '');
    const where = `${place.filepath}, group ${place.groupname}`;
    if (present === undefined) {
      return { what: 'file', state: 'missing', reason: `nothing is attached to ${where} as ${fileId}` };
    }
    const isSame = await call(() => hasContent(client, present, { md5: hash, size }, signal));
    if (isSame) return { what: 'file', state: 'there' };
    return { what: 'file', state: 'different', reason: `${present.name} has another content: ${present.sizeText}` };
  }
}
