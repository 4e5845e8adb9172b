import type { IuapFilesActivities } from '../../contracts/iuap-files/activities.ts';
import { phraseOf, sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import type { Attachment } from '../../platforms/iuap-files/client.ts';
import { forEachFile } from '../groups.ts';
import { hashUnchanged } from '../hash-unchanged.ts';
import { asActivity } from '../run.ts';
import { sendWhole } from '../send-whole.ts';
import { type Attaching, storeFile } from './attaching.ts';
import { hasContent } from './content.ts';
import { createListings, type Group } from './listings.ts';
import { changed, checkSize, type Outcome, outcomeOf, unlisted } from './outcome.ts';
import { ownIn } from './own.ts';
import { pathOf } from './path.ts';
import { createAttachReport } from './report.ts';
import type { IuapFilesDeps } from './session.ts';

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
        files: await forEachFile(files, run.signal, async ({ index, name, replaces, ...place }) => {
          const group = await listings.of(place);
          const own = ownIn(group, { name, replaces });
          const present = own ?? group.byName.get(name);
          const found = present === undefined ? {} : { present: present.sizeText };
          return { index, state: 'ok' as const, ...found, ...(own === undefined ? {} : { isOwn: true as const }) };
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
    // What is overwritten by its name is to be the file's own at that very moment.
    const isByName = file.replaces !== undefined && file.direct === true;
    const group = await (isByName ? listings.fresh(file) : listings.of(file));
    report.asked(file.index);
    const own = ownIn(group, file);
    if (own !== undefined && isByName) return await sendNew({ ...one, file: { ...file, replace: true } });
    if (own !== undefined) return (await replaceOwn(one, own)) ?? (await attachAnew(one, await listings.fresh(file)));
    // One whose own attachment is there under another name was never attached anew, but by way of the store.
    const isThere = file.direct !== true && group.byId.has(file.replaces ?? '');
    return await attachAnew({ ...one, isInDoubt: isInDoubt && !isThere }, group);
  }

  async function attachAnew(one: Attaching, { byName }: Group): Promise<Outcome> {
    const present = byName.get(one.file.name);
    if (present !== undefined && one.file.replace !== true) return taken(one, present, one.isInDoubt);
    return await sendNew(one);
  }

  async function sendNew(one: Attaching): Promise<Outcome> {
    const sent = await send(one);
    return sent.md5 === undefined ? taken(one, sent.attachment, true) : done(one, sent.attachment, sent.md5);
  }

  /** Gives an attachment the content of the file, by its id (section 7); undefined where it has gone meanwhile. */
  async function replaceOwn(one: Attaching, own: Attachment): Promise<Outcome | undefined> {
    const { session, file, report, isInDoubt } = one;
    const { name, filepath, groupname, permission, encrypt, url } = file;
    const found = isInDoubt && own.name === name ? await sameAs(one, own) : undefined;
    if (found !== undefined) return found;
    try {
      const { answer, md5 } = await sendWhole(deps, {
        ...sendingOf(one),
        send: (content, over) =>
          session.client.replace({ id: own.id, name, content, filepath, groupname, permission, encrypt, url }, over),
      });
      return done(one, answer, md5);
    } catch (error) {
      if (!(error instanceof ModelrailError)) throw error;
      if (error.outcomeUnknown) report.doubt(file.index);
      if (error.type === 'NotFound' && error.refusal !== undefined) return undefined;
      throw error;
    }
  }

  function done({ file, report }: Attaching, attachment: Attachment, md5: string): Outcome {
    checkSize(file, attachment);
    report.taken(file.index, file.size);
    return outcomeOf(file, attachment, md5);
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
      const attachment = (await listings.fresh(file)).byName.get(file.name);
      if (attachment === undefined) throw error;
      return { attachment };
    }
  }

  /** The name is taken: by this very file, where an earlier attempt may have attached it, else by another's. */
  async function taken(one: Attaching, present: Attachment, isInDoubt: boolean): Promise<Outcome> {
    const { file } = one;
    const found = isInDoubt ? await sameAs(one, present) : undefined;
    if (found !== undefined) return found;
    const is = {
      name: file.name,
      document: file.filepath,
      group: file.groupname,
      id: present.id,
      size: present.sizeText || phraseOf('of unknown size'),
    };
    throw new ModelrailError(
      'AlreadyExists',
      file.replaces === undefined
        ? sentenceOf('{name} is attached to {document}, group {group} already ({id}, {size})', is)
        : sentenceOf(
            '{name} is attached to {document}, group {group} already ({id}, {size}): that is not {replaced}, which it is to replace',
            { ...is, replaced: file.replaces },
          ),
    );
  }

  /** What came of an attempt before, where an attachment has the content of the file; else undefined. */
  async function sameAs(one: Attaching, present: Attachment): Promise<Outcome | undefined> {
    const { session, file, report, ingestion, signal } = one;
    const hashing = { chunkSizeBytes: file.size, share: ingestion, onProgress: () => undefined };
    const { md5 } = await hashUnchanged(deps, file, signal, () => hashing);
    if (md5 !== (file.wantedHash ?? md5)) throw changed(file, md5);
    const content = { md5, size: file.size, isEncrypted: file.encrypt === true };
    if (!(await hasContent(session.client, present, content, signal))) return undefined;
    report.found(file.index, file.size);
    return outcomeOf(file, present, md5);
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
      const recorded = (await listings.fresh(file)).byName.get(name);
      if (recorded !== undefined) return { attachment: recorded };
    }
    // From here on a record may appear, whatever becomes of the next call.
    report.doubt(file.index);
    await session.client.rewrite({ name, size, filepath, groupname, permission, url }, signal);
    const attachment = (await listings.fresh(file)).byName.get(name);
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
