import { phraseOf, sentenceOf } from '../../contracts/sentences.ts';
import { lastSegment, shownSource } from '../../contracts/source-path.ts';
import { ModelrailError } from '../errors.ts';
import { lookAtFile, lookAtHead, whatIsSeen } from '../model-files/look.ts';
import { openFile } from './file-handle.ts';
import { lookAt, presentStamp, type RemoteLook, type RemoteObject, readHeld } from './remote-object.ts';
import type { InspectOptions, SourceFile, SourceHandle, Sources } from './source.ts';
import type { SourceSpool } from './source-spool.ts';

/** Of a content that lies in the spool: its MD5 is its version. */
const SPOOLED = /^md5:([0-9a-f]{32})$/;

/**
 * Files of servers. What has a strong ETag and can be asked for by ranges is read there each time, of this very version;
 * all else is fetched once, into the spool. A content that is gone from there is fetched again, and has to be the same.
 */
export function createRemoteSources(options: {
  /** How a source is asked for. Throws `InvalidRequest` for one that is no address. */
  objectOf(source: string): RemoteObject;
  spool: SourceSpool;
}): Sources {
  const { objectOf, spool } = options;

  async function keep(
    object: RemoteObject,
    { answer, bytes }: Extract<RemoteLook, { kind: 'whole' }>,
    { signal, onBytes }: InspectOptions,
  ): Promise<{ size: number; md5: string }> {
    try {
      const pieces = answer.body as AsyncIterable<Buffer>; // as: a body is of bytes
      const kept = await spool.keep({ shown: object.shown, pieces, bytes, signal, onBytes });
      if (kept.size === 0)
        throw new ModelrailError('InvalidRequest', sentenceOf('{path} is empty', { path: object.shown }));
      return kept;
    } catch (error) {
      throw answer.failureOf(error);
    } finally {
      answer.body.destroy();
    }
  }

  /** The path of a content that was spooled, perhaps on another machine. */
  async function spooled(source: string, md5: string, signal: AbortSignal): Promise<string> {
    const found = await spool.find(md5);
    if (found !== undefined) return found;
    const object = objectOf(source);
    const look = await lookAt(object, signal);
    // Its server holds versions now: that version was compared with nothing.
    const answer = look.kind === 'whole' ? look : await wholeOf(object, signal);
    const kept = await keep(object, answer, { signal });
    const path = kept.md5 === md5 ? await spool.find(md5) : undefined;
    if (path !== undefined) return path;
    const changed = sentenceOf('{path} changed after it was looked at: {how}', {
      path: object.shown,
      how: phraseOf('it has another content'),
    });
    throw new ModelrailError('SourceChanged', changed);
  }

  return {
    async inspect(source, inspecting) {
      const object = objectOf(source);
      const name = lastSegment(source);
      const look = await lookAt(object, inspecting.signal);
      if (look.kind === 'held') {
        const { size, stamp, head } = look;
        return { size, stamp, ...whatIsSeen(await lookAtHead(head, size, name)) };
      }
      const { size, md5 } = await keep(object, look, inspecting);
      const path = await spool.find(md5);
      const looked = path === undefined ? {} : await lookAtFile(path, name);
      return { size, stamp: `md5:${md5}`, ...whatIsSeen(looked) };
    },
    async stamp({ source, size, stamp }, signal) {
      // What was fetched stays what it is.
      return SPOOLED.test(stamp) ? { size, stamp } : presentStamp(objectOf(source), signal);
    },
    async content(file, signal) {
      const md5 = SPOOLED.exec(file.stamp)?.[1];
      if (md5 !== undefined) return { path: await spooled(file.source, md5, signal), isRemote: false };
      const object = objectOf(file.source);
      return { readFrom: (from) => readHeld(object, file, { from, to: file.size }, signal) };
    },
    async open(file, signal) {
      const md5 = SPOOLED.exec(file.stamp)?.[1];
      if (md5 === undefined) return openHeld(objectOf(file.source), file, signal);
      return openFile(await spooled(file.source, md5, signal), shownSource(file.source));
    },
  };
}

async function wholeOf(object: RemoteObject, signal: AbortSignal): Promise<Extract<RemoteLook, { kind: 'whole' }>> {
  const answer = await object.get({}, signal);
  return { kind: 'whole', answer, bytes: undefined };
}

/** Reads each time by a request of its own; closing ends those under way. */
function openHeld(object: RemoteObject, file: SourceFile, signal: AbortSignal): SourceHandle {
  const closed = new AbortController();
  const over = AbortSignal.any([signal, closed.signal]);
  return {
    async read(buffer, bufferOffset, length, position) {
      let at = bufferOffset;
      for await (const piece of readHeld(object, file, { from: position, to: position + length }, over)) {
        at += piece.copy(buffer, at);
      }
    },
    close() {
      closed.abort(new Error('the source was closed'));
      return Promise.resolve();
    },
  };
}
