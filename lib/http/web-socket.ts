import type { Socket } from 'node:net';
import { buildConnector } from 'undici';
import { type ClientOptions, type RawData, WebSocket } from 'ws';
import { type Phrase, phraseOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../errors.ts';
import type { RequestContext } from './context.ts';
import { callSentence } from './context.ts';
import { statusFailure } from './failures.ts';
import type { ProxyChoice } from './proxy.ts';
import { throughTunnel } from './tunnel.ts';
import { foreignWords } from './words.ts';

/** How a WebSocket is opened. */
export interface WebSocketOptions {
  /** `http(s)://…`; the scheme of WebSockets follows from it. */
  url: URL;
  headers: Record<string, string>;
  connectTimeoutMs: number;
  /** A connection that answers nothing for so long is dead. */
  silenceMs: number;
  proxyFor: ProxyChoice;
  redact(text: string): string;
  /** Ends the connection. */
  signal: AbortSignal;
  onText(text: string): void;
}

/** An open WebSocket. */
export interface WebSocketLink {
  /** Resolves when the text has left this process. Error: `PlatformUnavailable` when the connection has ended. */
  send(text: string): Promise<void>;
  /** Resolves when the other side has read all that was sent before. Error: as of `send`. */
  roundTrip(): Promise<void>;
  /** Resolves with the reason when the connection has ended, from whichever side. */
  readonly ended: Promise<string>;
  close(): void;
}

const ENDED = phraseOf('no connection: the connection was ended');

/** Text of one message at most. */
const MAX_MESSAGE_BYTES = 1024 * 1024;
/** Of an answer that refuses the connection. */
const MAX_REFUSAL_BYTES = 16 * 1024;
/** So many questions whether the other side is there, in the time that makes a dead connection. */
const PINGS_PER_SILENCE = 3;

/**
 * Opens a WebSocket. Throws the signal's reason when that aborts; `PlatformUnavailable`, retryable, when there is no connection;
 * what a status stands for when the server answers by one.
 */
export async function connectWebSocket(options: WebSocketOptions): Promise<WebSocketLink> {
  const { url, headers, connectTimeoutMs, silenceMs, signal, onText, redact } = options;
  signal.throwIfAborted();
  const context: RequestContext = { method: 'GET', origin: url.origin, path: url.pathname, redact };
  const socket = new WebSocket(new URL(url.href.replace(/^http/, 'ws')), {
    headers: { 'user-agent': 'modelrail', ...headers },
    handshakeTimeout: connectTimeoutMs,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    followRedirects: false,
    ...throughProxy(options),
  });
  const ended = new Promise<string>((resolve) => {
    socket.once('close', (code, reason) => resolve(foreignWords(reason.toString() || `code ${code}`, redact)));
  });
  const end = () => socket.terminate();
  // Without one an error would end the process; what it means is told by the end of the connection.
  socket.on('error', () => undefined);
  signal.addEventListener('abort', end, { once: true });
  void ended.then(() => signal.removeEventListener('abort', end));
  socket.on('message', (data, isBinary) => {
    if (!isBinary) onText(textOf(data));
  });
  await opened(socket, context, signal);

  let heardAtMs = performance.now();
  const waiting: (() => void)[] = [];
  socket.on('pong', () => {
    heardAtMs = performance.now();
    waiting.shift()?.();
  });
  socket.on('ping', () => {
    heardAtMs = performance.now();
  });
  const beat = setInterval(() => {
    if (performance.now() - heardAtMs > silenceMs) socket.terminate();
    else void roundTrip().catch(() => undefined);
  }, silenceMs / PINGS_PER_SILENCE);
  void ended.then(() => clearInterval(beat));
  const gone = ended.then((reason) => {
    throw lost(context, phraseOf('no connection: {reason}', { reason }));
  });
  // Whoever waits for it gets the error; without one it must not end the process.
  gone.catch(() => undefined);

  function roundTrip(): Promise<void> {
    const pong = new Promise<void>((resolve) => waiting.push(resolve));
    socket.ping();
    return Promise.race([pong, gone]);
  }

  return {
    send: (text) =>
      new Promise<void>((resolve, reject) => {
        socket.send(text, (error) =>
          error ? reject(lost(context, phraseOf('no connection: {reason}', { reason: error.message }))) : resolve(),
        );
      }),
    async roundTrip() {
      if (socket.readyState !== WebSocket.OPEN) throw lost(context, ENDED);
      await roundTrip();
    },
    ended,
    close: () => socket.close(1000),
  };
}

function textOf(data: RawData): string {
  if (Buffer.isBuffer(data)) return data.toString();
  return (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data)).toString();
}

function opened(socket: WebSocket, context: RequestContext, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', (error) => {
      reject(
        signal.aborted ? signal.reason : lost(context, phraseOf('no connection: {reason}', { reason: error.message })),
      );
    });
    socket.once('close', () => reject(signal.aborted ? signal.reason : lost(context, ENDED)));
    socket.once('unexpected-response', (request, response) => {
      const pieces: Buffer[] = [];
      let length = 0;
      response.on('data', (piece: Buffer) => {
        length += piece.length;
        if (length <= MAX_REFUSAL_BYTES) pieces.push(piece);
      });
      response.once('close', () => {
        const { statusCode: status = 0, headers } = response;
        reject(statusFailure({ status, headers, body: Buffer.concat(pieces) }, context, 'baseUrl'));
        socket.terminate();
        request.destroy();
      });
    });
  });
}

function lost(context: RequestContext, words: Phrase): ModelrailError {
  return new ModelrailError('PlatformUnavailable', callSentence(context, words), { isRetryable: true });
}

/** A proxy opens a tunnel to any address: a WebSocket is no request that it could pass on. */
function throughProxy({ url, proxyFor, connectTimeoutMs }: WebSocketOptions): ClientOptions {
  const proxy = proxyFor(url);
  if (proxy === undefined) return {};
  const connect = throughTunnel(proxy, buildConnector({ timeout: connectTimeoutMs }), connectTimeoutMs);
  const { protocol, hostname, port } = url;
  const target = { hostname, protocol, port: port || (protocol === 'https:' ? '443' : '80') };
  return {
    // as: Node takes the socket by a callback too, and the types of this option do not say so.
    createConnection: ((_options: unknown, onConnected: (error: Error | null, socket?: Socket) => void) => {
      connect(target, (...[error, socket]) => {
        if (error === null) onConnected(null, socket);
        else onConnected(error);
      });
    }) as never,
  };
}
