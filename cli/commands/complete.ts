import { resolve } from 'node:path';
import type { Command } from 'commander';
import { candidatesFor } from '../completion/candidates.ts';
import { readLine, type TypedLine } from '../completion/line.ts';
import { createLive } from '../completion/live.ts';
import { type Place, placeOf } from '../completion/place.ts';
import { replyTo } from '../completion/reply.ts';
import type { Shell } from '../completion/shells.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';

/** Answers the script of a shell what may stand at the cursor; see `replyTo`. Tells no error, and ends the process at once. */
export async function complete(
  context: CliContext,
  program: Command,
  shell: Shell,
  words: readonly string[],
): Promise<ExitCode> {
  const line = lineOf(context, shell, words);
  const place = placeOf(program, line.before, line.word);
  const live = createLive(withConfigOf(context, place));
  const candidates = await candidatesFor(place, line.word, live);
  const [, wordBreaks] = shell === 'bash' ? words : [];
  const text = replyTo(shell, line, candidates, wordBreaks);
  await new Promise((resolved) => context.out.stream.write(text, resolved));
  // A connection that was not made in time would keep the process, and the shell with it.
  context.process.exit(EXIT.done);
  return EXIT.done;
}

/** bash gives its line, and PowerShell too, by the environment; the others give their words, the last one as it is typed. */
function lineOf({ env }: CliContext, shell: Shell, words: readonly string[]): TypedLine {
  if (shell === 'bash') return readLine(words[0] ?? '', '\\');
  if (shell === 'powershell') return readLine(env['MODELRAIL_COMPLETE'] ?? '', '`');
  const typed = readLine(`modelrail ${words.at(-1) ?? ''}`, '\\');
  return { ...typed, before: words.slice(0, -1) };
}

/** The configuration is that which the line names. */
function withConfigOf(context: CliContext, { given }: Place): CliContext {
  const [, path] = [...given].find(([{ long }]) => long === '--config') ?? [];
  if (path === undefined || path === '') return context;
  const { cwd, env } = context;
  const home = env['HOME'] ?? env['USERPROFILE'];
  const whole = home === undefined ? path : path.replace(/^~(?=[/\\])/, () => home);
  return context.within({ configPath: resolve(cwd, whole), env });
}
