import { z } from 'zod';
import { Secret } from '../secret.ts';
import { say } from '../words/say.ts';

/** A character that cannot be seen: controls (a line end among them), U+200B and its like, separators other than the blank. */
const UNSEEN = /(?! )[\p{Cc}\p{Cf}\p{Cs}\p{Z}]/u;
/** What HTTP takes as the value of a header everywhere: visible ASCII, and blanks inside. */
const HEADER_VALUE = /^[!-~](?:[ -~]*[!-~])?$/;
const LINE_ENDS = new Set(['\n', '\r']);

/**
 * A value that goes into a form: any characters but those that cannot be seen. They come from a paste or from the line end
 * of `echo`, and the platform would only answer that the password is wrong.
 */
const credential = z.string().min(1).check(refuse(unseenIn));

/** See {@link credential}: a name, which may be shown. */
export const userName = credential;

/** See {@link credential}: a password or another secret form field, which is never shown. */
export const formSecret = credential.transform((value) => new Secret(value));

/** A key or token that goes into a header, and is never shown. */
export const headerSecret = z
  .string()
  .min(1)
  .check(refuse((value) => (HEADER_VALUE.test(value) ? undefined : notForHeader(value))))
  .transform((value) => new Secret(value));

function refuse(problemOf: (value: string) => string | undefined): z.core.CheckFn<string> {
  return (payload) => {
    const message = problemOf(payload.value);
    // The input of an issue is never quoted: the message is all that is shown of it.
    if (message !== undefined) payload.issues.push({ code: 'custom', message, input: payload.value });
  };
}

function notForHeader(value: string): string {
  const what = unseenCharacter(value) ?? (/[^ -~]/.test(value) ? say('one outside ASCII') : say('a blank at an end'));
  return `${say('the key holds characters that no header can carry: {what}', { what })}${lineEndHint(value)}`;
}

function unseenIn(value: string): string | undefined {
  const what = unseenCharacter(value);
  return what === undefined
    ? undefined
    : `${say('it holds a character that cannot be seen: {what}', { what })}${lineEndHint(value)}`;
}

/** The first one, by its code point: it says nothing of the value. */
function unseenCharacter(value: string): string | undefined {
  const found = UNSEEN.exec(value)?.[0];
  if (found === undefined) return undefined;
  const code = `U+${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  return LINE_ENDS.has(found) ? say('a line end ({code})', { code }) : code;
}

function lineEndHint(value: string): string {
  return /[\r\n]$/.test(value)
    ? say('; {file} takes the line end off, {variable} does not', { file: '${file:…}', variable: '${NAME}' })
    : '';
}
