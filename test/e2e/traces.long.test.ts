import { afterAll, beforeAll, expect, test } from 'vitest';
import { startGatewayProcess, type TestGatewayProcess, TOKENS } from '../support/gateway.ts';
import { smallIfc } from '../support/model-files.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../support/otlp-receiver.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;
let receiver: OtlpReceiver;
let gateway: TestGatewayProcess;

/**
 * Prints at the end of a process how many modules of OpenTelemetry it has loaded; they are CommonJS. The API, which does nothing alone,
 * comes with the library of metrics.
 */
const COUNT_MODULES = `data:text/javascript,${encodeURIComponent(`
  import { createRequire } from 'node:module';
  const { cache } = createRequire('/none.js');
  process.on('exit', () => {
    const loaded = Object.keys(cache).filter((path) => /@opentelemetry[/](?!api[/])|interceptors-opentelemetry/.test(path));
    console.error('OpenTelemetry modules: ' + loaded.length);
  });
`)}`;

beforeAll(async () => {
  system = await startSystem({ simulator: { conversionMs: 50 } });
  receiver = await startOtlpReceiver();
  const env = {
    ...process.env,
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-team=models',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=test',
    OTEL_BSP_SCHEDULE_DELAY: '50',
  };
  const execArgv = ['--import', COUNT_MODULES];
  await system.startWorker('test-host', undefined, { env, execArgv });
  gateway = await startGatewayProcess(system, {}, {}, { env, execArgv });
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
  await system[Symbol.asyncDispose]();
});

const find = (name: string) => receiver.spans().filter((span) => span.name === name);

test('one trace leads from the HTTP request to the last create call of the platform', async () => {
  const model = await system.addModel('a.ifc', smallIfc(1));
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const { body } = await gateway.call<{ id: string }>('/v1/ingestions', {
    body: system.request([model]),
    headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01` },
  });
  expect((await system.finish(body.id)).status).toBe('completed');
  await expect.poll(() => find('RunWorkflow:ingest')).toHaveLength(1);
  const isLastCall = ({ name }: { name: string }) => /^POST \/\S*projectFile\/create$/.test(name);
  await expect.poll(() => receiver.spans().filter(isLastCall)).toHaveLength(1);
  const [last] = receiver.spans().filter(isLastCall);
  if (last === undefined) throw new Error('there is such a span');
  expect(receiver.pathTo(last).map(({ service, name }) => `${service}: ${name}`)).toEqual([
    'modelrail-gateway: POST /v1/ingestions',
    'modelrail-gateway: StartWorkflow:ingest',
    'modelrail-worker: RunWorkflow:ingest',
    'modelrail-worker: RunActivity:createModelFiles',
    `modelrail-worker: ${last.name}`,
  ]);
  expect(last.attributes).toMatchObject({
    'modelrail.platform': 'cq',
    'modelrail.step': 'createModelFiles',
    'modelrail.id': body.id,
    'http.response.status_code': 200,
  });
  // What the client of the gateway has begun.
  const spans = receiver.spans().filter((span) => span.traceId === traceId);
  expect(spans).toHaveLength(receiver.spans().length);
  expect(find('POST /v1/ingestions')[0]?.parentSpanId).toBe('b7ad6b7169203331');
});

test('a run that was started without a trace has one of its own', async () => {
  const model = await system.addModel('b.ifc', smallIfc(2));
  const id = await system.start(system.request([model]));
  await system.finish(id);
  const of = () => receiver.spans().filter(({ attributes }) => attributes['modelrail.id'] === id);
  await expect.poll(() => of().some(({ name }) => name.endsWith('projectFile/create'))).toBe(true);
  expect(new Set(of().map(({ traceId }) => traceId)).size).toBe(1);
});

test('no secret is in a trace', () => {
  const received = receiver.received();
  expect(received).toContain('"x-team":"models"');
  expect(received).toContain('deployment.environment');
  for (const secret of ['demo-password', 'demo-bim-api-key', 'Bearer', ...TOKENS])
    expect(received).not.toContain(secret);
});

test('nothing of OpenTelemetry is loaded unless it is asked for', async () => {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: _none, ...env } = process.env;
  const execArgv = ['--import', COUNT_MODULES];
  const [without, gatewayWithout] = await Promise.all([
    system.startWorker('other-host', undefined, { env, execArgv }),
    startGatewayProcess(system, {}, {}, { env, execArgv }),
  ]);
  for (const running of [without, gatewayWithout]) {
    const { stderr } = await running.stop();
    expect(stderr).toContain('OpenTelemetry modules: 0\n');
  }
  const { stderr } = await gateway.stop();
  expect(stderr).toMatch(/OpenTelemetry modules: [1-9]/);
});
