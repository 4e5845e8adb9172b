import {
  ContinueAsNew,
  defaultPayloadConverter,
  proxySinks,
  type Sinks,
  type WorkflowInterceptorsFactory,
  workflowInfo,
} from '@temporalio/workflow';
import { type RunSpan, spanIdOf, TRACE_HEADER } from '../contracts/traces.ts';

/** What a worker is told of traces. */
interface TraceSinks extends Sinks {
  traces: { ended(span: RunSpan): void };
}

const { traces } = proxySinks<TraceSinks>();

/** Of the context of a trace, as W3C writes it: version, trace, span, flags. */
const TRACE_PARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

interface Carried {
  traceId: string;
  parentSpanId: string;
  isSampled: boolean;
  /** For what the run starts: the same trace, with its own span as the parent. */
  header: ReturnType<typeof defaultPayloadConverter.toPayload>;
}

/**
 * Carries the trace in which a run was started on to its steps and to the runs that it starts, and tells its worker the span of the
 * run. A run without a trace is left as it is. Nothing is awaited here: a history replays the same with and without a trace.
 */
export const interceptors: WorkflowInterceptorsFactory = () => {
  let carried: Carried | undefined;
  const withTrace = <Input extends { headers: Record<string, unknown> }>(input: Input): Input =>
    carried === undefined ? input : { ...input, headers: { ...input.headers, [TRACE_HEADER]: carried.header } };
  return {
    inbound: [
      {
        execute(input, next) {
          carried = read(input.headers[TRACE_HEADER]);
          const result = next(input);
          if (carried?.isSampled === true) tellEnd(result, carried);
          return result;
        },
      },
    ],
    outbound: [
      {
        scheduleActivity: (input, next) => next(withTrace(input)),
        startChildWorkflowExecution: (input, next) => next(withTrace(input)),
        continueAsNew: (input, next) => next(withTrace(input)),
      },
    ],
  };
};

function tellEnd(result: Promise<unknown>, { traceId, parentSpanId }: Carried): void {
  const { runId, workflowType, runStartTime } = workflowInfo();
  const tell = (hasFailed: boolean) =>
    traces.ended({
      traceId,
      spanId: spanIdOf(runId),
      parentSpanId,
      name: `RunWorkflow:${workflowType}`,
      startMs: runStartTime.getTime(),
      endMs: Date.now(),
      hasFailed,
    });
  result.then(
    () => tell(false),
    (error: unknown) => tell(!(error instanceof ContinueAsNew)),
  );
}

/** Any client may start a run with any header: one that is no trace is none. */
function read(payload: unknown): Carried | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined;
  let told: unknown;
  try {
    told = defaultPayloadConverter.fromPayload(payload);
  } catch {
    // Encoded by a program that has other converters.
    return undefined;
  }
  const parent: unknown = typeof told === 'object' && told !== null && 'traceparent' in told ? told.traceparent : '';
  const [, version, traceId, parentSpanId, flags] = TRACE_PARENT.exec(typeof parent === 'string' ? parent : '') ?? [];
  if (version === undefined || traceId === undefined || parentSpanId === undefined || flags === undefined)
    return undefined;
  const traceparent = `${version}-${traceId}-${spanIdOf(workflowInfo().runId)}-${flags}`;
  const header = defaultPayloadConverter.toPayload({ ...(told as object), traceparent }); // as: it has the key
  return { traceId, parentSpanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1, header };
}
