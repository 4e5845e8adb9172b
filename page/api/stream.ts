import { CallError, call } from './call.ts';

/** How a stream stands. */
export type StreamState = 'connecting' | 'live' | 'lost';

/** What is done with what a stream brings. */
export interface StreamHandlers {
  /** An event with its data, which is JSON. */
  event(name: string, data: string): void;
  /** How it stands; with why it was lost, where that is known. */
  state(state: StreamState, problem?: CallError): void;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** The gateway says every 15 seconds that it is alive. */
const SILENCE_MS = 40_000;

/** A page that is not seen gives its connection back after so long: browsers have six for a server, for all its pages. */
const HIDDEN_MS = 5_000;

/**
 * Follows Server-Sent Events with the token of the session, which a browser's own `EventSource` cannot send, until `signal` ends
 * it. A stream that ends is opened again, ever later while that fails; one of an address that is not there, or that has ended
 * for good (204), is not. While the page is not seen nothing is followed.
 */
export async function follow(path: string, handlers: StreamHandlers, signal: AbortSignal): Promise<void> {
  let pauseMs = FIRST_PAUSE_MS;
  while (!signal.aborted) {
    let problem: CallError | undefined;
    await untilSeen(signal);
    if (signal.aborted) return;
    const seen = whileSeen();
    try {
      handlers.state('connecting');
      const isOver = await readOnce(path, AbortSignal.any([signal, seen.signal]), (name, data) => {
        pauseMs = FIRST_PAUSE_MS;
        if (name === 'problem')
          problem = new CallError(503, JSON.parse(data) as object); // as: of the gateway's form
        else {
          handlers.state('live');
          handlers.event(name, data);
        }
      });
      if (isOver) return;
    } catch (error) {
      if (signal.aborted) return;
      if (seen.signal.aborted) continue;
      problem = error instanceof CallError ? error : new CallError(0, {});
    } finally {
      seen.stop();
    }
    handlers.state('lost', problem);
    if (problem?.status === 401 || problem?.status === 404) return;
    await pause(pauseMs * (0.75 + Math.random() / 2), signal);
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }
}

/** Waits until the page is seen, or the signal. */
function untilSeen(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (!document.hidden || signal.aborted) return resolve();
    const done = () => {
      if (document.hidden && !signal.aborted) return;
      document.removeEventListener('visibilitychange', done);
      resolve();
    };
    document.addEventListener('visibilitychange', done);
    signal.addEventListener('abort', done, { once: true });
  });
}

/** A signal that comes once the page has not been seen for a while. */
function whileSeen(): { signal: AbortSignal; stop(): void } {
  const hidden = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const onChange = () => {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(() => hidden.abort(), HIDDEN_MS);
  };
  document.addEventListener('visibilitychange', onChange);
  return {
    signal: hidden.signal,
    stop() {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onChange);
    },
  };
}

/** Reads one answer to its end; true when there is no more to come. */
async function readOnce(
  path: string,
  signal: AbortSignal,
  onEvent: (name: string, data: string) => void,
): Promise<boolean> {
  const silence = new AbortController();
  const response = await call(path, { signal: AbortSignal.any([signal, silence.signal]) });
  if (response.status === 204 || response.body === null) return true;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  let isDone = false;
  for (;;) {
    const timer = setTimeout(() => silence.abort(), SILENCE_MS);
    const part = await reader.read().finally(() => clearTimeout(timer));
    if (part.done) return isDone;
    const blocks = (text + part.value).split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const name = /^event: (.*)$/m.exec(block)?.[1];
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (name === undefined || data === undefined) continue;
      isDone = name === 'done';
      onEvent(name, data);
    }
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
