import { context, SpanKind, SpanStatusCode, type Context as TraceContext, TraceFlags, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import type { Context } from '@temporalio/activity';
import { OpenTelemetryActivityInboundInterceptor } from '@temporalio/interceptors-opentelemetry';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { stepWatch } from '../activities/step-watch.ts';
import { type RunSpan, spanIdOf, TRACE_HEADER, traceIdOf } from '../contracts/traces.ts';
import { traceCalls } from '../lib/tracing/calls.ts';
import { openTracing, type TraceLog, type Tracing } from '../lib/tracing/provider.ts';

/** What traces add to a worker. */
export interface WorkerTracing {
  interceptor: ActivityInterceptorsFactory;
  /** Told the span of a run when it has ended. */
  onRunSpan(span: RunSpan, run: { workflowId: string; runId: string }): void;
  close(): Promise<void>;
}

/** Traces what a worker does: runs, attempts of steps, calls of platforms. */
export function traceWorker(log: TraceLog): WorkerTracing {
  const tracing = openTracing('modelrail-worker', log);
  const endCalls = traceCalls(tracing.tracer, () => {
    const { platform, step, id } = stepWatch.getStore()?.attempt ?? {};
    return {
      ...(platform === undefined ? {} : { 'modelrail.platform': platform }),
      ...(step === undefined ? {} : { 'modelrail.step': step }),
      ...(id === undefined ? {} : { 'modelrail.id': id }),
    };
  });
  return {
    interceptor: (step) => ({ inbound: traceStep(step) }),
    onRunSpan: (span, run) => tracing.processor.onEnd(toSpan(span, run, tracing)),
    async close() {
      endCalls();
      await tracing.flush();
    },
  };
}

/** The SDK's own, which goes on with the trace in the header of the step; without one the run is the trace. */
function traceStep(step: Context) {
  const own = new OpenTelemetryActivityInboundInterceptor(step);
  const { runId } = step.info.workflowExecution ?? {};
  return {
    execute: (...[input, next]: Parameters<typeof own.execute>) =>
      input.headers[TRACE_HEADER] !== undefined || runId === undefined
        ? own.execute(input, next)
        : context.with(ofRun(runId), () => own.execute(input, next)),
  };
}

function ofRun(runId: string): TraceContext {
  return trace.setSpanContext(context.active(), {
    traceId: traceIdOf(runId),
    spanId: spanIdOf(runId),
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  });
}

function toSpan(span: RunSpan, run: { workflowId: string; runId: string }, { resource }: Tracing): ReadableSpan {
  const { traceId, spanId, parentSpanId, name, startMs, endMs, hasFailed } = span;
  const spanContext = { traceId, spanId, traceFlags: TraceFlags.SAMPLED };
  return {
    name,
    kind: SpanKind.INTERNAL,
    spanContext: () => spanContext,
    parentSpanId,
    startTime: toHrTime(startMs),
    endTime: toHrTime(endMs),
    duration: toHrTime(endMs - startMs),
    status: { code: hasFailed ? SpanStatusCode.ERROR : SpanStatusCode.OK },
    attributes: { temporalWorkflowId: run.workflowId, run_id: run.runId },
    links: [],
    events: [],
    ended: true,
    resource,
    instrumentationLibrary: { name: 'modelrail' },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

function toHrTime(ms: number): [number, number] {
  return [Math.trunc(ms / 1000), Math.round((ms % 1000) * 1e6)];
}
