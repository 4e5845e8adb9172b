import { ModelrailError, type SendingLimits } from '../../client/index.ts';
import { say } from '../../lib/words/say.ts';
import { told } from '../../lib/words/told.ts';
import type { CliContext } from '../context.ts';
import type { ExitCode } from '../exit-codes.ts';
import { tellChanged } from '../tell-changed.ts';

/** Options of `set`, as they are typed. */
export interface SetOptions {
  bwlimit?: string;
  concurrency?: string;
}

/** Changes what bounds the sending of an open ingestion. */
export async function set(context: CliContext, id: string, options: SetOptions): Promise<ExitCode> {
  const limits = readLimits(options);
  await using client = await context.connect(await context.config());
  await client.set(id, limits);
  const { bwlimit, concurrency } = limits;
  const now = [
    ...(bwlimit === undefined ? [] : [say('bwlimit {bwlimit}', { bwlimit })]),
    ...(concurrency === undefined ? [] : [say('concurrency {concurrency}', { concurrency })]),
  ];
  return await tellChanged(context, client, id, say('from now on {limits}', { limits: now.join(say(', ')) }));
}

function readLimits({ bwlimit, concurrency }: SetOptions): SendingLimits {
  if (bwlimit === undefined && concurrency === undefined) {
    throw new ModelrailError('InvalidRequest', told('nothing to set: give --bwlimit, --concurrency or both'));
  }
  return {
    ...(bwlimit === undefined ? {} : { bwlimit }),
    ...(concurrency === undefined ? {} : { concurrency: readNumber(concurrency) }),
  };
}

function readNumber(text: string): number {
  if (/^[1-9][0-9]{0,8}$/.test(text)) return Number(text);
  throw new ModelrailError(
    'InvalidRequest',
    told('{flag} must be a whole number of at least 1, not {value}', { flag: '--concurrency', value: text }),
  );
}
