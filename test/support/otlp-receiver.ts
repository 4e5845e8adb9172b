import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

/** A span as a receiver of OTLP gets it. */
export interface ReceivedSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  status: { code?: number };
  /** Of its resource: `service.name`. */
  service: string;
  attributes: Record<string, unknown>;
}

/** A receiver of traces by OTLP over HTTP. */
export interface OtlpReceiver extends AsyncDisposable {
  url: string;
  spans(): readonly ReceivedSpan[];
  /** All that it was sent, as it came. */
  received(): string;
  /** The span and those above it, from the root on. */
  pathTo(span: ReceivedSpan): ReceivedSpan[];
}

interface Attribute {
  key: string;
  value: { stringValue?: string; intValue?: number; doubleValue?: number; boolValue?: boolean };
}

interface Export {
  resourceSpans: {
    resource: { attributes: Attribute[] };
    scopeSpans: { spans: (Omit<ReceivedSpan, 'attributes' | 'service'> & { attributes: Attribute[] })[] }[];
  }[];
}

/** Starts a receiver on a free port of loopback. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const bodies: string[] = [];
  const spans: ReceivedSpan[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      bodies.push(JSON.stringify(request.headers), body);
      if (request.url === '/v1/traces') spans.push(...spansOf(JSON.parse(body)));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    spans: () => spans,
    received: () => bodies.join('\n'),
    pathTo(span) {
      const path: ReceivedSpan[] = [];
      for (let at: ReceivedSpan | undefined = span; at !== undefined; at = parentOf(at)) path.unshift(at);
      return path;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  function parentOf({ traceId, parentSpanId }: ReceivedSpan): ReceivedSpan | undefined {
    return spans.find((one) => one.traceId === traceId && one.spanId === parentSpanId);
  }
}

function spansOf({ resourceSpans }: Export): ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(toRecord(resource.attributes)['service.name']);
    return scopeSpans.flatMap((scope) =>
      scope.spans.map(({ attributes, ...span }) => ({ ...span, service, attributes: toRecord(attributes) })),
    );
  });
}

function toRecord(attributes: readonly Attribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
