import type { FastifyReply } from 'fastify';
import { type EventStream, openEventStream, writeEvent } from './event-stream.ts';
import { problemOfFailure } from './failures.ts';

/** Answers with a stream of events. */
export function openStream(reply: FastifyReply): EventStream {
  reply.hijack();
  return openEventStream(reply.raw, ownHeaders(reply));
}

/** Ends a stream with the event `problem`; one that is not open yet is answered with the error. */
export function failStream(reply: FastifyReply, events: EventStream | undefined, error: unknown): void {
  if (events === undefined) void reply.send(error);
  else events.end(writeEvent({ name: 'problem', data: JSON.stringify(problemOfFailure(error)) }));
}

/** What hooks have put on the answer, which a stream sends by itself. */
function ownHeaders(reply: FastifyReply): Record<string, string | string[]> {
  const headers = Object.entries(reply.getHeaders()).filter(([, value]) => value !== undefined);
  return Object.fromEntries(headers.map(([name, value]) => [name, Array.isArray(value) ? value : String(value)]));
}
