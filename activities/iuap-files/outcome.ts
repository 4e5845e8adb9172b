import type { Attached, AttachedFile } from '../../contracts/iuap-files/activities.ts';
import { englishOf, sentenceOf } from '../../contracts/sentences.ts';
import { shownSource } from '../../contracts/source-path.ts';
import { ModelrailError } from '../../lib/errors.ts';
import type { Attachment } from '../../platforms/iuap-files/client.ts';
import { isSizeOf } from '../../platforms/iuap-files/file-size.ts';
import { pathOf } from './path.ts';

/** What came of a file that is attached. */
export type Outcome = Omit<Attached, 'count'>;

/** The service says what it has taken; where that is another size it is another content. */
export function checkSize({ name, size, encrypt }: AttachedFile, { sizeText, id }: Attachment): void {
  if (encrypt === true || isSizeOf(sizeText, size) !== false) return;
  const words = sentenceOf('the service has {sizeText} as {name} ({id}) instead of {size} bytes', {
    sizeText,
    name,
    id,
    size,
  });
  throw new ModelrailError('UnexpectedResponse', words, { outcomeUnknown: true });
}

/** The source has another content than the one that is meant. */
export function changed({ source, wantedHash }: AttachedFile, md5: string): ModelrailError {
  const words = sentenceOf('{path} has the MD5 {md5}, and is to have {wanted}', {
    path: shownSource(source),
    md5,
    wanted: wantedHash ?? '',
  });
  return new ModelrailError('SourceChanged', words);
}

/** A record that was made is not listed: the next look may find it. */
export function unlisted(file: AttachedFile): ModelrailError {
  const words = sentenceOf('{name} was recorded, and {document}, group {group}, does not list it', {
    name: file.name,
    document: file.filepath,
    group: file.groupname,
  });
  return new ModelrailError('UnexpectedResponse', words, { isRetryable: true, outcomeUnknown: true });
}

/** A file is this attachment. It is noted where that is not the one that was to be replaced. */
export function outcomeOf(file: AttachedFile, { id, url }: Attachment, md5: string): Outcome {
  const { name, replaces = id } = file;
  const told = sentenceOf(
    '{document}, group {group}, has no {name} of the id {replaced} any more, which it was to replace: it is {id} now',
    { document: file.filepath, group: file.groupname, name, replaced: replaces, id },
  );
  return {
    index: file.index,
    state: 'complete',
    hash: md5,
    record: { id, path: pathOf(file, file.name) },
    ...(url === '' ? {} : { remote: { url } }),
    ...(id === replaces ? {} : { note: englishOf(told), told: [told] }),
  };
}
