import type { RecurringDeclaration, SyncApplied } from '../../../client/index.ts';
import { namesOf } from '../../../contracts/sentences.ts';
import { type DeclaredMirror, isMirror, type MirrorDeclaration } from '../../../contracts/sync/mirror.ts';
import { ModelrailError } from '../../../lib/errors.ts';
import { toProblem } from '../../../lib/requests/check-files.ts';
import { type FileProblem, fileError } from '../../../lib/requests/file-problem.ts';
import { joinRequestErrors } from '../../../lib/requests/problems.ts';
import { keptSayer, say } from '../../../lib/words/say.ts';
import { told } from '../../../lib/words/told.ts';
import type { CliConfig } from '../../config.ts';
import type { CliContext } from '../../context.ts';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { errorText } from '../../render/error-words.ts';
import { renderApplied, stepWords } from '../../render/sync-applied.ts';
import { readMapFile } from '../../request/mirror-map.ts';
import { lookAtSource } from './create.ts';

/** Options of `sync apply`. */
export interface ApplyOptions {
  dryRun?: boolean;
  prune?: boolean;
  yes?: boolean;
}

/** Makes Temporal agree with the syncs of the configuration, and shows the difference before. */
export async function applySyncs(context: CliContext, { dryRun, prune, yes }: ApplyOptions): Promise<ExitCode> {
  const config = await context.config({ checksSyncs: false });
  const declarations = await readDeclarations(config);
  await using client = await context.connect(config);
  const isPruned = prune === true;
  const planned = await client.syncs.apply(declarations, { prune: isPruned, dryRun: true });
  if (!context.isJson) context.print(renderApplied(planned, context.out));
  if (dryRun === true || planned.changes.length === 0) {
    if (context.isJson) context.printJson(planned);
    context.note(say(planned.changes.length === 0 ? 'nothing to do' : 'nothing was written'));
    return EXIT.done;
  }
  if (yes !== true) refuseResets(planned);
  const applied = await client.syncs.apply(declarations, { prune: isPruned, reset: yes === true });
  if (context.isJson) context.printJson(applied);
  return tell(context, applied);
}

/** Everything that can be wrong with any of them is told at once. */
async function readDeclarations(config: CliConfig): Promise<Record<string, RecurringDeclaration>> {
  if (!config.declaresSyncs) {
    throw new ModelrailError(
      'InvalidRequest',
      config.path === undefined
        ? told('there is no configuration, which has no section "syncs": an empty one, {empty}, has none of them', {
            empty: '{}',
          })
        : told('{path} has no section "syncs": an empty one, {empty}, has none of them', {
            path: config.path,
            empty: '{}',
          }),
    );
  }
  const { read: syncs, refusal } = config.readSyncs();
  const problems: FileProblem[] = [];
  const wholes: ModelrailError[] = [];
  const read = new Map<string, RecurringDeclaration>();
  for (const [name, declaration] of syncs) {
    if (isMirror(declaration)) {
      const whole = await withMap(name, declaration);
      if (whole instanceof ModelrailError) wholes.push(whole);
      else read.set(name, whole);
      continue;
    }
    read.set(name, declaration);
    try {
      await lookAtSource(config, declaration);
    } catch (error) {
      const path = ['syncs', name, 'source'];
      const problem = toProblem(declaration.source, error);
      problems.push({ ...problem, message: `${path.join('.')}: ${problem.message}`, path });
    }
  }
  const errors = [
    ...(refusal === undefined ? [] : [refusal]),
    ...wholes,
    ...(problems.length > 0 ? [fileError(problems)] : []),
  ];
  if (errors.length > 0) throw joinRequestErrors(errors);
  return Object.fromEntries(read);
}

/** A mirror with what is in the file of its map, or what is wrong with that. */
async function withMap(name: string, declared: DeclaredMirror): Promise<MirrorDeclaration | ModelrailError> {
  const { map, ...rest } = declared;
  if (typeof map !== 'string') return { ...rest, map };
  try {
    return { ...rest, map: await readMapFile(map) };
  } catch (error) {
    if (error instanceof ModelrailError) return new ModelrailError(error.type, `syncs.${name}: ${error.message}`);
    throw error;
  }
}

function refuseResets({ changes }: SyncApplied): void {
  const others = changes.filter(({ isReset }) => isReset === true).map(({ name }) => name);
  if (others.length === 0) return;
  throw new ModelrailError(
    'InvalidRequest',
    told(
      '{names}: another source or target is another memory, and everything is delivered there: confirm with --yes; nothing was written',
      { names: namesOf(others) },
    ),
  );
}

function tell(context: CliContext, { changes }: SyncApplied): ExitCode {
  const failed = changes.filter(({ state }) => state !== 'done');
  for (const step of changes) {
    const { state, error } = step;
    if (state === 'done') context.note(`${step.name}: ${stepWords(step)}`);
    else if (error !== undefined)
      context.warn(say('{title}: {text}', { title: step.name, text: errorText(error, keptSayer(step)) }));
    else context.warn(`${step.name}: ${say('not done')}`);
  }
  if (failed.length === 0) return EXIT.done;
  if (failed.some(({ error }) => error?.type === 'TemporalUnavailable')) return EXIT.temporal;
  return failed.length === changes.length ? EXIT.failed : EXIT.partial;
}
