import { didYouMean } from '../config/nearest.ts';
import { ModelrailError } from '../errors.ts';
import type { OperationInfo, OperationTable } from './definition.ts';

/**
 * An operation by its name, by the last part of it where only one has that, or by either behind its method. Error: `InvalidRequest`,
 * which says what may be meant.
 */
export function findOperation({ operations }: Pick<OperationTable, 'operations'>, wanted: string): OperationInfo {
  const [, method, name = wanted] = /^([A-Z]+)\s+(\S+)$/.exec(wanted) ?? [];
  const possible = operations.filter((one) => method === undefined || one.method === method);
  const exact = possible.filter((one) => one.name === name);
  const candidates = exact.length > 0 ? exact : possible.filter((one) => lastPartOf(one) === name);
  const [only] = candidates;
  if (only === undefined) {
    const hint = didYouMean(
      name,
      operations.flatMap((one) => [one.name, lastPartOf(one)]),
    );
    throw new ModelrailError(
      'InvalidRequest',
      `there is no operation "${wanted}"${hint}; \`modelrail call PLATFORM\` lists all`,
    );
  }
  if (candidates.length === 1) return only;
  const several = candidates.map(({ id }) => (id.includes(' ') ? `"${id}"` : id));
  throw new ModelrailError('InvalidRequest', `"${wanted}" may be ${several.join(' or ')}: say which`);
}

/** Refuses an operation that is no call by itself: `InvalidRequest`, which names the command that does it. */
export function assertCallable({ id, command }: OperationInfo, platform: string): void {
  if (command === undefined) return;
  const words = `${id} is no call by itself: use \`modelrail ${command} --platform ${platform}\``;
  throw new ModelrailError('InvalidRequest', words);
}

function lastPartOf({ name }: OperationInfo): string {
  return name.split('/').at(-1) ?? name;
}
