import type { Fractal3dRemote } from '../../contracts/fractal3d/index.ts';
import type { DeliveredFile, VerificationCheck } from '../../contracts/verification.ts';
import { ModelrailError } from '../../lib/errors.ts';
import type { Fractal3dClient } from '../../platforms/fractal3d/client.ts';
import type { FileVerifier, PlatformCalls } from '../platform.ts';
import type { Fractal3dSession } from './session.ts';

type Finding = Pick<VerificationCheck, 'state' | 'reason'>;

/** Asks the platform for each file (获取文件), its conversion (获取转换结果文件), and its thumbnail and comment, where there are any. */
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
    ...(await extrasOf(file)),
  ];

  async function extrasOf({ remote = {} }: DeliveredFile): Promise<VerificationCheck[]> {
    const { thumbnailTransactionId, resourceId, commentId } = remote as Fractal3dRemote; // as: of a file of this kind
    const checks: VerificationCheck[] = [];
    if (thumbnailTransactionId !== undefined) {
      const find = () => findJob(thumbnailTransactionId, client.thumbnail);
      const finding = await orMissing(find, 'the platform does not know the thumbnail');
      checks.push({ what: 'thumbnail', ...finding });
    }
    if (resourceId !== undefined && commentId !== undefined) {
      const finding = await orMissing(
        () => findComment(resourceId, commentId),
        'the platform does not know the resource',
      );
      checks.push({ what: 'comment', ...finding });
    }
    return checks;
  }

  async function findComment(resourceId: string, commentId: string): Promise<Finding> {
    const comments = await call(() => client.listComments({ resourceId, signal }));
    if (comments.some((comment) => comment.commentId === commentId)) return { state: 'there' };
    return { state: 'missing', reason: `resource ${resourceId} does not have the comment ${commentId}` };
  }

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
    return findJob(transactionId, client.conversion);
  }

  async function findJob(transactionId: string, ask: Fractal3dClient['conversion']): Promise<Finding> {
    const { status } = await call(() => ask({ transactionId, signal }));
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
