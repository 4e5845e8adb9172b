import type { CallError } from '../api/call.ts';
import { keptSayer, words } from '../state/session.ts';
import { Name } from './name.tsx';

/** Why the gateway gave no answer, in its own words where it has said any. */
export function Problem({ error }: { error: CallError | undefined }) {
  if (error === undefined) return null;
  return (
    <p class="problem" role="alert">
      {error.status === 0 ? words.value.unreachable : <Name text={keptSayer(error)(error.message)} />}
    </p>
  );
}
