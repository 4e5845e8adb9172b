import { dirname, join } from 'node:path';
import { ModelrailError } from '../../lib/errors.ts';
import type { OnFetched } from '../../lib/temporal-server/fetch.ts';
import { findTemporal } from '../../lib/temporal-server/find.ts';
import { findFreePort, isListening } from '../../lib/temporal-server/port.ts';
import { startTemporalServer } from '../../lib/temporal-server/start.ts';
import { say } from '../../lib/words/say.ts';
import { told } from '../../lib/words/told.ts';
import { parsePort } from '../parse-port.ts';
import { type SupervisedPart, supervise } from './supervise.ts';

/** A Temporal server to work with. */
export interface SystemTemporal extends SupervisedPart {
  address: string;
  uiUrl?: string;
  /** Environment in which our commands find this server and no other. */
  env: NodeJS.ProcessEnv;
  /** True when it was there before, and stays. */
  isGiven: boolean;
}

/** What to start, when `TEMPORAL_ADDRESS` names no server. */
export interface SystemTemporalOptions {
  env: NodeJS.ProcessEnv;
  namespace: string;
  dbFile: string;
  logFile: string;
  port: number;
  uiPort: number;
  tell(text: string): void;
  /** Told how much has arrived of a server that has to be fetched. */
  onFetched: OnFetched;
}

/** The server that `TEMPORAL_ADDRESS` names, or one of our own that is started again when it dies. */
export async function startSystemTemporal(options: SystemTemporalOptions): Promise<SystemTemporal> {
  const { env, port, uiPort, namespace, dbFile, logFile, tell, onFetched } = options;
  const given = env['TEMPORAL_ADDRESS'];
  if (given !== undefined && given !== '') {
    const nothing = () => undefined;
    return {
      name: 'Temporal',
      pid: nothing,
      address: given,
      env,
      isGiven: true,
      stop: async () => undefined,
      kill: nothing,
    };
  }
  const binary = await findTemporal({ env, log: tell, onProgress: onFetched });
  const part = await supervise(
    'Temporal',
    async () => {
      const server = await startTemporalServer({ binary, dbFile, logFile, port, uiPort, namespace, env });
      const closed = server.closed.then(() => say('see {logFile}', { logFile }));
      return { ...server, closed, kill: () => void process.kill(server.pid, 'SIGKILL') };
    },
    tell,
  );
  const { first, ...supervised } = part;
  const { address, uiUrl } = first;
  return {
    ...supervised,
    address,
    ...(uiUrl === undefined ? {} : { uiUrl }),
    env: ownServerEnv(env, address, namespace, dirname(dbFile)),
    isGiven: false,
  };
}

/** Without what the environment and Temporal's own configuration file say of another server: its TLS, its API key. */
function ownServerEnv(env: NodeJS.ProcessEnv, address: string, namespace: string, folder: string): NodeJS.ProcessEnv {
  const others = Object.entries(env).filter(([name]) => !name.startsWith('TEMPORAL_'));
  return {
    ...Object.fromEntries(others),
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
    // A file that is not there: the SDK takes that as no settings, and an empty one as an error.
    TEMPORAL_CONFIG_FILE: join(folder, 'temporal-client.toml'),
  };
}

/** A port: the one asked for, which must be free; else the usual one, or a free one when that is taken. */
export async function choosePort(asked: string | undefined, usual: number, flag: string): Promise<number> {
  if (asked === undefined) return usual === 0 || (await isListening('127.0.0.1', usual)) ? findFreePort() : usual;
  const port = parsePort(flag, asked);
  if (port === 0) return findFreePort();
  if (await isListening('127.0.0.1', port)) {
    throw new ModelrailError('InvalidRequest', told('{flag}: port {port} is in use', { flag, port }));
  }
  return port;
}
