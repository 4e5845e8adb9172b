/** Header of Temporal in which the SDK's interceptors for OpenTelemetry pass the context of a trace. */
export const TRACE_HEADER = '_tracer-data';

/** The span of a run, as it tells it to its worker when it has ended. */
export interface RunSpan {
  traceId: string;
  spanId: string;
  parentSpanId: string;
  name: string;
  /** Milliseconds since the epoch. */
  startMs: number;
  endMs: number;
  hasFailed: boolean;
}

/** The id of the span of a run, 16 hexadecimal digits, by the id of the run: every worker finds the same one. */
export function spanIdOf(runId: string): string {
  return hexOf(runId).slice(16);
}

/** The trace of a run that was started without one, by its id. */
export function traceIdOf(runId: string): string {
  return hexOf(runId);
}

/** 32 hexadecimal digits of a UUID. */
function hexOf(runId: string): string {
  return runId
    .replace(/[^0-9a-f]/gi, '')
    .toLowerCase()
    .padStart(32, '0')
    .slice(-32);
}
