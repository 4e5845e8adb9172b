import type { CallOptions, Modelrail } from '../client/index.ts';
import { ModelrailError } from '../lib/errors.ts';
import { say } from '../lib/words/say.ts';
import type { CliContext } from './context.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { reportError } from './report-error.ts';
import { stopSignal } from './signals.ts';
import { createWaitNotice, platformWait } from './wait-notice.ts';
import { createWorkerNotice } from './worker-notice.ts';

/**
 * Does something on a platform and shows what it answers. Ctrl-C ends the waiting alone; that no worker listens is said. What was
 * started and then refused ends with 1. `patienceMs`: after which it is said what is waited for; default: five seconds.
 */
export async function followCall<Answer>(
  context: CliContext,
  client: Modelrail,
  work: (options: Required<CallOptions>) => Promise<Answer>,
  show: (answer: Answer) => void,
  patienceMs?: number,
): Promise<ExitCode> {
  using stop = stopSignal(context.process);
  const notice = createWorkerNotice(context, client);
  let id: string | undefined;
  // Each workflow that is started has its own five seconds.
  let waiting: Disposable | undefined;
  let isTold = false;
  const onStarted = (started: string): void => {
    id ??= started;
    waiting?.[Symbol.dispose]();
    waiting = isTold
      ? undefined
      : createWaitNotice(
          context,
          () => {
            isTold = true;
            return platformWait(started);
          },
          patienceMs,
        );
    notice.lookOn(client.taskQueue);
  };
  try {
    const answer = await work({ onStarted, signal: stop.signal });
    waiting?.[Symbol.dispose]();
    show(answer);
    return EXIT.done;
  } catch (error) {
    if (id === undefined) throw error;
    if (stop.signal.aborted) {
      context.note(
        say(
          'it goes on without being followed, as the workflow {id} of Temporal: `temporal workflow show --workflow-id {id}` has its result',
          { id },
        ),
      );
      return EXIT.detached;
    }
    const code = reportError(context, error);
    // What the platform refuses was called.
    const isRefusal = error instanceof ModelrailError && (error.type === 'AlreadyExists' || error.type === 'NotFound');
    return isRefusal ? EXIT.failed : code;
  } finally {
    waiting?.[Symbol.dispose]();
  }
}
