import type { ErrorInfo } from '../../contracts/errors.ts';
import { words } from '../state/session.ts';
import { Name } from './name.tsx';

/** What the type of an error is called in this language, beside the type, which logs and JSON have. */
export function errorTypeText(type: string): string {
  const { errorTypes, brackets } = words.value;
  const called = Object.hasOwn(errorTypes, type) ? errorTypes[type] : undefined;
  return called === undefined ? type : `${called}${brackets.open}${type}${brackets.close}`;
}

/** An error in a line, as the terminal has it. `sayKept`: of what an ingestion or a sync has kept. */
export function ErrorText({
  of: { type, message },
  sayKept,
}: {
  of: Pick<ErrorInfo, 'message'> & { type: string };
  sayKept: (kept: string) => string;
}) {
  return (
    <>
      {errorTypeText(type)}
      {words.value.colon}
      <Name text={sayKept(message)} />
    </>
  );
}
