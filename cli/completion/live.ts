import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { Modelrail } from '../../client/index.ts';
import type { IngestStatus } from '../../contracts/progress.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { parseDuration } from '../../lib/quantities.ts';
import { resolveTemporal } from '../../lib/temporal-server/connection.ts';
import { grpcProxyFor } from '../../lib/temporal-server/grpc-proxy.ts';
import { definitionOf } from '../../platforms/kinds.ts';
import type { CliConfig } from '../config.ts';
import type { CliContext } from '../context.ts';
import { namesFor } from '../dictionary-names.ts';
import type { Candidate } from './candidate.ts';

/** So many of the latest ingestions are offered. */
const LATEST = 200;
const WAIT_MS = 1_000;

/** Values that are looked up: in the configuration, and in Temporal. What cannot be read is empty, and never an error. */
export interface Live {
  platforms(): Promise<Candidate[]>;
  /** Names of the targets of `notify`. */
  targets(): Promise<Candidate[]>;
  operations(platform: string): Promise<Candidate[]>;
  /** Names that the configuration has for the values of an option (`--type`), of one platform or of all. */
  names(option: string, platform: string | undefined): Promise<Candidate[]>;
  /** The latest ones, and of those before them such as begin with what is typed. */
  ids(typed: string, statuses?: readonly IngestStatus[]): Promise<Candidate[]>;
  syncs(): Promise<Candidate[]>;
}

/**
 * Makes a {@link Live}. A person waits, with a finger on the key: Temporal has a second (`MODELRAIL_COMPLETION_WAIT`), its client being
 * loaded, and what it has told by then is all.
 */
export function createLive(context: CliContext): Live {
  const waitMs = parseDuration(context.env['MODELRAIL_COMPLETION_WAIT'] ?? '') ?? WAIT_MS;
  return {
    platforms: () =>
      collected(async (found) => {
        const config = await context.config({ checksSyncs: false });
        found.push(...config.platformNames.map((value) => ({ value, text: config.kindOf(value) })));
      }),
    targets: () =>
      collected(async (found) => {
        const config = await context.config({ checksSyncs: false });
        found.push(...config.notifyNames.map((value) => ({ value })));
      }),
    operations: (platform) =>
      collected(async (found) => {
        const config = await context.config({ checksSyncs: false });
        const table = await definitionOf(config.kindOf(platform)).operations?.();
        found.push(...(table?.operations ?? []).map(({ id, text }) => ({ value: id, text })));
      }),
    names: (option, platform) =>
      collected(async (found) => {
        const config = await context.config({ checksSyncs: false });
        const platforms = platform === undefined ? config.platformNames : [platform];
        for (const name of platforms) {
          const names = namesFor(option, config.kindOf(name), config.dictionaryOf(name));
          found.push(...names.map(([value, text]) => ({ value, text })));
        }
      }),
    ids: (typed, statuses) =>
      fromTemporal(async (client, found) => {
        for await (const { id, status, platform, projectName } of client.list({ pageSize: LATEST })) {
          const text = [status, platform, projectName].filter(Boolean).join(' ');
          const isWanted = found.length < LATEST || (typed !== '' && id.startsWith(typed));
          if (isWanted && statuses?.includes(status) !== false) found.push({ value: id, text });
          if (typed === '' && found.length >= LATEST) break;
        }
      }),
    syncs: () =>
      fromTemporal(async (client, found) => {
        const syncs = await client.syncs.list();
        found.push(...syncs.map(({ name, source }) => ({ value: name, text: source })));
      }),
  };

  async function fromTemporal(look: (client: Modelrail, found: Candidate[]) => Promise<void>): Promise<Candidate[]> {
    return collected(async (found) => {
      const config = await context.config({ checksSyncs: false });
      if (!(await isThere(config, context.env, waitMs))) return;
      // The most time of all goes into loading it: it is not Temporal's.
      await import('../connection.ts');
      const looked = async () => {
        await using client = await context.connect(config);
        await look(client, found);
      };
      await Promise.race([looked(), setTimeout(waitMs, undefined, { ref: false })]);
    });
  }
}

/** False where nothing listens at the address of Temporal, so that nothing has to be loaded to find that out. */
async function isThere({ temporal }: CliConfig, env: NodeJS.ProcessEnv, waitMs: number): Promise<boolean> {
  const { connectionOptions } = resolveTemporal(temporal, env);
  const { proxy } = grpcProxyFor(connectionOptions.address, env);
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(connectionOptions.address) ?? [];
  if (proxy !== undefined || port === '') return true;
  const socket = connect({ host: host.replace(/^\[(.*)\]$/, '$1'), port: Number(port) });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(waitMs) });
    return true;
  } catch {
    // Refused, unknown or silent: whichever it is, nothing can be asked there.
    return false;
  } finally {
    socket.destroy();
  }
}

/** Who presses the tabulator wants no error: where nothing is known, nothing is offered. */
async function collected(look: (found: Candidate[]) => Promise<void>): Promise<Candidate[]> {
  const found: Candidate[] = [];
  try {
    await look(found);
  } catch (error) {
    if (!(error instanceof ModelrailError)) throw error;
  }
  return found;
}
