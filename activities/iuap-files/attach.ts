import type { Attached, AttachedFile, IuapFilesActivities } from '../../contracts/iuap-files/activities.ts';
import { shownSource } from '../../contracts/source-path.ts';
import { ModelrailError } from '../../lib/errors.ts';
import type { Attachment } from '../../platforms/iuap-files/client.ts';
import { isSizeOf } from '../../platforms/iuap-files/file-size.ts';
import { forEachFile } from '../groups.ts';
import { hashUnchanged } from '../hash-unchanged.ts';
import { asActivity } from '../run.ts';
import { sendWhole } from '../send-whole.ts';
import { type Attaching, storeFile } from './attaching.ts';
import { hasContent } from './content.ts';
import { createListings } from './listings.ts';
import { pathOf } from './path.ts';
import { createAttachReport } from './report.ts';
import type { IuapFilesDeps } from './session.ts';

type Outcome = Omit<Attached, 'count'>;

/** What came of sending a file. `md5`: of what was sent. */
interface Sent {
  attachment: Attachment;
  md5?: string | undefined;
}

/** The steps that look for attachments and attach files. */
export function createAttachActivities(deps: IuapFilesDeps): IuapFilesActivities {
  return {
    lookForIuapAttachments: asActivity(async ({ platform, files }, run) => {
      const listings = createListings(deps.session(platform).client, run.signal);
      return {
        files: await forEachFile(files, run.signal, async ({ index, name, ...place }) => {
          const present = (await listings.of(place)).get(name);
          return { index, state: 'ok' as const, ...(present === undefined ? {} : { present: present.sizeText }) };
        }),
      };
    }),

    attachIuapFiles: asActivity(({ platform, ingestion, concurrency, bwlimit, files }, run) => {
      const session = deps.session(platform);
      const report = createAttachReport(run);
      const listings = createListings(session.client, run.signal);
      const attempt = { ...run, ingestion };
      for (const { index, mayBeThere } of files) if (mayBeThere === true) report.doubt(index);
      return deps.limits.use(ingestion, { concurrency, bwlimit }, async (limits) => {
        const common = { session, limits, report, listings, ingestion, signal: run.signal };
        const outcomes = await forEachFile(
          files,
          run.signal,
          (file) =>
            deps.exclusive.run(
              `${platform}/${pathOf(file, file.name)}`,
              attempt,
              () => attach({ ...common, file, isInDoubt: report.isDoubtful(file.index) }),
              (other) => report.behind(file.index, other),
            ),
          // While some files are sent, the next ones are asked for.
          2 * session.places.limit,
        );
        return {
          files: outcomes.map((outcome) => {
            const { index } = outcome;
            const isInDoubt = outcome.state !== 'complete' && report.isDoubtful(index);
            return { ...outcome, count: report.countOf(index), ...(isInDoubt ? { isDoubtful: true as const } : {}) };
          }),
        };
      });
    }),
  };

  /** What is there is looked at first: an earlier attempt, or an earlier run, may have done it without an answer. */
  async function attach(one: Attaching): Promise<Outcome> {
    const { file, listings, report, isInDoubt } = one;
    const present = (await listings.of(file)).get(file.name);
    report.asked(file.index);
    if (present !== undefined && file.replace !== true) return taken(one, present, isInDoubt);
    const sent = await send(one);
    if (sent.md5 === undefined) return taken(one, sent.attachment, true);
    checkSize(file, sent.attachment);
    report.taken(file.index, file.size);
    return outcomeOf(file, sent.attachment, sent.md5);
  }

  /** Without an MD5 something is there that this attempt has not sent. */
  async function send(one: Attaching): Promise<Sent> {
    const { file, listings, report, isInDoubt } = one;
    try {
      return file.direct === true ? await attachDirectly(one) : await upload(one);
    } catch (error) {
      if (!(error instanceof ModelrailError)) throw error;
      if (error.outcomeUnknown) report.doubt(file.index);
      if (error.type !== 'AlreadyExists' || !isInDoubt) throw error;
      // What was under way when this attempt began may have come to its end meanwhile.
      const attachment = (await listings.fresh(file)).get(file.name);
      if (attachment === undefined) throw error;
      return { attachment };
    }
  }

  /** The name is taken: by this very file, where an earlier attempt may have attached it, else by another's. */
  async function taken(one: Attaching, present: Attachment, isInDoubt: boolean): Promise<Outcome> {
    const { session, file, report, ingestion, signal } = one;
    if (isInDoubt) {
      const hashing = { chunkSizeBytes: file.size, share: ingestion, onProgress: () => undefined };
      const { md5 } = await hashUnchanged(deps, file, signal, () => hashing);
      if (md5 !== (file.wantedHash ?? md5)) throw changed(file, md5);
      const content = { md5, size: file.size, isEncrypted: file.encrypt === true };
      if (await hasContent(session.client, present, content, signal)) {
        report.found(file.index, file.size);
        return outcomeOf(file, present, md5);
      }
    }
    const where = `${file.filepath}, group ${file.groupname}`;
    const words = `${file.name} is attached to ${where} already (${present.id}, ${present.sizeText || 'of unknown size'})`;
    throw new ModelrailError('AlreadyExists', words);
  }

  async function upload(one: Attaching): Promise<Sent> {
    const { session, file } = one;
    const { name, filepath, groupname, permission, replace, encrypt, url } = file;
    const how = { name, filepath, groupname, permission, replace, encrypt, url };
    const { answer, md5 } = await sendWhole(deps, {
      ...sendingOf(one),
      send: (content, over) => session.client.upload({ ...how, content }, over),
    });
    return { attachment: answer, md5 };
  }

  /** Into the store, then into the table (reading 7); the listing has the id then. */
  async function attachDirectly(one: Attaching): Promise<Sent> {
    const { session, file, listings, signal, isInDoubt, report } = one;
    const { name, size, filepath, groupname, permission, replace, url = false } = file;
    let md5: string | undefined;
    try {
      md5 = await storeFile(deps, one, sendingOf(one));
    } catch (error) {
      // The store has it: the attempt before may have come as far as that.
      if (!(error instanceof ModelrailError) || error.type !== 'AlreadyExists' || !isInDoubt) throw error;
    }
    if (isInDoubt && replace !== true) {
      const recorded = (await listings.fresh(file)).get(name);
      if (recorded !== undefined) return { attachment: recorded };
    }
    // From here on a record may appear, whatever becomes of the next call.
    report.doubt(file.index);
    await session.client.rewrite({ name, size, filepath, groupname, permission, url }, signal);
    const attachment = (await listings.fresh(file)).get(name);
    if (attachment === undefined) throw unlisted(file);
    return { attachment, md5 };
  }
}

