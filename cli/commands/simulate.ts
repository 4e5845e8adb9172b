import { join, resolve } from 'node:path';
import { STATE_FOLDER } from '../../lib/config/state-folder.ts';
import { parseDuration } from '../../lib/config/values.ts';
import { ModelrailError } from '../../lib/errors.ts';
import {
  type ChongqingBimSimulatorOptions,
  startChongqingBimSimulator,
} from '../../platforms/chongqing-bim/simulator/index.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { parsePort } from '../parse-port.ts';
import { aborted, stopSignal } from '../signals.ts';
import { tellParent } from '../system/child.ts';
import { simulatedPlatform, toYaml } from '../system/simulated-config.ts';

/** Options of `simulate`. */
export interface SimulateOptions {
  host: string;
  port: string;
  data?: string;
  convertTime?: string;
  mergeTime?: string;
  autoMerge?: boolean;
  needsSynchronous?: boolean;
}

/** Runs the simulator of the Chongqing BIM platform until Ctrl-C or SIGTERM; its state stays on disk. */
export async function simulate(context: CliContext, options: SimulateOptions): Promise<ExitCode> {
  const dataDir = resolve(context.cwd, options.data ?? join(STATE_FOLDER, 'simulators', 'chongqing-bim'));
  const behaviour = parseBehaviour(options);
  using stop = stopSignal(process);
  const simulator = await startChongqingBimSimulator({
    host: options.host,
    port: parsePort('--port', options.port),
    dataDir,
    ...behaviour,
  }).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    const message = `port ${options.port} is in use: take another with --port, or a free one with --port 0`;
    throw new ModelrailError('InvalidRequest', message, { cause: error });
  });
  try {
    const platform = simulatedPlatform(simulator.url);
    if (context.isJson) context.printJson({ url: simulator.url, port: simulator.port, dataDir, platform });
    else context.print(describe(context, simulator.url, dataDir, platform));
    tellParent(process, { ready: 'simulator', url: simulator.url });
    await aborted(stop.signal);
  } finally {
    await simulator.close();
  }
  return EXIT.done;
}

function describe(context: CliContext, url: string, dataDir: string, platform: object): string {
  const { bold, dim } = context.out.colors;
  return [
    `${bold('chongqing-bim')} simulated at ${url}`,
    dim(`state in ${dataDir}; switches and faults at ${url}/_sim`),
    '',
    'Configuration for it (modelrail.yaml):',
    '',
    toYaml({ platforms: { cq: platform } }).trimEnd(),
    '',
    'Ctrl-C stops it.',
  ].join('\n');
}

/** How the flags want the platform to behave; what they do not name is left to the simulator. Error: `InvalidRequest`. */
export function parseBehaviour(options: Omit<SimulateOptions, 'host' | 'port' | 'data'>): Behaviour {
  const { convertTime, mergeTime, autoMerge, needsSynchronous } = options;
  return {
    ...(convertTime === undefined ? {} : { conversionMs: parseTime('--convert-time', convertTime) }),
    ...(mergeTime === undefined ? {} : { mergeDelayMs: parseTime('--merge-time', mergeTime) }),
    ...(autoMerge === undefined ? {} : { autoMerge }),
    ...(needsSynchronous === undefined ? {} : { needsSynchronous }),
  };
}

type Behaviour = Pick<ChongqingBimSimulatorOptions, 'conversionMs' | 'mergeDelayMs' | 'autoMerge' | 'needsSynchronous'>;

function parseTime(flag: string, text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined) return ms;
  throw new ModelrailError('InvalidRequest', `${flag} must be a duration such as 30s, not "${text}"`);
}
