import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import websocket from '@fastify/websocket';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { endpoints, socketMessage } from '../endpoints.ts';
import { admit, bind, type CallContext, registerCall } from './calls.ts';
import type { Comments } from './comments.ts';
import { Refusal } from './refusal.ts';

/** What is needed of a WebSocket. */
interface Socket {
  on(event: 'message', listener: (data: Buffer) => void): void;
  on(event: 'close', listener: () => void): void;
  send(text: string): void;
  close(code: number, reason: string): void;
  terminate(): void;
}

/** Rooms, whose members see what is published there. In memory: a platform that starts again has none. */
export interface Rooms {
  /** Members by room. */
  list(): { room: string; users: string[]; subscribed: number }[];
  /** Ends all connections without a word. */
  cut(): void;
  clear(): void;
}

/** "Policy violation": what is asked for may not be. */
const POLICY_VIOLATION = 1008;

const joinBody = z.strictObject({ room_id: z.string().min(1) });
const leaveBody = z.strictObject({ room_id: z.string().min(1), user_id: z.string().min(1) });

/** Serves the calls about rooms, and `/api/ws`. */
export async function registerRoomRoutes(context: CallContext, comments: Comments): Promise<Rooms> {
  const { app, credentials } = context;
  const members = new Map<string, Set<string>>();
  const subscribers = new Map<string, Set<Socket>>();
  const sockets = new Set<Socket>();

  registerCall(context, {
    name: 'joinRoom',
    async handle({ body }) {
      const { room_id } = bind(joinBody, body);
      comments.assertResource(room_id);
      const user = randomUUID();
      members.set(room_id, (members.get(room_id) ?? new Set()).add(user));
      return { user_id: user };
    },
  });
  registerCall(context, {
    name: 'leaveRoom',
    async handle({ body }) {
      const { room_id, user_id } = bind(leaveBody, body);
      if (members.get(room_id)?.delete(user_id) !== true) throw new Refusal('NotFound', 'user not found');
      return { message: 'Ok' };
    },
  });

  function take(socket: Socket, request: FastifyRequest, text: string): void {
    const parsed = socketMessage.safeParse(parseJson(text));
    if (!parsed.success) return socket.close(POLICY_VIOLATION, 'invalid parameter');
    const { endpoint, user, body } = parsed.data;
    if (members.get(body.room_id)?.has(user) !== true) return socket.close(POLICY_VIOLATION, 'user not in room');
    if (endpoint === '/subscribe') {
      subscribers.set(body.room_id, (subscribers.get(body.room_id) ?? new Set()).add(socket));
      return;
    }
    try {
      const caller = credentials.identify(request.headers.authorization, request.ip);
      caller.assertMay({ resource: 'signalman', operation: 'write' });
    } catch {
      // It may listen, and no more.
      return socket.close(POLICY_VIOLATION, 'permission denied');
    }
    for (const other of subscribers.get(body.room_id) ?? []) other.send(text);
  }

  // Those whose handshake was refused are no WebSockets, and are closed nowhere else.
  const raw = new Set<Duplex>();
  app.server.on('upgrade', (_request, socket: Duplex) => {
    raw.add(socket);
    socket.once('close', () => raw.delete(socket));
  });
  await app.register(websocket);
  const { path } = endpoints.socket;
  app.get(
    path,
    {
      websocket: true,
      config: { endpoint: 'socket', refusalBody: (words) => ({ message: words }) },
      onRequest: (request, reply) => admit(context, 'socket', request, reply),
    },
    (socket: Socket, request) => {
      sockets.add(socket);
      socket.on('message', (data) => take(socket, request, data.toString()));
      socket.on('close', () => {
        sockets.delete(socket);
        for (const room of subscribers.values()) room.delete(socket);
      });
    },
  );

  return {
    list: () =>
      [...members].map(([room, users]) => ({
        room,
        users: [...users],
        subscribed: subscribers.get(room)?.size ?? 0,
      })),
    cut() {
      for (const socket of sockets) socket.terminate();
      for (const socket of raw) socket.destroy();
    },
    clear() {
      for (const socket of sockets) socket.terminate();
      members.clear();
      subscribers.clear();
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
