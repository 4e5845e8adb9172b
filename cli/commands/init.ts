import { mkdir } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { PRIVATE_FILE } from '../../lib/config/private-files.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { say } from '../../lib/words/say.ts';
import { saidBefore } from '../../lib/words/words.ts';
import { canAsk } from '../confirm.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { createAsker, StoppedAsking } from '../init/ask.ts';
import { firstCommands } from '../init/first-commands.ts';
import { complete, type GivenOptions, readGiven } from '../init/given.ts';
import { interview } from '../init/interview.ts';
import { refuseExisting, writeNewFiles } from '../init/new-files.ts';
import { configText, envText, type Setup } from '../init/setup.ts';
import { createTrials, type Trials } from '../init/trials.ts';

/** Options of `init`. */
export interface InitOptions extends GivenOptions {
  untested?: boolean;
}

const CONFIG_MODE = 0o644;
/** Hidden: what begins with a dot is never read as a source. */
const ENV_FILE = '.modelrail.env';

/** Asks for a platform, tries it, and writes a configuration and a file of its secrets; never over a file that is there. */
export async function init(context: CliContext, options: InitOptions): Promise<ExitCode> {
  const config = resolve(context.cwd, context.configPath ?? context.env['MODELRAIL_CONFIG'] ?? 'modelrail.yaml');
  const env = join(dirname(config), ENV_FILE);
  await refuseExisting([config, env]);
  const given = readGiven(options, context.env);
  const trials = options.untested === true ? undefined : createTrials(context.env);
  try {
    const setup =
      canAsk(context) && context.err.isDrawable
        ? await interview(createAsker(context), given, trials)
        : await taken(context, complete(given), trials);
    await write(setup, config, env);
    tell(context, setup, config, env);
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof StoppedAsking)) throw error;
    context.note(say('stopped: nothing is written'));
    return EXIT.detached;
  }
}

async function taken(context: CliContext, setup: Setup, trials: Trials | undefined): Promise<Setup> {
  const tried = await trials?.signIn(setup, context.note);
  if (tried?.type === undefined) return setup;
  const lines = [tried.words, say('nothing is written; --untested writes it all the same')];
  throw new ModelrailError(tried.type, saidBefore(lines.join('\n')));
}

async function write(setup: Setup, config: string, env: string): Promise<void> {
  await mkdir(resolve(dirname(config), setup.models), { recursive: true });
  await writeNewFiles([
    { path: env, text: envText(setup), mode: PRIVATE_FILE },
    { path: config, text: configText(setup), mode: CONFIG_MODE },
  ]);
}

function tell(context: CliContext, setup: Setup, config: string, env: string): void {
  if (context.isJson) {
    context.printJson({ config, env, platform: setup.name });
    return;
  }
  const { platform } = context.process;
  const shown = (path: string) => relative(context.cwd, path) || path;
  const named = context.configPath === undefined ? {} : { config: shown(config) };
  const { bold } = context.out.colors;
  // Windows knows no modes: what the folder lets others read, they can read.
  const whose = say(platform === 'win32' ? 'keep it to yourself' : 'you alone can read it');
  const commands = firstCommands(setup, { env: shown(env), ...named }, platform);
  const lines = commands.map((line) => (line.startsWith(' ') ? bold(line) : line));
  if (canAsk(context)) context.err.line('');
  context.print(
    [
      say('written: {config}, and the secrets in {env}: {whose}', { config: shown(config), env: shown(env), whose }),
      '',
      ...lines,
    ].join('\n'),
  );
}
