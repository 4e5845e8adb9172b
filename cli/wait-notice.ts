import { say } from '../lib/words/say.ts';
import type { CliContext } from './context.ts';

/** A platform that is well has answered by then. */
const PATIENCE_MS = 5_000;

/** Says once, after five seconds, what is waited for: nothing else moves where no bar is drawn. `words`: of that moment. */
export function createWaitNotice(context: CliContext, words: () => string, patienceMs = PATIENCE_MS): Disposable {
  const timer = setTimeout(() => context.note(words()), patienceMs);
  return { [Symbol.dispose]: () => clearTimeout(timer) };
}

/** What is said of a workflow that asks a platform. */
export function platformWait(id: string): string {
  return say(
    'waiting for the platform to answer, which is asked again while it does not; `modelrail doctor` tries it. The workflow is {id}: `temporal workflow show --workflow-id {id}` has its reasons and its result',
    { id },
  );
}
