import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { isRecord } from '../../lib/config/file.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { assertCallable, findOperation } from '../../lib/operations/find-operation.ts';
import { requestError } from '../../lib/requests/problems.ts';
import { say, translated } from '../../lib/words/say.ts';
import { told } from '../../lib/words/told.ts';
import { definitionOf } from '../../platforms/kinds.ts';
import { confirm } from '../confirm.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { followCall } from '../follow-call.ts';
import { renderFields, renderOperations } from '../render/operations.ts';

/** Options of `call`. */
export interface CallCommandOptions {
  input?: string;
  fields?: boolean;
  yes?: boolean;
}

/**
 * Makes one call of a platform's API, by the name of its operation, and prints what the platform answers. Without an operation: prints
 * all that there are.
 */
export async function call(
  context: CliContext,
  platform: string,
  operation: string | undefined,
  options: CallCommandOptions,
): Promise<ExitCode> {
  const config = await context.config();
  const kind = config.kindOf(platform);
  const table = await definitionOf(kind).operations?.();
  if (table === undefined) {
    throw new ModelrailError(
      'InvalidRequest',
      told('the operations of platforms of kind {kind} are not described, so none is called by name', { kind }),
    );
  }
  if (operation === undefined) {
    if (context.isJson) context.printJson(table.operations);
    else context.print(renderOperations(table.operations, context.out));
    return EXIT.done;
  }
  const found = findOperation(table, operation);
  if (options.fields === true) {
    if (context.isJson) context.printJson(found);
    else context.print(renderFields(found, context.out));
    return EXIT.done;
  }
  assertCallable(found, platform);
  const input = await readInput(context, options.input);
  const problems = table.problems(found.id, input);
  if (problems.length > 0) throw requestError(problems, (path) => ['--input', ...path].join('.'));
  const caution = table.caution(found.id, input);
  if (caution !== undefined) context.warn(say('{title}: {text}', { title: found.id, text: translated(caution) }));
  if (found.effect !== 'read' && options.yes !== true) {
    const consequence = say('{operation} changes {platform}: {text}', {
      operation: found.id,
      platform,
      text: translated(found.text),
    });
    if (!(await confirm(context, consequence))) {
      context.note(say('nothing was called'));
      return EXIT.failed;
    }
  }
  await using client = await context.connect(config);
  const made = { platform, operation: found.id, input };
  return await followCall(
    context,
    client,
    (following) => client.call(made, following),
    (answer) => context.printJson(answer),
  );
}

/** The input: JSON, or `@FILE` with it. What it has is never told: it may hold secrets, though it should not. */
async function readInput(context: CliContext, given = '{}'): Promise<Record<string, unknown>> {
  const path = given.startsWith('@') ? resolve(context.cwd, given.slice(1)) : undefined;
  const text = path === undefined ? given : await readText(path);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ModelrailError(
      'InvalidRequest',
      told('{input} is no JSON', { input: path === undefined ? '--input' : `--input ${path}` }),
    );
  }
  if (isRecord(value)) return value;
  throw new ModelrailError('InvalidRequest', told('--input must be a JSON object'));
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new ModelrailError(
      'InvalidRequest',
      told('{path} cannot be read ({code})', { path: `--input ${path}`, code }),
      { cause: error },
    );
  }
}
