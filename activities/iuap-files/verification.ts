import { sentenceOf } from '../../contracts/sentences.ts';
import { type DeliveredFile, findingOf, type KeptCheck } from '../../contracts/verification.ts';
import type { FileVerifier, PlatformCalls } from '../platform.ts';
import { hasContent } from './content.ts';
import { createListings } from './listings.ts';
import { parsePath } from './path.ts';
import type { IuapFilesSession } from './session.ts';

const UNPLACED = sentenceOf('it is not known where it is');

/** Looks for each file under its id, and compares its bytes: the service tells no digest. */
export function createFileVerifier(
  { client }: Pick<IuapFilesSession, 'client'>,
  { signal, call }: PlatformCalls,
): FileVerifier {
  const listings = createListings({ query: (of) => call(() => client.query(of, signal)) }, signal);
  return async (file) => [await check(file)];

  async function check({ fileId, path = '', hash, size }: DeliveredFile): Promise<KeptCheck> {
    const place = parsePath(path);
    if (place === undefined) return { what: 'file', ...findingOf('unverifiable', UNPLACED) };
    const present = (await listings.of(place)).byId.get(fileId ?? '');
    if (present === undefined) {
      const none = sentenceOf('nothing is attached to {document}, group {group} as {id}', {
        document: place.filepath,
        group: place.groupname,
        id: `${fileId}`,
      });
      return { what: 'file', ...findingOf('missing', none) };
    }
    const isSame = await call(() => hasContent(client, present, { md5: hash, size }, signal));
    if (isSame) return { what: 'file', state: 'there' };
    const other = sentenceOf('{name} has another content: {size}', { name: present.name, size: present.sizeText });
    return { what: 'file', ...findingOf('different', other) };
  }
}
