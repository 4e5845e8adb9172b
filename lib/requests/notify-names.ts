import type { IngestRequest } from '../../contracts/request.ts';
import { didYouMean, withHint } from '../config/nearest.ts';
import { listed, say } from '../words/say.ts';
import { requestError } from './problems.ts';

/** Asserts that the targets that a request wants to be told are those of a configuration. Error: `InvalidRequest`. */
export function assertNotifyNames({ options }: Pick<IngestRequest, 'options'>, names: readonly string[]): void {
  const problems = (options?.notify ?? []).flatMap((name, position) => {
    if (names.includes(name)) return [];
    const hint = didYouMean(name, names) || say(' (there are: {names})', { names: listed(names) || say('none') });
    const message = say('is "{name}", which is no target of `notify`', { name });
    return [{ path: ['options', 'notify', position], message: withHint(message, hint) }];
  });
  if (problems.length > 0) throw requestError(problems);
}
