import type { CreateState } from '../../contracts/chongqing-bim/state.ts';
import { isOutcomeUnknown } from '../steps/failure-info.ts';

/** Runs a create call; `owner[key]` says at every moment whether it took effect, also when this run dies in between. */
export async function createOnce<Key extends string, T>(
  owner: Record<Key, CreateState>,
  key: Key,
  call: (mayExist: boolean) => Promise<T>,
): Promise<T> {
  const mayExist = owner[key] === 'attempted';
  owner[key] = 'attempted';
  try {
    const result = await call(mayExist);
    owner[key] = 'done';
    return result;
  } catch (error) {
    if (!mayExist && !isOutcomeUnknown(error)) owner[key] = 'none';
    throw error;
  }
}
