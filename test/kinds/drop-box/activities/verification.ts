import type { DeliveredFile, VerificationCheck } from '../../contracts/verification.ts';
import type { BoxRecord } from '../../platforms/drop-box/endpoints.ts';
import type { FileVerifier, PlatformCalls } from '../platform.ts';
import type { DropBoxSession } from './session.ts';

/** Asks the box for each file. */
export function createFileVerifier(
  { client }: Pick<DropBoxSession, 'client'>,
  { signal, call }: PlatformCalls,
): FileVerifier {
  return async (file) => {
    const { path = '' } = file;
    const end = path.indexOf('/');
    const [box, name] = [path.slice(0, end), path.slice(end + 1)];
    return [describeFile(file, await call(() => client.read({ box, name }, signal)))];
  };
}

function describeFile(file: DeliveredFile, present: BoxRecord | undefined): VerificationCheck {
  if (present === undefined) return { what: 'file', state: 'missing', reason: `nothing is there as ${file.path}` };
  const isSame = present.md5 === file.hash && present.size === file.size;
  if (isSame) return { what: 'file', state: 'there' };
  const reason = `${present.size} bytes of MD5 ${present.md5} instead of ${file.size} of ${file.hash}`;
  return { what: 'file', state: 'different', reason };
}
