import { hostTaskQueue, type Modelrail } from '../../client/index.ts';
import { adviceFor } from '../../contracts/advice.ts';
import type { ErrorType } from '../../contracts/errors.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { conflictText } from '../../lib/temporal-server/search-attributes.ts';
import { listed, say, spokenLanguage, translated, wordsOf } from '../../lib/words/say.ts';
import type { CliConfig } from '../config.ts';
import type { CliContext } from '../context.ts';
import { errorText } from '../render/error-words.ts';
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
    return {
      client,
      result: ok(
        say('Temporal'),
        say('{version} at {address}, namespace {namespace}', {
          version,
          address: client.address,
          namespace: client.namespace,
        }),
      ),
    };
  } catch (error) {
    return { result: failedBy('Temporal', error, say('correct the address or the credentials, as the message says')) };
  }
}

/** The search attributes that ingestions set; with `isFixing` the missing ones are registered. */
export async function checkSearchAttributes(client: Modelrail, isFixing: boolean): Promise<CheckResult> {
  const name = say('search attributes');
  try {
    const { missing, conflicting } = await client.checkSearchAttributes();
    if (conflicting.length > 0) {
      return failed(
        name,
        conflictText(conflicting),
        say('have an operator of Temporal rename or remove them, or take another namespace'),
      );
    }
    if (missing.length === 0) return ok(name, say('registered'));
    if (!isFixing)
      return failed(
        name,
        say('missing: {names}', { names: listed(missing) }),
        say('register them with `modelrail doctor --fix`'),
      );
    return ok(name, say('registered now: {names}', { names: listed(await client.registerSearchAttributes()) }));
  } catch (error) {
    return failedBy(name, error, say("ask an operator who may change Temporal's namespace to register them"));
  }
}

/** Whether workers listen for ingestions and for this machine's files. */
export function checkWorkers(client: Modelrail, config: CliConfig): Promise<CheckResult>[] {
  const { taskQueue } = config.temporal;
  const { host } = config.worker;
  const forHost = say('start `modelrail worker` on {host}, or set worker.host to the name its worker uses', { host });
  const looks = [
    checkWorker(client, say('worker'), taskQueue, say('start one with `modelrail worker` (or `modelrail dev`)')),
  ];
  if (!config.sources.shared)
    looks.push(checkWorker(client, say('files of this host'), hostTaskQueue(taskQueue, host), forHost));
  return looks;
}

async function checkWorker(client: Modelrail, name: string, queue: string, advice: string): Promise<CheckResult> {
  try {
    const worker = await client.findWorker(queue, { timeoutMs: WORKER_TIMEOUT_MS });
    return worker === undefined
      ? failed(name, say('no worker listens on {queue}', { queue }), advice)
      : ok(name, say('{worker} listens on {queue}', { worker: worker.identity, queue }));
  } catch (error) {
    return failedBy(name, error, advice);
  }
}

/** What depends on Temporal, when there is none. */
export function withoutTemporal(): CheckResult[] {
  return [say('search attributes'), say('worker'), say('files of this host')].map((name) =>
    skipped(name, say('Temporal is not reachable')),
  );
}

/** Errors of the client whose message ends with what to do. */
const TYPES_WITH_ADVICE: readonly ErrorType[] = ['TemporalUnavailable', 'InvalidRequest'];

function failedBy(name: string, error: unknown, advice: string): CheckResult {
  if (!(error instanceof ModelrailError)) throw error;
  const { type, message } = error;
  // In English the message ends with what to do.
  if (spokenLanguage() === 'zh') {
    const words = TYPES_WITH_ADVICE.includes(type) ? translated(adviceFor(type)) : advice;
    return {
      ...failed(
        name,
        errorText(error, () => wordsOf(error)),
        words,
      ),
      error: type,
    };
  }
  if (TYPES_WITH_ADVICE.includes(type)) return { name, state: 'failed', message, error: type };
  return { ...failed(name, message, advice), error: type };
}
