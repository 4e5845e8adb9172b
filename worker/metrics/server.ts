import { createServer, type ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';
import { ModelrailError } from '../../lib/errors.ts';
import { told } from '../../lib/words/told.ts';

/** Where metrics are served. */
export interface MetricsServer {
  /** `http://HOST:PORT/metrics`. */
  url: string;
  close(): Promise<void>;
}

/** The SDK answers in milliseconds. */
const SDK_TIMEOUT_MS = 2_000;

/**
 * Serves `GET /metrics`: the metrics of a registry, followed by those of the SDK at `sdkUrl`, which are left out while it does not
 * answer. Error: `InvalidRequest` for an address that cannot be listened on.
 */
export async function serveMetrics(
  { host, port }: { host: string; port: number },
  registry: Registry,
  sdkUrl: string | undefined,
): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    if (request.url?.split('?', 1)[0] !== '/metrics') return answer(response, 404, 'metrics are at /metrics\n');
    if (request.method !== 'GET' && request.method !== 'HEAD') return answer(response, 405, 'GET alone\n');
    scrape(registry, sdkUrl).then(
      (text) => answer(response, 200, text, registry.contentType),
      (error: unknown) => answer(response, 500, `${String(error)}\n`),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  }).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const message =
      code === 'EADDRINUSE'
        ? told('worker.metrics cannot listen on {host}:{port}: it is in use; take another port', { host, port })
        : told('worker.metrics cannot listen on {host}:{port} ({words})', { host, port, words: code || String(error) });
    throw new ModelrailError('InvalidRequest', message, { cause: error });
  });
  const address = server.address();
  const own = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${own}/metrics`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function scrape(registry: Registry, sdkUrl: string | undefined): Promise<string> {
  const [own, sdk] = await Promise.all([registry.metrics(), sdkUrl === undefined ? undefined : readSdk(sdkUrl)]);
  const up = `# HELP modelrail_sdk_metrics_up 1 while the metrics of Temporal's SDK are among these.\n# TYPE modelrail_sdk_metrics_up gauge\nmodelrail_sdk_metrics_up ${sdk === undefined ? 0 : 1}\n`;
  return `${own.trimEnd()}\n${up}${sdk ?? ''}`;
}

async function readSdk(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(SDK_TIMEOUT_MS) });
    return response.ok ? await response.text() : undefined;
  } catch {
    // Told as `modelrail_sdk_metrics_up 0`.
    return undefined;
  }
}

function answer(response: ServerResponse, status: number, text: string, type = 'text/plain; charset=utf-8'): void {
  response.writeHead(status, { 'content-type': type }).end(text);
}
