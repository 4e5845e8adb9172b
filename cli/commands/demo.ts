import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { kindFacts } from '../../contracts/kinds.ts';
import { namesOf } from '../../contracts/sentences.ts';
import { openStateFolder, writePrivate } from '../../lib/config/private-files.ts';
import { STATE_FOLDER } from '../../lib/config/state-folder.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { findFreePort } from '../../lib/temporal-server/port.ts';
import { say } from '../../lib/words/say.ts';
import { told } from '../../lib/words/told.ts';
import { firstSimulator, type Simulator, simulators } from '../../platforms/simulators.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode, exitCodeOfStatus } from '../exit-codes.ts';
import { follow, printIngestion } from '../follow.ts';
import { exampleOptions } from '../ingest-options.ts';
import { programName } from '../render/command-lines.ts';
import { buildRequest } from '../request/build-request.ts';
import { ifThere } from '../request/if-there.ts';
import { SAMPLE_MODEL_NAME, writeSampleModel } from '../sample-model.ts';
import { stopSignal, unlessAborted } from '../signals.ts';
import { simulatedConfig } from '../system/simulated-config.ts';
import { type System, startSystem } from '../system/start-system.ts';

/** Options of `demo`. */
export interface DemoOptions {
  keep?: boolean;
  /** Name or kind of the simulated platform. Default: the first. */
  platform?: string;
}

/** What a demo works with, made before anything runs. */
interface Stage {
  simulator: Simulator;
  folder: string;
  files: string[];
  roots: string[];
  configPath: string;
  /** Of its own, so that on a server that others use as well no other worker takes its work. */
  taskQueue: string;
  ports: { temporal: number; ui: number; simulator: number };
}

/** Runs the whole system in a temporary folder for one ingestion, and takes it all away again. */
export async function demo(context: CliContext, files: string[], options: DemoOptions): Promise<ExitCode> {
  const simulator = simulatorNamed(options.platform);
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'modelrail-demo-')));
  let system: System | undefined;
  const atOnce = () => {
    system?.kill();
    context.process.exit(EXIT.detached);
  };
  // A terminal that is closed would else leave the folder.
  using stop = stopSignal(context.process, atOnce, ['SIGHUP']);
  let exitCode: ExitCode = EXIT.detached;
  try {
    const stage = await setStage(context, simulator, folder, files);
    const request = await prepareRequest(context, stage);
    system = await start(context, stage);
    if (stop.signal.aborted) return EXIT.detached;
    exitCode = await play(context, stage, system, request, stop.signal);
  } finally {
    context.note(say(stop.signal.aborted ? 'stopping …' : 'stopping the demo …'));
    await system?.stop();
    if (options.keep === true) tellKept(context, folder);
    else await rm(folder, { recursive: true, force: true });
  }
  if (!stop.signal.aborted) tellNext(context);
  return exitCode;
}

function simulatorNamed(name: string | undefined): Simulator {
  if (name === undefined) return firstSimulator();
  const taking = simulators.filter(({ kind }) => kindFacts(kind) !== undefined);
  const found = taking.find(({ platform, kind }) => platform === name || kind === name);
  if (found !== undefined) return found;
  const known = namesOf(taking.map(({ platform }) => platform));
  throw new ModelrailError(
    'InvalidRequest',
    told('there is no simulated platform "{name}" that takes files (there are {known})', { name, known }),
  );
}

async function setStage(
  context: CliContext,
  simulator: Simulator,
  folder: string,
  named: readonly string[],
): Promise<Stage> {
  const models = join(folder, 'models');
  await mkdir(models);
  await openStateFolder(join(folder, STATE_FOLDER));
  const sample = join(models, SAMPLE_MODEL_NAME);
  if (named.length === 0) await writeSampleModel(sample);
  const stage = {
    simulator,
    folder,
    files: named.length === 0 ? [sample] : [...named],
    roots: [models, ...(await foldersOf(context.cwd, named))],
    configPath: join(folder, 'modelrail.yaml'),
    taskQueue: `modelrail-demo-${randomUUID().slice(0, 8)}`,
    ports: { temporal: await findFreePort(), ui: await findFreePort(), simulator: await findFreePort() },
  };
  await writeConfig(stage, `127.0.0.1:${stage.ports.temporal}`);
  return stage;
}

/** A file named on the command line is meant to be read: its folder becomes a root of the demo. */
async function foldersOf(cwd: string, named: readonly string[]): Promise<string[]> {
  const folders = await Promise.all(
    named.map(async (name) => {
      const path = resolve(cwd, name);
      const found = await ifThere(stat(path));
      // A glob, or a name that is told as missing later.
      if (found === undefined) return cwd;
      const real = await realpath(path);
      return found.isDirectory() ? real : dirname(real);
    }),
  );
  return [...new Set(folders)];
}

async function writeConfig(stage: Stage, address: string): Promise<void> {
  const url = `http://127.0.0.1:${stage.ports.simulator}`;
  const { taskQueue, roots } = stage;
  const { platform, settings, demoSettings } = stage.simulator;
  const platforms = { [platform]: { ...settings(url), ...demoSettings } };
  await writePrivate(stage.configPath, simulatedConfig({ address, namespace: 'default', taskQueue, roots, platforms }));
}

async function prepareRequest(context: CliContext, stage: Stage) {
  const inside = context.within({ configPath: stage.configPath, env: context.env });
  const { kind, platform } = stage.simulator;
  const options = { platform, ...exampleOptions(kind) };
  return (await buildRequest(inside, await inside.config(), stage.files, options)).request;
}

async function start(context: CliContext, stage: Stage): Promise<System> {
  context.note(say('starting Temporal, a simulated platform and a worker …'));
  return startSystem(context, {
    folder: join(stage.folder, STATE_FOLDER),
    namespace: 'default',
    ports: stage.ports,
    simulators: [{ ...stage.simulator, port: stage.ports.simulator }],
    isLogShown: context.isVerbose,
    async configure({ address }) {
      await writeConfig(stage, address);
      return { path: stage.configPath };
    },
  });
}

async function play(
  context: CliContext,
  stage: Stage,
  system: System,
  request: Awaited<ReturnType<typeof prepareRequest>>,
  signal: AbortSignal,
): Promise<ExitCode> {
  const inside = context.within({ configPath: stage.configPath, env: system.temporal.env });
  await using client = await inside.connect(await inside.config());
  if (system.temporal.isGiven) await client.registerSearchAttributes();
  await unlessAborted(system.ready, signal);
  if (signal.aborted) return EXIT.detached;
  const { id } = await client.ingest(request);
  if (system.temporal.uiUrl !== undefined)
    context.note(say('in the Temporal UI, while it runs: {url}', { url: system.temporal.uiUrl }));
  const progress = await follow(context, client, id, signal);
  if (progress?.closedAt === undefined) return EXIT.detached;
  printIngestion(context, progress);
  return exitCodeOfStatus(progress.status);
}

function tellNext(context: CliContext): void {
  const program = programName(context.env);
  const { bold } = context.err.colors;
  context.note(
    [
      say('That was a demo. Next:'),
      `  ${bold(`${program} dev --simulators`)}   ${say('such a system that stays open, with a UI, to try it with files of yours')}`,
      `  ${bold(`${program} init`)}               ${say('a configuration for a platform of yours')}`,
    ].join('\n'),
  );
}

function tellKept(context: CliContext, folder: string): void {
  context.warn(say('kept: {folder}', { folder }));
  const config = join(folder, 'modelrail.yaml');
  context.warn(say('look at it again with: modelrail dev --simulators --config {config}', { config }));
}
