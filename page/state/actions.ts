import { CallError, callJson } from '../api/call.ts';
import { isolated } from '../parts/name.tsx';
import { ask, tell } from './messages.ts';
import { keptSayer, words } from './session.ts';

/** What can be done to an ingestion. */
export type Action = 'retry' | 'pause' | 'resume' | 'cancel';

interface Retried {
  isNewRun: boolean;
  retriedNow?: number;
}

/** Asks the gateway for it. Errors: those of `callJson`. */
export async function send(id: string, action: Action): Promise<Partial<Retried>> {
  return callJson<Partial<Retried>>(`v1/ingestions/${encodeURIComponent(id)}/${action}`, { method: 'POST' });
}

/** Does it and tells what came of it; a cancellation is asked for first. `onDone`: called when it was taken. */
export function act(id: string, action: Action, onDone?: () => void): void {
  if (action === 'cancel')
    ask(`${words.value.askCancel(isolated(id))} ${words.value.cancelMeans}`, () => void perform(id, action, onDone));
  else void perform(id, action, onDone);
}

async function perform(id: string, action: Action, onDone?: () => void): Promise<void> {
  const said = words.value;
  const name = isolated(id);
  try {
    const { isNewRun, retriedNow = 0 } = await send(id, action);
    onDone?.();
    switch (action) {
      case 'retry':
        return tell(isNewRun === true ? said.retriedNew(name) : said.retriedNow(name, retriedNow));
      case 'pause':
        return tell(said.pausing(name));
      case 'resume':
        return tell(said.resumed(name));
      case 'cancel':
        return tell(said.cancelled(name));
    }
  } catch (error) {
    tell(`${name}${words.value.colon}${reasonOf(error)}`, true);
  }
}

/** Why a call came to nothing, in the gateway's words where it has said any; a proxy's page has none for people. */
export function messageOf(error: CallError): string {
  const { unreachable, faulty, refusedBare } = words.value;
  if (error.status === 0) return unreachable;
  if (error.isBare) return error.status >= 500 ? faulty(error.status) : refusedBare(error.status);
  return keptSayer(error)(error.message);
}

/** Why something was refused, in the gateway's words where it has said any, in the language as far as they are in it. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof CallError)) throw error;
  return isolated(messageOf(error));
}
