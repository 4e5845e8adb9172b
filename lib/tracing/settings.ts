/**
 * True when the environment asks for traces: where they are sent is set (`OTEL_EXPORTER_OTLP_ENDPOINT`,
 * `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`), or `OTEL_TRACES_EXPORTER=otlp`, and neither that nor `OTEL_SDK_DISABLED` says no.
 */
export function isTracingWanted(env: NodeJS.ProcessEnv): boolean {
  const exporter = env['OTEL_TRACES_EXPORTER'] ?? '';
  if (env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true' || exporter === 'none') return false;
  const isSet = (name: string) => (env[name] ?? '') !== '';
  return (
    isSet('OTEL_EXPORTER_OTLP_ENDPOINT') || isSet('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT') || exporter.includes('otlp')
  );
}
