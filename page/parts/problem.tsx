import type { CallError } from '../api/call.ts';
import { messageOf } from '../state/actions.ts';
import { Name } from './name.tsx';

/** Why the gateway gave no answer, in its own words where it has said any. */
export function Problem({ error }: { error: CallError | undefined }) {
  if (error === undefined) return null;
  return (
    <p class="problem" role="alert">
      <Name text={messageOf(error)} />
    </p>
  );
}
