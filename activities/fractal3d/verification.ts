import type { DeliveredFile, VerificationCheck } from '../../contracts/verification.ts';
import { ModelrailError } from '../../lib/errors.ts';
import type { FileVerifier, PlatformCalls } from '../platform.ts';
import type { Fractal3dSession } from './session.ts';

type Finding = Pick<VerificationCheck, 'state' | 'reason'>;

/** Asks the platform for each file (获取文件) and for its conversion (获取转换结果文件). */
export function createFileVerifier(
  { client }: Pick<Fractal3dSession, 'client'>,
  { signal, call }: PlatformCalls,
): FileVerifier {
  return async (file) => [
    { what: 'file', ...(await orMissing(() => findFile(file), `the platform has no file ${file.fileId ?? ''}`)) },
    {
      what: 'conversion',
      ...(await orMissing(() => findConversion(file), 'the platform does not know the conversion')),
    },
  ];

  async function findFile({ fileId, name, size }: DeliveredFile): Promise<Finding> {
    if (fileId === undefined)
      return { state: 'unverifiable', reason: 'the platform fetched the file from its address' };
    const present = await call(() => client.getFile({ fileId, signal }));
    const differences = [
      ...(present.size === size ? [] : [`${present.size} bytes instead of ${size}`]),
      ...(present.name === name ? [] : [`the name ${present.name} instead of ${name}`]),
    ];
    return differences.length === 0 ? { state: 'there' } : { state: 'different', reason: differences.join(', ') };
  }

  async function findConversion({ remote }: DeliveredFile): Promise<Finding> {
    const transactionId = remote?.['transactionId'];
    if (transactionId === undefined) return { state: 'unverifiable', reason: 'its transaction is not known any more' };
    const { status } = await call(() => client.conversion({ transactionId, signal }));
    if (status === 'Succeeded') return { state: 'there' };
    return { state: 'different', reason: `transaction ${transactionId} is ${status} now` };
  }
}

/** What the platform says that it does not have is missing. */
async function orMissing(find: () => Promise<Finding>, reason: string): Promise<Finding> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof ModelrailError && error.type === 'NotFound') return { state: 'missing', reason };
    throw error;
  }
}
