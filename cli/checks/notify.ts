import type { Modelrail } from '../../client/index.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { say } from '../../lib/words/say.ts';
import type { CliConfig } from '../config.ts';
import { type CheckResult, failed, ok } from './check.ts';

/** The targets of `notify`: whether their secrets are there, and what could not be sent. None where there are none. */
export function checkNotify(config: CliConfig, client: Modelrail | undefined): Promise<CheckResult>[] {
  return config.notifyNames.length === 0 ? [] : [look(config, client)];
}

async function look(config: CliConfig, client: Modelrail | undefined): Promise<CheckResult> {
  try {
    const targets = Object.entries(config.notify).map(([name, { form, on }]) => `${name} (${form}: ${on.join(', ')})`);
    const text = targets.join('; ');
    const watch = await client?.notifications();
    const last = watch?.givenUp.at(-1);
    if (last !== undefined) {
      const what = say('{type} to {target} of {time} was not delivered: {error}', {
        type: last.type,
        target: last.target,
        time: last.timestamp,
        error: last.error,
      });
      return {
        ...ok('notify', `${text}\n${what}`),
        state: 'warning',
        advice: say('try it with `modelrail notify test`'),
      };
    }
    if (client === undefined || watch !== undefined) return ok('notify', text);
    const advice = say('start a worker with this configuration: it begins to watch then');
    return { ...ok('notify', `${text}\n${say('nothing watches yet')}`), state: 'warning', advice };
  } catch (error) {
    if (!(error instanceof ModelrailError)) throw error;
    return { ...failed('notify', error.message, say('correct it in the configuration')), error: error.type };
  }
}
