import type { ProxyChoice } from '../../lib/http/proxy.ts';
import { connectWebSocket, type WebSocketLink } from '../../lib/http/web-socket.ts';
import { redactSecrets } from '../../lib/http/words.ts';
import type { Caller, CallOptions } from './call.ts';
import { endpoints, socketMessage } from './endpoints.ts';
import type { Fractal3dSettings } from './settings.ts';

/** A message that was published in a room. */
export interface RoomMessage {
  room: string;
  /** The user of the room who published it. */
  user: string;
  /** What was published: anything. */
  info: unknown;
}

/** A connection to the rooms. */
export interface RoomLink {
  /** From now on messages of the room come; resolves when the platform has read it. */
  subscribe(at: { room: string; user: string }): Promise<void>;
  /** Publishes anything in a room; resolves when the platform has read it. */
  publish(at: { room: string; user: string; info: unknown }): Promise<void>;
  /** Resolves when the connection has ended, with the reason, from whichever side. */
  readonly ended: Promise<string>;
  close(): void;
}

type Signalled = { signal?: AbortSignal | undefined };

/** The calls about rooms, the WebSocket among them (实时订阅评论). */
export interface RoomCalls {
  /** Joins the room of a resource; answers the user that one is there. */
  joinRoom(input: Pick<CallOptions, 'signal' | 'cut'> & { room: string }): Promise<string>;
  leaveRoom(input: Signalled & { room: string; user: string }): Promise<void>;
  /** Connects to `/api/ws`; ends with the signal. Messages of another shape are left out. */
  connectRooms(input: { onMessage(message: RoomMessage): void; signal: AbortSignal }): Promise<RoomLink>;
}

/** Makes the {@link RoomCalls}. */
export function createRoomCalls(
  caller: Caller,
  { baseUrl, timeouts }: Pick<Fractal3dSettings, 'baseUrl' | 'timeouts'>,
  proxyFor: ProxyChoice,
): RoomCalls {
  return {
    async joinRoom({ room, ...options }) {
      const parameters = { query: undefined, body: { room_id: room } };
      return (await caller.call(endpoints.joinRoom, parameters, options)).user_id;
    },
    async leaveRoom({ room, user, signal }) {
      const parameters = { query: undefined, body: { room_id: room, user_id: user } };
      await caller.call(endpoints.leaveRoom, parameters, { signal });
    },
    async connectRooms({ onMessage, signal }) {
      const credential = await caller.credentialFor(endpoints.socket, signal);
      const grant = await credential.bucket.take(signal);
      // What a handshake answers says nothing of the bucket that can be relied on.
      grant.lost();
      const link = await connectWebSocket({
        url: new URL(baseUrl.replace(/\/+$/, '') + endpoints.socket.path),
        headers: { authorization: `Bearer ${credential.value}` },
        connectTimeoutMs: timeouts.connect,
        silenceMs: timeouts.request,
        proxyFor,
        redact: (text) => redactSecrets(text, [credential.value]),
        signal,
        onText(text) {
          const message = messageOf(text);
          if (message !== undefined) onMessage(message);
        },
      });
      return linkOf(link);
    },
  };
}

function linkOf(link: WebSocketLink): RoomLink {
  async function send(message: object): Promise<void> {
    await link.send(JSON.stringify(message));
    await link.roundTrip();
  }
  return {
    subscribe: ({ room, user }) => send({ endpoint: '/subscribe', user, body: { room_id: room } }),
    publish: ({ room, user, info }) => send({ endpoint: '/publish', user, body: { room_id: room, info } }),
    ended: link.ended,
    close: () => link.close(),
  };
}

/** A message as it arrives has the shape of what was published (reading 6). */
function messageOf(text: string): RoomMessage | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // What is no JSON is no message of a room.
    return undefined;
  }
  const parsed = socketMessage.safeParse(value);
  if (!parsed.success || parsed.data.endpoint !== '/publish') return undefined;
  const { user, body } = parsed.data;
  return { room: body.room_id, user, info: body.info };
}
