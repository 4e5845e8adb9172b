import { DiagLogLevel, diag, type Tracer, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResourcesSync, envDetectorSync, type IResource, Resource } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor, type SpanProcessor } from '@opentelemetry/sdk-trace-base';
import { packageVersion } from '../package-version.ts';

/** The traces of this process. */
export interface Tracing {
  tracer: Tracer;
  resource: IResource;
  processor: SpanProcessor;
  /** Sends what has not been sent yet; never fails. */
  flush(): Promise<void>;
}

/** What traces are told through that is wrong with them. */
export interface TraceLog {
  warn(message: string): void;
}

/** So often it is told that traces cannot be sent. */
const TELL_EVERY_MS = 10 * 60_000;

let opened: Tracing | undefined;

/**
 * Sends traces by OTLP over HTTP, as the variables `OTEL_…` say: where to, with which headers, how many, under which name. A process
 * has one: its first caller decides about `service`, unless `OTEL_SERVICE_NAME` does.
 */
export function openTracing(service: string, log: TraceLog): Tracing {
  if (opened !== undefined) return opened;
  let toldAtMs = Number.NEGATIVE_INFINITY;
  const warn = (...words: unknown[]) => {
    // A receiver that is away is an error for each batch.
    if (performance.now() - toldAtMs < TELL_EVERY_MS) return;
    toldAtMs = performance.now();
    log.warn(`OpenTelemetry: ${briefly(words.map(String).join(' '))}`);
  };
  const nothing = () => undefined;
  diag.setLogger(
    { error: warn, warn, info: nothing, debug: nothing, verbose: nothing },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  const own = new Resource({ 'service.name': service, 'service.version': packageVersion() });
  const resource = own.merge(detectResourcesSync({ detectors: [envDetectorSync] }));
  const processor = new BatchSpanProcessor(new OTLPTraceExporter());
  const provider = new BasicTracerProvider({ resource, spanProcessors: [processor] });
  provider.register({
    contextManager: new AsyncLocalStorageContextManager().enable(),
    propagator: new W3CTraceContextPropagator(),
  });
  opened = {
    tracer: trace.getTracer('modelrail', packageVersion()),
    resource,
    processor,
    flush: () => provider.forceFlush().catch((error: unknown) => warn(error)),
  };
  return opened;
}

/** The message of an error that was printed whole, as JSON with its stack; anything else as it is. */
function briefly(words: string): string {
  const [, message] = /"message":("(?:[^"\\]|\\.)*")/.exec(words) ?? [];
  return message === undefined ? words : String(JSON.parse(message));
}
