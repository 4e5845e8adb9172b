import { hostTaskQueue, type Modelrail } from '../../client/index.ts';
import type { ErrorType } from '../../contracts/errors.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { conflictText } from '../../lib/temporal-server/search-attributes.ts';
import type { CliConfig } from '../config.ts';
import type { CliContext } from '../context.ts';
import { type CheckResult, failed, ok, skipped } from './check.ts';

/** A worker that listens answers at once; this is for one that is busy starting. */
const WORKER_TIMEOUT_MS = 3_000;

/** Connects to Temporal. */
export async function checkTemporal(
  context: CliContext,
  config: CliConfig,
): Promise<{ result: CheckResult; client?: Modelrail }> {
  try {
    const client = await context.connect(config);
    const version = await client.serverVersion();
    return { client, result: ok('Temporal', `${version} at ${client.address}, namespace ${client.namespace}`) };
  } catch (error) {
    return { result: failedBy('Temporal', error, 'correct the address or the credentials, as the message says') };
  }
}

/** The search attributes that ingestions set; with `isFixing` the missing ones are registered. */
export async function checkSearchAttributes(client: Modelrail, isFixing: boolean): Promise<CheckResult> {
  const name = 'search attributes';
  try {
    const { missing, conflicting } = await client.checkSearchAttributes();
    if (conflicting.length > 0) {
      return failed(
        name,
        conflictText(conflicting),
        'have an operator of Temporal rename or remove them, or take another namespace',
      );
    }
    if (missing.length === 0) return ok(name, 'registered');
    if (!isFixing) return failed(name, `missing: ${missing.join(', ')}`, 'register them with `modelrail doctor --fix`');
    return ok(name, `registered now: ${(await client.registerSearchAttributes()).join(', ')}`);
  } catch (error) {
    return failedBy(name, error, "ask an operator who may change Temporal's namespace to register them");
  }
}

/** Whether workers listen for ingestions and for this machine's files. */
export function checkWorkers(client: Modelrail, config: CliConfig): Promise<CheckResult>[] {
  const { taskQueue } = config.temporal;
  const { host } = config.worker;
  const forHost = `start \`modelrail worker\` on ${host}, or set worker.host to the name its worker uses`;
  const looks = [checkWorker(client, 'worker', taskQueue, 'start one with `modelrail worker` (or `modelrail dev`)')];
  if (!config.sources.shared)
    looks.push(checkWorker(client, 'files of this host', hostTaskQueue(taskQueue, host), forHost));
  return looks;
}

async function checkWorker(client: Modelrail, name: string, queue: string, advice: string): Promise<CheckResult> {
  try {
    const worker = await client.findWorker(queue, { timeoutMs: WORKER_TIMEOUT_MS });
    return worker === undefined
      ? failed(name, `no worker listens on ${queue}`, advice)
      : ok(name, `${worker.identity} listens on ${queue}`);
  } catch (error) {
    return failedBy(name, error, advice);
  }
}

/** What depends on Temporal, when there is none. */
export function withoutTemporal(): CheckResult[] {
  return ['search attributes', 'worker', 'files of this host'].map((name) =>
    skipped(name, 'Temporal is not reachable'),
  );
}

/** Errors of the client whose message ends with what to do. */
const TYPES_WITH_ADVICE: readonly ErrorType[] = ['TemporalUnavailable', 'InvalidRequest'];

function failedBy(name: string, error: unknown, advice: string): CheckResult {
  if (!(error instanceof ModelrailError)) throw error;
  const { type, message } = error;
  if (TYPES_WITH_ADVICE.includes(type)) return { name, state: 'failed', message, error: type };
  return { ...failed(name, message, advice), error: type };
}