/** What is sent of a file within its limits. */
function sendingOf({ session, file, limits, ingestion, report, signal }: Attaching) {
  let left = 0;
  const onSent = (bytes: number): void => {
    left += bytes;
    report.left(file.index, left);
  };
  return { session, file, limits, ingestion, signal, onSent };
}

/** The service says what it has taken; where that is another size it is another content. */
function checkSize({ name, size, encrypt }: AttachedFile, { sizeText, id }: Attachment): void {
  if (encrypt === true || isSizeOf(sizeText, size) !== false) return;
  const words = `the service has ${sizeText} as ${name} (${id}) instead of ${size} bytes`;
  throw new ModelrailError('UnexpectedResponse', words, { outcomeUnknown: true });
}

function changed({ source, wantedHash }: AttachedFile, md5: string): ModelrailError {
  const words = `${shownSource(source)} has the MD5 ${md5}, and is to have ${wantedHash}`;
  return new ModelrailError('SourceChanged', words);
}

function unlisted({ name, filepath, groupname }: AttachedFile): ModelrailError {
  const words = `${name} was recorded, and ${filepath}, group ${groupname}, does not list it`;
  return new ModelrailError('UnexpectedResponse', words, { isRetryable: true, outcomeUnknown: true });
}

function outcomeOf(file: AttachedFile, { id, url }: Attachment, md5: string): Outcome {
  return {
    index: file.index,
    state: 'complete',
    hash: md5,
    record: { id, path: pathOf(file, file.name) },
    ...(url === '' ? {} : { remote: { url } }),
  };
}
