import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Writable } from 'node:stream';
import type { RememberedFile } from '../../../client/index.ts';
import { ModelrailError } from '../../../lib/errors.ts';
import { say } from '../../../lib/words/say.ts';
import { told } from '../../../lib/words/told.ts';
import type { CliContext } from '../../context.ts';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { counted, createCountBar } from '../../render/count-bar.ts';
import { isProgressShown } from '../../render/status-line.ts';
import { count } from '../../render/units.ts';
import { visibleJson } from '../../render/visible.ts';

/** Writes what a sync remembers as JSON lines, or as one JSON list with `--json`. */
export async function exportSync(
  context: CliContext,
  name: string,
  { output }: { output?: string },
): Promise<ExitCode> {
  await using client = await context.connect(await context.config());
  // What stands on the same terminal shows how far it is by itself.
  const isShown = isProgressShown(context) && (output !== undefined || !context.out.isTerminal);
  const total = isShown ? ((await client.syncs.get(name)).remembered?.files ?? 0) : 0;
  using bar = createCountBar(context.err, say('writing'), isShown);
  const files = counted(client.syncs.export(name), (done) => bar.update(done, Math.max(done, total)));
  if (output === undefined) {
    const written = await write(context.out.stream, files, context.isJson);
    bar.stop();
    context.note(say('{files} remembered', { files: count(written, 'file') }));
    return EXIT.done;
  }
  const path = resolve(context.cwd, output);
  const written = await writeFile(path, output, files);
  bar.stop();
  if (context.isJson) context.printJson({ name, files: written, output: path });
  context.note(say('{files} written to {output}', { files: count(written, 'file'), output }));
  return EXIT.done;
}

/** The file is there with everything, or as it was. */
async function writeFile(path: string, shown: string, files: AsyncIterable<RememberedFile>): Promise<number> {
  const unfinished = `${path}.${process.pid}.part`;
  const stream = createWriteStream(unfinished, { mode: 0o600 });
  try {
    await once(stream, 'open');
    const written = await write(stream, files, false);
    stream.end();
    await once(stream, 'finish');
    await rename(unfinished, path);
    return written;
  } catch (error) {
    stream.destroy();
    await rm(unfinished, { force: true });
    if (error instanceof ModelrailError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new ModelrailError('InvalidRequest', told('"{path}" cannot be written ({code})', { path: shown, code }), {
      cause: error,
    });
  }
}

/** Waits for a reader that is slower than Temporal: what is on its way stays little. */
async function write(stream: Writable, files: AsyncIterable<RememberedFile>, isList: boolean): Promise<number> {
  let written = 0;
  const put = async (text: string) => {
    if (!stream.write(text)) await once(stream, 'drain');
  };
  for await (const file of files) {
    const separator = !isList ? '' : written === 0 ? '[\n' : ',\n';
    await put(`${separator}${visibleJson(JSON.stringify(file))}${isList ? '' : '\n'}`);
    written += 1;
  }
  if (isList) await put(written === 0 ? '[]\n' : '\n]\n');
  return written;
}
