import type { ServerResponse } from 'node:http';

/** How often a stream without news says that it is alive: proxies cut what is silent for a minute. */
const HEARTBEAT_MS = 15_000;
/** How long a browser waits before it connects again. */
const RETRY_MS = 2_000;

/** Server-Sent Events to one client. */
export interface EventStream {
  /** Sends an event. Of states that come faster than the client reads them, only the newest is kept. */
  send(event: EventBytes): void;
  /** Ends the stream, after `event` when one is given. */
  end(event?: EventBytes): void;
}

/** An event as it goes over the wire, written once for all streams: hundreds of them may hold it. */
export type EventBytes = Buffer;

/** One event. */
export interface SentEvent {
  name: string;
  /** One line. */
  data: string;
  /** What the client tells when it connects again. */
  id?: string;
}

/** Opens a stream on a response whose headers are not sent yet. */
export function openEventStream(response: ServerResponse, headers: Record<string, string | string[]>): EventStream {
  let held: EventBytes | undefined;
  let isBlocked = false;
  response.writeHead(200, {
    ...headers,
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // Asks nginx not to gather the stream.
    'x-accel-buffering': 'no',
  });
  const write = (bytes: string | EventBytes) => {
    isBlocked = !response.write(bytes);
  };
  write(`retry: ${RETRY_MS}\n\n`);
  const heartbeat = setInterval(() => {
    if (!isBlocked) write(': alive\n\n');
  }, HEARTBEAT_MS);
  response.on('drain', () => {
    isBlocked = false;
    const event = held;
    held = undefined;
    if (event !== undefined) write(event);
  });
  response.on('close', () => clearInterval(heartbeat));
  return {
    send(event) {
      if (isBlocked) held = event;
      else write(event);
    },
    end(event) {
      if (held !== undefined) response.write(held);
      held = undefined;
      response.end(event);
    },
  };
}

/** Writes an event. */
export function writeEvent({ name, data, id }: SentEvent): EventBytes {
  return Buffer.from(`${id === undefined ? '' : `id: ${id}\n`}event: ${name}\ndata: ${data}\n\n`);
}
