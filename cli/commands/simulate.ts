import { join, resolve } from 'node:path';
import { Option } from 'commander';
import { STATE_FOLDER } from '../../lib/config/state-folder.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { parseDuration } from '../../lib/quantities.ts';
import type { SimulatorFlag } from '../../lib/simulation/definition.ts';
import { say } from '../../lib/words/say.ts';
import { told } from '../../lib/words/told.ts';
import { type Simulator, simulators } from '../../platforms/simulators.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { parsePort } from '../parse-port.ts';
import { aborted, stopSignal } from '../signals.ts';
import { tellParent } from '../system/child.ts';
import { toYaml } from '../system/simulated-config.ts';

/** Options of `simulate`, those of the kinds' simulators among them. */
export interface SimulateOptions {
  host: string;
  port?: string;
  data?: string;
  readonly [flag: string]: unknown;
}

/** Runs the simulator of a kind of platform until Ctrl-C or SIGTERM; its state stays on disk. */
export async function simulate(context: CliContext, kind: string, options: SimulateOptions): Promise<ExitCode> {
  const definition = simulators.find((one) => one.kind === kind);
  if (definition === undefined)
    throw new ModelrailError('InvalidRequest', told('there is no simulator of kind "{kind}"', { kind }));
  const { host, port = String(definition.port) } = options;
  const dataDir = resolve(context.cwd, options.data ?? join(STATE_FOLDER, 'simulators', kind));
  const behaviour = parseBehaviour(definition, options);
  using stop = stopSignal(context.process);
  const address = { host, port: parsePort('--port', port), dataDir };
  const simulator = await definition.start(address, behaviour).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    const message = told('port {port} is in use: take another with --port, or a free one with --port 0', { port });
    throw new ModelrailError('InvalidRequest', message, { cause: error });
  });
  try {
    const platform = definition.settings(simulator.url);
    if (context.isJson) context.printJson({ url: simulator.url, port: simulator.port, dataDir, platform });
    else context.print(describe(context, definition, simulator.url, dataDir));
    tellParent(context.process, { ready: 'simulator', url: simulator.url });
    await aborted(stop.signal);
  } finally {
    await simulator.close();
  }
  return EXIT.done;
}

function describe(context: CliContext, { kind, platform, settings }: Simulator, url: string, dataDir: string): string {
  const { bold, dim } = context.out.colors;
  return [
    say('{kind} simulated at {url}', { kind: bold(kind), url }),
    dim(say('state in {folder}; switches and faults at {url}/_sim', { folder: dataDir, url })),
    '',
    say('Configuration for it (modelrail.yaml):'),
    '',
    toYaml({ platforms: { [platform]: settings(url) } }).trimEnd(),
    '',
    say('Ctrl-C stops it.'),
  ].join('\n');
}

/** How the flags want a simulator to behave. Error: `InvalidRequest`, also for a flag that only other simulators have. */
export function parseBehaviour(
  { kind, flags }: Pick<Simulator, 'kind' | 'flags'>,
  options: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const isOwn = ({ flag }: SimulatorFlag) => flags.some((own) => own.flag === flag);
  const foreign = simulators.flatMap((other) => other.flags).find((flag) => !isOwn(flag) && isGiven(flag, options));
  if (foreign !== undefined) {
    throw new ModelrailError(
      'InvalidRequest',
      told('the simulator of kind {kind} has no {flag}', { kind, flag: new Option(foreign.flag).long ?? foreign.flag }),
    );
  }
  return Object.fromEntries(
    flags
      .filter((flag) => isGiven(flag, options))
      .map(({ flag, option }) => {
        const { long, required } = new Option(flag);
        const value = options[new Option(flag).attributeName()];
        return [option, required ? parseTime(long ?? flag, String(value)) : value];
      }),
  );
}

function isGiven({ flag }: SimulatorFlag, options: Readonly<Record<string, unknown>>): boolean {
  return options[new Option(flag).attributeName()] !== undefined;
}

function parseTime(flag: string, text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined) return ms;
  throw new ModelrailError(
    'InvalidRequest',
    told('{flag} must be a duration such as 30s, not "{value}"', { flag, value: text }),
  );
}
