import { sentenceOf } from '../../contracts/sentences.ts';
import { shownSource } from '../../contracts/source-path.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { type OffsetStatus, type OffsetTransfer, sendFromOffset } from '../../lib/transfer/send-from-offset.ts';
import type { LongyanDiskClient, PositionedUpload } from './client.ts';

/** A hashed file, and with what it is sent. */
export interface PositionedSending
  extends Pick<
    OffsetTransfer<PositionedUpload>,
    | 'source'
    | 'handle'
    | 'size'
    | 'partSizeBytes'
    | 'checksums'
    | 'places'
    | 'share'
    | 'buffers'
    | 'signal'
    | 'pace'
    | 'admit'
    | 'onSent'
    | 'onWaiting'
  > {
  name: string;
  /** Lower-case hex. */
  md5: string;
  /** As the platform is to know it: below a source root. */
  path: string;
  /** The present size of the file. */
  readSize(): Promise<number>;
  /** Told how many bytes of the part at a position have left so far; undefined when its request has failed. */
  onLeft?(position: number, bytes: number | undefined): void;
  /** Told how far the platform has come, whenever it was asked. */
  onPosition(position: number): void;
}

/** Sends a file from where the platform has come to, until it is complete (manual sections 4.2 and 4.3); answers its `fid`. */
export async function sendByPosition(client: LongyanDiskClient, sending: PositionedSending): Promise<string> {
  const { source, name, md5, size, path, signal, onLeft, onPosition, readSize, ...transfer } = sending;
  const ask = async () => checked(await client.createFid({ md5, size, path }, signal), sending);
  // The id comes with an answer, and the forms have it.
  const prepare = (upload: PositionedUpload) => client.prepareParts({ fid: upload.fid, name, md5, size });
  let known: PositionedUpload | undefined = await ask();
  let { fid } = known;
  let parts = prepare(known);
  const last = await sendFromOffset<PositionedUpload>({
    ...transfer,
    source: shownSource(source),
    size,
    signal,
    headBytes: parts.headRoomBytes,
    tailBytes: parts.tailBytes,
    async ask() {
      const upload = known ?? (await ask());
      known = undefined;
      // A platform that has lost the file gives another one.
      if (upload.fid !== fid) {
        fid = upload.fid;
        parts = prepare(upload);
      }
      return statusOf(upload);
    },
    onAnswer: ({ position }) => onPosition(position),
    async send({ buffer, dataStart }, part) {
      const form = parts.frame(buffer, dataStart, part.length, part.position);
      const made = { ...form, onLeft: (bytes: number) => onLeft?.(part.position, Math.min(bytes, part.length)) };
      try {
        return statusOf(checked(await client.fileResume(made, part.signal), sending));
      } catch (error) {
        onLeft?.(part.position, undefined);
        throw error;
      }
    },
    async checkSource() {
      // What was read has the checksums of what was hashed; a copy with another time and inode is the same file.
      if ((await readSize()) === size) return;
      throw new ModelrailError(
        'SourceChanged',
        sentenceOf('{path} changed after it was hashed', { path: shownSource(source) }),
      );
    },
  });
  return last.fid;
}

function statusOf(upload: PositionedUpload): OffsetStatus<PositionedUpload> {
  return { position: upload.position, isComplete: upload.isComplete, answer: upload };
}

/** The answer, which has to be about this file. */
function checked(upload: PositionedUpload, { md5, size, name }: PositionedSending): PositionedUpload {
  if (upload.md5 === md5 && upload.size === size) return upload;
  const words = sentenceOf(
    'the platform answered about {answeredSize} bytes of MD5 {answeredMd5} instead of {size} of {md5} ({name})',
    { answeredSize: upload.size, answeredMd5: upload.md5, size, md5, name },
  );
  throw new ModelrailError('UnexpectedResponse', words, { isConclusive: true, outcomeUnknown: true });
}
