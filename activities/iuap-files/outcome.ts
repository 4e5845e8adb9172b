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
  const words = `the service has ${sizeText} as ${name} (${id}) instead of ${size} bytes`;
  throw new ModelrailError('UnexpectedResponse', words, { outcomeUnknown: true });
}

/** Document and group of a file, in words. */
export function whereOf({ filepath, groupname }: AttachedFile): string {
  return `${filepath}, group ${groupname}`;
}

/** The source has another content than the one that is meant. */
export function changed({ source, wantedHash }: AttachedFile, md5: string): ModelrailError {
  const words = `${shownSource(source)} has the MD5 ${md5}, and is to have ${wantedHash}`;
  return new ModelrailError('SourceChanged', words);
}

/** A record that was made is not listed: the next look may find it. */
export function unlisted(file: AttachedFile): ModelrailError {
  const words = `${file.name} was recorded, and ${whereOf(file)}, does not list it`;
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
