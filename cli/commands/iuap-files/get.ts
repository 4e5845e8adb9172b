import { mkdir, realpath, rm } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { ModelrailError } from '../../../lib/errors.ts';
import { safeFileName } from '../../../lib/results/file-names.ts';
import { partPathIn, removeAbandoned, writePart } from '../../../lib/results/part-files.ts';
import { takePlace } from '../../../lib/results/take-place.ts';
import { told } from '../../../lib/words/told.ts';
import type { CliContext } from '../../context.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { printable } from '../../render/text.ts';
import { type AttachmentsPlatform, eachOf, exitCodeOf, onPlatform, type PlatformOption } from './platform.ts';

/** Options of `attachments get`. */
export interface GetOptions extends PlatformOption {
  save?: string;
}

/** Saves attachments in a folder, each whole or not at all, and never over another content. */
export function getAttachments(context: CliContext, ids: readonly string[], options: GetOptions): Promise<ExitCode> {
  return onPlatform(context, options, async (on) => {
    const given = resolve(context.cwd, options.save ?? '.');
    await mkdir(given, { recursive: true });
    const folder = await realpath(given);
    await removeAbandoned(folder);
    const files = await eachOf(ids, async (id) => {
      const file = await fetchInto(on, folder, id);
      if (!context.isJson) context.print(printable(file.saved));
      return file;
    });
    if (context.isJson) context.printJson({ platform: on.platform, files });
    for (const { id, error } of files) if (error !== undefined) context.warn(`${printable(id)}: ${error.message}`);
    return exitCodeOf(files);
  });
}

async function fetchInto(
  { client, signal }: AttachmentsPlatform,
  folder: string,
  id: string,
): Promise<{ saved: string; size: number; md5: string }> {
  const temporary = partPathIn(folder);
  const { pieces, name = id, close } = await client.download({ id }, signal);
  try {
    const part = await writePart(temporary, pieces);
    for (const own of namesOf(name, id)) {
      const path = join(folder, own);
      if (await takePlace(part, path)) return { saved: path, size: Number(part.size), md5: part.md5 };
    }
  } finally {
    close();
    await rm(temporary, { force: true });
  }
  throw new ModelrailError(
    'AlreadyExists',
    told('another content lies as {name} in {folder}: move it away', { name, folder }),
  );
}

/** Plain names, whatever the service calls it: its own, then one with the id. */
function namesOf(name: string, id: string): string[] {
  const extension = /^\.[\p{L}\p{N}]{1,16}$/u.test(extname(name)) ? extname(name).slice(1) : '';
  const base = extension === '' ? name : name.slice(0, -extension.length - 1);
  return ['', `-${id}`].map((suffix) => safeFileName(base, extension === '' ? 'bin' : extension, suffix));
}
