import { ModelrailError } from '../../client/index.ts';
import { assertReachable, type ReachableServers } from '../../lib/sources/address-guard.ts';
import { say } from '../../lib/words/say.ts';
import { told } from '../../lib/words/told.ts';
import type { CliContext } from '../context.ts';
import type { ExitCode } from '../exit-codes.ts';
import { followToEnd } from '../follow.ts';
import { count } from '../render/units.ts';
import { tellChanged } from '../tell-changed.ts';
import { isForMany, MANY, type ManyOptions, toMany } from './many.ts';

/** Options of `retry`, as they are typed. */
export interface RetryCommandOptions extends ManyOptions {
  detach?: boolean;
  /** `NAME=URL`. */
  source?: string[];
}

/** Does again what failed in an ended ingestion, and follows it; an open one tries again at once. Those that filters name are not followed. */
export async function retry(
  context: CliContext,
  id: string | undefined,
  options: RetryCommandOptions,
): Promise<ExitCode> {
  if (isForMany(id, options)) {
    if (options.source !== undefined) {
      throw new ModelrailError('InvalidRequest', told('--source is for the files of one ingestion: give its id'));
    }
    return await toMany(context, MANY.retry, options);
  }
  const config = await context.config();
  const sources = readSources(options.source ?? [], config.sources);
  await using client = await context.connect(config);
  const { isNewRun, retriedNow = 0 } = await client.retry(id, { sources });
  if (!isNewRun) {
    return await tellChanged(
      context,
      client,
      id,
      retriedNow === 0
        ? say('no step was waiting')
        : say('{steps} tried again now', { steps: count(retriedNow, 'waiting step') }),
    );
  }
  if (options.detach === true) {
    return await tellChanged(context, client, id, say('started again; follow it with: modelrail watch {id}', { id }));
  }
  context.note(`${id}: ${say('started again for the files that failed')}`);
  return await followToEnd(context, client, id);
}

/** Addresses by file name; one that is not to be reached is refused before anything is started. */
function readSources(given: readonly string[], servers: ReachableServers): Record<string, string> {
  const sources = new Map<string, string>();
  for (const text of given) {
    // A name may have an equals sign in it: the address begins where its scheme does.
    const [, name, source] = /^(.+?)=((?:https?|s3):\/\/.*)$/is.exec(text) ?? [];
    if (name === undefined || source === undefined) {
      const shown = text.replace(/=.*$/s, '=…');
      throw new ModelrailError(
        'InvalidRequest',
        told('--source must be NAME=URL with an address, not {shown}', { shown }),
      );
    }
    if (sources.has(name)) throw new ModelrailError('InvalidRequest', told('--source names {name} twice', { name }));
    assertReachable(source, servers);
    sources.set(name, source);
  }
  return Object.fromEntries(sources);
}
