import pLimit from 'p-limit';
import type { IngestFilter, IngestSummary, Modelrail } from '../../client/index.ts';
import type { ErrorInfo } from '../../contracts/errors.ts';
import type { IngestStatus } from '../../contracts/progress.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { listed, say } from '../../lib/words/say.ts';
import type { PlainText } from '../../lib/words/text.ts';
import { told } from '../../lib/words/told.ts';
import { confirm } from '../confirm.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { errorText } from '../render/error-words.ts';
import { renderIngestions } from '../render/ingestion-list.ts';
import { printable } from '../render/text.ts';
import { count } from '../render/units.ts';
import { toModelrailError } from '../report-error.ts';
import { type FilterOptions, platformHint, readFilter } from './list.ts';

/** Options that name ingestions in place of an id. */
export interface ManyOptions extends FilterOptions {
  yes?: boolean;
}

/** What is done to each of many ingestions. */
export interface ManyAction {
  /** As a person is asked, e.g. `cancel`. */
  verb: PlainText;
  /** As it is told of one that it was done to, e.g. `cancelling`. */
  done: PlainText;
  /** Whether it can concern an ingestion, where no status is asked for. */
  concerns(ingestion: IngestSummary): boolean;
  act(client: Modelrail, id: string): Promise<unknown>;
}

/** Ingestions that are worked at a time: Temporal has others to serve. */
const AT_ONCE = 8;
/** Ids and lines that are told before it is asked. */
const MOST_NAMED = 20;
const PAGE_SIZE = 500;

const isOpen = (status: IngestStatus) => status === 'running' || status === 'paused';

/** The actions of `pause`, `resume`, `cancel` and `retry`. */
export const MANY = {
  pause: {
    verb: 'pause',
    done: 'pausing',
    concerns: ({ status }) => status === 'running',
    act: (client, id) => client.pause(id),
  },
  resume: {
    verb: 'resume',
    done: 'goes on',
    concerns: ({ status }) => status === 'paused',
    act: (client, id) => client.resume(id),
  },
  cancel: {
    verb: 'cancel',
    done: 'cancelling',
    concerns: ({ status }) => isOpen(status),
    act: (client, id) => client.cancel(id),
  },
  retry: {
    verb: 'retry',
    done: 'tried again',
    // What was cancelled was meant to end.
    concerns: ({ status, waiting, dryRun }) =>
      waiting !== undefined || ((status === 'partial' || status === 'failed') && dryRun !== true),
    act: (client, id) => client.retry(id),
  },
} as const satisfies Record<string, ManyAction>;

/** True when an id or filters name what is to be worked: one of them, never both. Error: `InvalidRequest`. */
export function isForMany(id: string | undefined, options: ManyOptions): id is undefined {
  const { yes: _yes, ...filters } = options;
  const isFiltered = ['platform', 'status', 'hash', 'since', 'waiting'].some((name) => name in filters);
  if (id !== undefined && isFiltered)
    throw new ModelrailError('InvalidRequest', told('give an id or filters, not both'));
  if (id === undefined && !isFiltered) {
    throw new ModelrailError(
      'InvalidRequest',
      told('give an id, or at least one of --platform, --status, --since, --waiting, --hash'),
    );
  }
  return id === undefined;
}

/** Does something to all ingestions that filters name, after it was said which, and asked. */
export async function toMany(context: CliContext, action: ManyAction, options: ManyOptions): Promise<ExitCode> {
  const filter = readFilter(options);
  const config = await context.config();
  await using client = await context.connect(config);
  const chosen = await choose(client, filter, action);
  if (chosen.length === 0) {
    if (context.isJson) context.printJson({ results: [] });
    else
      context.note(
        `${say('no ingestions to {verb}', { verb: say(action.verb) })}${platformHint(config, options.platform)}`,
      );
    return EXIT.done;
  }
  const named = chosen.slice(0, MOST_NAMED);
  const more = chosen.length > named.length ? say(' and {count} more', { count: chosen.length - named.length }) : '';
  context.note(`${renderIngestions(named, context.err)}${more === '' ? '' : `\n…${more}`}`);
  const ids = listed(named.map(({ id }) => id));
  const consequence = say('{verb} {what}: {ids}', {
    verb: say(action.verb),
    what: count(chosen.length, 'ingestion'),
    ids: `${ids}${more}`,
  });
  if (options.yes !== true && !(await confirm(context, consequence))) return EXIT.failed;
  const limit = pLimit(AT_ONCE);
  const results = await Promise.all(
    chosen.map(({ id }) => limit(async () => ({ id, ...(await attempt(client, action, id)) }))),
  );
  if (context.isJson) context.printJson({ results });
  for (const { id, error } of context.isJson ? [] : results) {
    if (error === undefined) context.print(`${printable(id)}: ${say(action.done)}`);
    else context.warn(`${printable(id)}: ${errorText(error)}`);
  }
  return exitCodeOf(results);
}

async function choose(client: Modelrail, filter: IngestFilter, action: ManyAction): Promise<IngestSummary[]> {
  const chosen: IngestSummary[] = [];
  for await (const one of client.list({ ...filter, pageSize: PAGE_SIZE })) {
    if (filter.status !== undefined || action.concerns(one)) chosen.push(one);
  }
  return chosen;
}

async function attempt(
  client: Modelrail,
  action: ManyAction,
  id: string,
): Promise<{ ok: true; error?: never } | { ok: false; error: ErrorInfo }> {
  try {
    await action.act(client, id);
    return { ok: true };
  } catch (error) {
    return { ok: false, error: toModelrailError(error).toInfo() };
  }
}

function exitCodeOf(results: readonly { ok: boolean; error?: ErrorInfo }[]): ExitCode {
  if (results.every(({ ok }) => ok)) return EXIT.done;
  if (results.some(({ ok }) => ok)) return EXIT.partial;
  return results.every(({ error }) => error?.type === 'TemporalUnavailable') ? EXIT.temporal : EXIT.failed;
}
