import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type Attributes, context, type Span, SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import { CALL_BEGUN, CALL_ENDED, type PlatformCall } from '../http/calls.ts';

/** Makes a span of each call of a platform, below what is under way where it is made; returns a function that ends this. */
export function traceCalls(tracer: Tracer, about: () => Attributes): () => void {
  const spans = new WeakMap<PlatformCall, Span>();
  const begin = (message: unknown) => {
    const call = message as PlatformCall; // as: who publishes has typed it
    const { method, origin, path, bytes } = call;
    const { hostname, port, protocol } = new URL(origin);
    const attributes = {
      ...about(),
      'http.request.method': method,
      'http.request.body.size': bytes,
      'url.path': path,
      'url.scheme': protocol.slice(0, -1),
      'server.address': hostname,
      'server.port': Number(port === '' ? (protocol === 'https:' ? 443 : 80) : port),
    };
    spans.set(call, tracer.startSpan(`${method} ${path}`, { kind: SpanKind.CLIENT, attributes }, context.active()));
  };
  const end = (message: unknown) => {
    const call = message as PlatformCall; // as: the same
    const span = spans.get(call);
    if (span === undefined) return;
    const { status, requestId, error } = call;
    if (status !== undefined) span.setAttribute('http.response.status_code', status);
    if (requestId !== undefined) span.setAttribute('modelrail.request_id', requestId);
    const isBad = status === undefined || status >= 400;
    if (isBad) span.setStatus({ code: SpanStatusCode.ERROR, ...(error === undefined ? {} : { message: error }) });
    span.end();
  };
  subscribe(CALL_BEGUN, begin);
  subscribe(CALL_ENDED, end);
  return () => {
    unsubscribe(CALL_BEGUN, begin);
    unsubscribe(CALL_ENDED, end);
  };
}
