import { OpenTelemetryWorkflowClientInterceptor } from '@temporalio/interceptors-opentelemetry';
import { openTracing, type TraceLog } from './provider.ts';

/** What a client of Temporal needs to pass traces on to the runs that it starts. */
export function traceClient(service: string, log: TraceLog) {
  const { flush } = openTracing(service, log);
  return { interceptors: { workflow: [new OpenTelemetryWorkflowClientInterceptor()] }, flush };
}
