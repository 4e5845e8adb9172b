import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { ModelrailError } from '../../../lib/errors.ts';
import { LEAST_PIECE_BYTES, type StreamBody } from '../../../lib/http/stream-body.ts';
import { toSourceError } from '../../../lib/sources/source-error.ts';
import { say } from '../../../lib/words/say.ts';
import { told } from '../../../lib/words/told.ts';
import type { CliContext } from '../../context.ts';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { printable } from '../../render/text.ts';
import { count } from '../../render/units.ts';
import { shown, showTable } from './list.ts';
import { eachOf, exitCodeOf, isWanted, onPlatform, type PlatformOption } from './platform.ts';

/** Options of commands that delete or overwrite. */
export interface SureOptions extends PlatformOption {
  yes?: boolean;
}

/** Options of commands that take attachments elsewhere. */
export interface PlaceOptions extends PlatformOption {
  filepath: string;
  groupname?: string;
}

/** Deletes attachments. */
export function removeAttachments(
  context: CliContext,
  ids: readonly string[],
  options: SureOptions,
): Promise<ExitCode> {
  return onPlatform(context, options, async ({ client, platform, signal }) => {
    const consequence = say('{attachments} would be deleted from {platform}', {
      attachments: count(new Set(ids).size, 'attachment'),
      platform,
    });
    if (!(await isWanted(context, options, consequence))) return EXIT.failed;
    const attachments = await eachOf(ids, async (id) => {
      await client.delete(id, signal);
      return { deleted: true };
    });
    if (context.isJson) context.printJson({ platform, attachments });
    for (const { id, error } of attachments) {
      if (error !== undefined) context.warn(`${printable(id)}: ${error.message}`);
      else context.note(say('{id} is deleted', { id: printable(id) }));
    }
    return exitCodeOf(attachments);
  });
}

/** Gives attachments to another document, in one call. */
export function moveAttachments(context: CliContext, ids: readonly string[], options: PlaceOptions): Promise<ExitCode> {
  const { filepath } = options;
  return onPlatform(context, options, async ({ client, platform, signal }) => {
    const all = [...new Set(ids)];
    const moved = await client.updateBatch({ ids: all, filepath }, signal);
    if (context.isJson) context.printJson({ platform, filepath, moved });
    else
      context.note(
        say('{moved} of {attachments} moved to {document}', {
          moved,
          attachments: count(all.length, 'attachment'),
          document: printable(filepath),
        }),
      );
    if (moved >= all.length) return EXIT.done;
    return moved === 0 ? EXIT.failed : EXIT.partial;
  });
}

/** Copies an attachment to another place. */
export function copyAttachment(
  context: CliContext,
  id: string,
  options: PlaceOptions & { groupname: string },
): Promise<ExitCode> {
  const { filepath, groupname } = options;
  return onPlatform(context, options, async ({ client, platform, signal }) => {
    const attachment = await client.copy({ id, filepath, groupname }, signal);
    if (context.isJson) context.printJson({ platform, attachment: shown(attachment) });
    else showTable(context, [attachment]);
    return EXIT.done;
  });
}

/** Gives an attachment the content, and the name, of a file; its id stays. */
export function replaceAttachment(
  context: CliContext,
  id: string,
  file: string,
  options: SureOptions & { permission?: 'read' | 'private' | 'full' },
): Promise<ExitCode> {
  return onPlatform(context, options, async ({ client, platform, signal }) => {
    const path = resolve(context.cwd, file);
    const content = await contentOf(path, file);
    const consequence = say('the content of {id} on {platform} would be replaced by {file}', {
      id: printable(id),
      platform,
      file: printable(file),
    });
    if (!(await isWanted(context, options, consequence))) return EXIT.failed;
    const { permission } = options;
    const attachment = await client.replace({ id, name: basename(path), content, permission }, signal);
    if (context.isJson) context.printJson({ platform, attachment: shown(attachment) });
    else showTable(context, [attachment]);
    return EXIT.done;
  });
}

async function contentOf(path: string, given: string): Promise<StreamBody> {
  const stats = await stat(path).catch((error: unknown) => {
    throw toSourceError(given, error);
  });
  if (!stats.isFile()) throw new ModelrailError('InvalidRequest', told('{path} is not a file', { path: given }));
  return {
    length: stats.size,
    async *open() {
      for await (const piece of createReadStream(path, { highWaterMark: LEAST_PIECE_BYTES })) yield piece as Buffer; // as: bytes
    },
  };
}
