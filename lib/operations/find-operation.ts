import { nearest } from '../config/nearest.ts';
import { ModelrailError } from '../errors.ts';
import { type Sayable, toldOf } from '../words/words.ts';
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
    const near = nearest(
      name,
      operations.flatMap((one) => [one.name, lastPartOf(one)]),
    );
    throw new ModelrailError(
      'InvalidRequest',
      near === undefined
        ? toldOf('there is no operation "{wanted}"; `modelrail call PLATFORM` lists all', { wanted })
        : toldOf('there is no operation "{wanted}"; did you mean "{near}"?; `modelrail call PLATFORM` lists all', {
            wanted,
            near,
          }),
    );
  }
  if (candidates.length === 1) return only;
  const several = candidates.map(({ id }) => (id.includes(' ') ? `"${id}"` : id));
  const names = several.reduce<string | Sayable>(
    (before, name) => (before === '' ? name : { text: '{before} or {name}', filling: { before, name } }),
    '',
  );
  throw new ModelrailError('InvalidRequest', toldOf('"{wanted}" may be {names}: say which', { wanted, names }));
}

/** Refuses an operation that is no call by itself: `InvalidRequest`, which names the command that does it. */
export function assertCallable({ id, command }: OperationInfo, platform: string): void {
  if (command === undefined) return;
  const told = toldOf('{id} is no call by itself: use `modelrail {command} --platform {platform}`', {
    id,
    command,
    platform,
  });
  throw new ModelrailError('InvalidRequest', told);
}

function lastPartOf({ name }: OperationInfo): string {
  return name.split('/').at(-1) ?? name;
}
