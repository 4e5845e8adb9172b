import { join, relative } from 'node:path';
import { writePrivate } from '../../lib/config/private-files.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { listed, say } from '../../lib/words/say.ts';
import { told } from '../../lib/words/told.ts';
import { simulators } from '../../platforms/simulators.ts';
import type { CliConfig } from '../config.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { exampleFlags } from '../ingest-options.ts';
import { programName, wrapCommand } from '../render/command-lines.ts';
import { renderPairs } from '../render/table.ts';
import { aborted, stopSignal, unlessAborted } from '../signals.ts';
import { tellParent } from '../system/child.ts';
import { simulatedConfig, syncsTakenOver, takenOver } from '../system/simulated-config.ts';
import { type System, startSystem } from '../system/start-system.ts';
import { claimFolder, stateFolder } from '../system/state-file.ts';
import { choosePort } from '../system/temporal.ts';

/** Options of `dev`. */
export interface DevOptions {
  simulators?: boolean;
  port?: string;
  uiPort?: string;
  gatewayPort?: string;
}

const USUAL_PORT = 7233;
const USUAL_GATEWAY_PORT = 8088;
/** Temporal's own tools expect its UI so far above its port. */
const UI_DISTANCE = 1000;
const INDENT = '  ';

/** Runs the whole system on this machine until Ctrl-C or SIGTERM; its database stays in the state folder. */
export async function dev(context: CliContext, options: DevOptions): Promise<ExitCode> {
  const config = await context.config();
  // A worker that cannot start for its configuration is told here, before anything runs.
  if (options.simulators !== true) config.allPlatforms();
  const folder = stateFolder(config, context.cwd);
  const claim = await claimFolder(folder);
  let system: System | undefined;
  using stop = stopSignal(context.process, () => {
    system?.kill();
    context.process.exit(EXIT.detached);
  });
  try {
    system = await start(context, config, folder, options);
    await claim.tell({
      address: system.temporal.address,
      ...(system.temporal.uiUrl === undefined ? {} : { uiUrl: system.temporal.uiUrl }),
    });
    await unlessAborted(system.ready, stop.signal);
    if (!stop.signal.aborted) greet(context, config, folder, system);
    await aborted(stop.signal);
    context.note(say('stopping …'));
  } finally {
    await system?.stop();
    await claim.release();
  }
  return EXIT.done;
}

async function start(context: CliContext, config: CliConfig, folder: string, options: DevOptions): Promise<System> {
  const usual = usualPort(config, context.env);
  const temporal = await choosePort(options.port, usual, '--port');
  const ui = await choosePort(
    options.uiPort,
    temporal + UI_DISTANCE <= 65_535 ? temporal + UI_DISTANCE : 0,
    '--ui-port',
  );
  // What is written for simulators has no settings of a gateway, and needs none of the secrets of one.
  const usualGateway = options.simulators === true ? USUAL_GATEWAY_PORT : config.gateway.port;
  const gateway = { port: await choosePort(options.gatewayPort, usualGateway, '--gateway-port') };
  if (
    options.port === undefined &&
    temporal !== usual &&
    !context.env['TEMPORAL_ADDRESS'] &&
    options.simulators !== true
  ) {
    context.warn(
      say('port {usual} is in use; Temporal takes {port}: set TEMPORAL_ADDRESS=127.0.0.1:{port} for other commands', {
        usual,
        port: temporal,
      }),
    );
  }
  const { namespace } = config.temporal;
  if (options.simulators !== true) {
    return startSystem(context, {
      folder,
      namespace,
      ports: { temporal, ui },
      simulators: [],
      gateway,
      isLogShown: true,
      configure: async () => config,
    });
  }
  const places = await Promise.all(
    simulators.map(async (simulator) => ({
      ...simulator,
      port: await choosePort(undefined, simulator.port, '--port'),
    })),
  );
  return startSystem(context, {
    folder,
    namespace,
    ports: { temporal, ui },
    simulators: places,
    gateway,
    isLogShown: true,
    configure: async ({ address, simulatorUrls }) => {
      const path = join(folder, 'simulators.yaml');
      const platforms = Object.fromEntries(
        places.map(({ platform, settings }) => [platform, settings(simulatorUrls[platform] ?? '')]),
      );
      const simulated = new Map(places.map(({ platform, kind }) => [platform, kind]));
      const syncs = syncsTakenOver(config, simulated, (text) => context.warn(say('warning: {text}', { text })));
      if (config.notifyNames.length > 0) {
        context.warn(
          say('warning: {text}', {
            text: say('notify is left out: what happens on simulated platforms is told to none of its targets'),
          }),
        );
      }
      const text = simulatedConfig({ ...takenOver(config), ...syncs, address, gateway, platforms });
      await writePrivate(path, `# Written by \`modelrail dev --simulators\` at each start.\n${text}`);
      return { path };
    },
  });
}

