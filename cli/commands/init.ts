import { mkdir } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import type { ErrorInfo } from '../../contracts/errors.ts';
import { PRIVATE_FILE } from '../../lib/config/private-files.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { definitionOf } from '../../platforms/kinds.ts';
import { canAsk } from '../confirm.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { exampleFlags } from '../ingest-options.ts';
import { createAsker, StoppedAsking } from '../init/ask.ts';
import { complete, type GivenOptions, readGiven } from '../init/given.ts';
import { refuseExisting, writeNewFiles } from '../init/new-files.ts';
import { configText, envText, probe, type Setup } from '../init/setup.ts';

/** Options of `init`. */
export interface InitOptions extends GivenOptions {
  untested?: boolean;
}

const PROBE_TIMEOUT_MS = 15_000;
const CONFIG_MODE = 0o644;
/** Hidden: what begins with a dot is never read as a source. */
const ENV_FILE = '.modelrail.env';

/** Asks for a platform, tries it, and writes a configuration and a file of its secrets; never over a file that is there. */
export async function init(context: CliContext, options: InitOptions): Promise<ExitCode> {
  const config = resolve(context.cwd, context.configPath ?? context.env['MODELRAIL_CONFIG'] ?? 'modelrail.yaml');
  const env = join(dirname(config), ENV_FILE);
  await refuseExisting([config, env]);
  const given = readGiven(options, context.env);
  try {
    const isTried = options.untested !== true;
    const setup = canAsk(context) ? await asked(context, given, isTried) : await taken(complete(given), isTried);
    await write(setup, config, env);
    tell(context, setup, config, env);
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof StoppedAsking)) throw error;
    context.note('stopped: nothing is written');
    return EXIT.detached;
  }
}

async function asked(context: CliContext, given: ReturnType<typeof readGiven>, isTried: boolean): Promise<Setup> {
  const asker = createAsker(context);
  let setup = await asker.all(given);
  while (isTried) {
    const { error, words } = await tried(setup);
    asker.told(words, error === undefined);
    if (error === undefined) break;
    const next = await asker.next();
    if (next === 'stop') throw new StoppedAsking();
    if (next === 'write') break;
    setup = await asker.again(setup);
  }
  return setup;
}

async function taken(setup: Setup, isTried: boolean): Promise<Setup> {
  if (!isTried) return setup;
  const { error, words } = await tried(setup);
  if (error === undefined) return setup;
  throw new ModelrailError(error.type, `${words}\nnothing is written; --untested writes it all the same`);
}

/** How the platform took the answers, in words. */
async function tried(setup: Setup): Promise<{ error?: ErrorInfo; words: string }> {
  const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS);
  try {
    const { steps, untried } = await probe(setup, signal);
    const error = steps.at(-1)?.error;
    const good = steps.filter((step) => step.error === undefined).map(({ step }) => `${step} works`);
    if (error === undefined) return { words: `${[...good].join(', ')} (${untried})` };
    return { error, words: [...good, `${error.type}: ${error.message}`].join('\n') };
  } catch (error) {
    const info = signal.aborted
      ? { type: 'PlatformUnavailable' as const, message: `no answer within ${PROBE_TIMEOUT_MS / 1000} s` }
      : error instanceof ModelrailError && error.toInfo();
    if (info === false) throw error;
    return { error: info, words: `${info.type}: ${info.message}` };
  }
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
  const shown = (path: string) => relative(context.cwd, path) || path;
  const named = context.configPath === undefined ? '' : ` --config ${shown(config)}`;
  const { bold } = context.out.colors;
  context.print(
    [
      `written: ${shown(config)}, and the secrets in ${shown(env)}, which you alone can read`,
      '',
      'Next, in this terminal:',
      `  ${bold(`set -a; . ./${shown(env)}; set +a; modelrail dev${named}`)}`,
      `and in another one: ${firstCall(setup)}${named}`,
    ].join('\n'),
  );
}

/** What a person may type first; values of a request are those of an example. */
function firstCall({ kind, name, models }: Setup): string {
  if (definitionOf(kind).request === undefined) return `modelrail call ${name}`;
  return ['modelrail ingest', models, '--dry-run', ...exampleFlags(kind)].join(' ');
}