/** The port of the configured address, which must be on this machine when a server is to be started there. */
function usualPort(config: CliConfig, env: NodeJS.ProcessEnv): number {
  const { address } = config.temporal;
  const [host = '', port] = address.split(/:(?=\d+$)/);
  if (env['TEMPORAL_ADDRESS'] || ['127.0.0.1', 'localhost', '[::1]'].includes(host)) return Number(port ?? USUAL_PORT);
  throw new ModelrailError(
    'InvalidRequest',
    told(
      'temporal.address is {address}, which is not this machine: use it with TEMPORAL_ADDRESS={address}, or `modelrail worker` alone',
      { address },
    ),
  );
}

function greet(context: CliContext, config: CliConfig, folder: string, system: System): void {
  const { temporal, simulatorUrls, gatewayUrl, configPath } = system;
  const { address, uiUrl } = temporal;
  const processes = system.processes();
  const told = { address, uiUrl, gatewayUrl, config: configPath, simulators: simulatorUrls, processes };
  tellParent(context.process, { ready: 'dev', ...told });
  if (context.isJson) {
    context.printJson(told);
    return;
  }
  const shown = configPath === undefined ? undefined : relative(context.cwd, configPath);
  const { bold, dim } = context.out.colors;
  const [simulated] = simulators.filter(({ platform }) => simulatorUrls[platform] !== undefined);
  const platform = simulated?.platform ?? config.platformNames[0];
  const facts = renderPairs(
    [
      [
        'Temporal',
        temporal.isGiven
          ? say('{address} (given by TEMPORAL_ADDRESS)', { address: temporal.address })
          : say('{address}, database in {folder}', {
              address: temporal.address,
              folder: relative(context.cwd, folder) || '.',
            }),
      ],
      [say('UI'), temporal.uiUrl],
      [say('worker'), say('takes files below {roots}', { roots: listed(config.sources.roots) })],
      [say('page'), gatewayUrl && `${gatewayUrl}/`],
      [say('HTTP API'), gatewayUrl && say('{url}, described at {url}/docs', { url: gatewayUrl })],
      ...Object.entries(simulatorUrls).map(([name, url]): [string, string] => [
        say('simulator'),
        say('{url}, platform {name}', { url, name }),
      ]),
      [say('config'), shown ?? say('none: no platform is configured; --simulators adds one to try')],
    ],
    context.out,
  );
  context.print(`\n${bold(say('modelrail is running'))}\n\n${facts}\n`);
  if (platform !== undefined) {
    const parts = [
      `${programName(context.env)} ingest PATH/TO/MODEL.ifc`,
      ...(simulated === undefined ? [] : [`--config ${shown}`]),
      `--platform ${platform}`,
      ...exampleFlags(simulated?.kind ?? config.kindOf(platform)),
    ];
    const lines = wrapCommand(parts, context.out.width === undefined ? undefined : context.out.width - INDENT.length);
    context.print(dim(say('In another terminal, with a file of yours:')));
    context.print(`${lines.map((line) => `${INDENT}${line}`).join('\n')}\n`);
  }
  context.print(dim(say('Ctrl-C stops all of it.')));
}
