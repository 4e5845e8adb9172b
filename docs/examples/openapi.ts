/**
 * An ingestion from TypeScript over HTTP, by a client that is generated from the gateway's description.
 *   npx openapi-typescript "$MODELRAIL_URL/openapi.json" -o modelrail.d.ts
 *   openapi.ts REQUEST.json KEY [FILE]    starts one, or finds the one of this key, and follows it to its end
 * With a FILE, a small one that no worker can read, that is sent first, in place of the files of the request.
 * MODELRAIL_URL and MODELRAIL_TOKEN say where the gateway is, and who asks.
 * The last answer goes to stdout, everything else to stderr. Exit codes: 0 all was delivered; 1 not; 2 wrong usage.
 */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import createClient from 'openapi-fetch';
import type { components, paths } from './modelrail.js';

type IngestionRequest = components['schemas']['IngestionRequest'];
type Ingestion = components['schemas']['Ingestion'];

const { MODELRAIL_URL: baseUrl = 'http://127.0.0.1:8088', MODELRAIL_TOKEN: token = '' } = process.env;
const client = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${token}` } });
/** Answers after which it is worth asking again. */
const BUSY = [429, 500, 502, 503];

async function send(path: string, key: string): Promise<string> {
  // With the same key it is the same source, so that the request that names it is the same, too.
  const { data, error } = await client.POST('/v1/files', {
    params: { query: { name: basename(path) }, header: { 'Idempotency-Key': key } },
    headers: { 'Content-Type': 'application/octet-stream' },
    // as: the generator's type of bytes is a text.
    body: (await readFile(path)) as unknown as string,
    bodySerializer: (body) => body,
  });
  if (data?.source === undefined) throw new Error(error?.detail ?? 'the file has no source');
  return data.source;
}

async function start(request: IngestionRequest, key: string): Promise<string> {
  // With a key it is safe to start again when it is not known whether it was started.
  const { data, error } = await client.POST('/v1/ingestions', {
    params: { header: { 'Idempotency-Key': key } },
    body: request,
  });
  if (error !== undefined) throw new Error(error.detail);
  console.error(`ingestion ${data.id}${data.isAttached ? ' was there' : ''}`);
  return data.id;
}

async function look(id: string): Promise<Ingestion | undefined> {
  try {
    const { data, error } = await client.GET('/v1/ingestions/{id}', { params: { path: { id } } });
    if (data !== undefined || BUSY.includes(error.status)) return data;
    throw new Error(error.detail);
  } catch (error) {
    // What `fetch` throws when it has no connection.
    if (!(error instanceof TypeError)) throw error;
    console.error('the gateway does not answer:', error.cause ?? error.message);
    return undefined;
  }
}

async function follow(id: string): Promise<Ingestion> {
  for (;;) {
    const seen = await look(id);
    if (seen !== undefined) console.error(seen.status, seen.stage, seen.percent, '%', seen.waiting?.reason ?? '');
    if (seen?.closedAt !== undefined) return seen;
    await pause(1_000);
  }
}

const [path, key, file] = process.argv.slice(2);
if (path === undefined || key === undefined) {
  console.error('openapi.ts REQUEST.json KEY [FILE]');
  process.exit(2);
}
// as: the gateway checks it.
const request = JSON.parse(await readFile(path, 'utf8')) as IngestionRequest;
if (file !== undefined) request.files = [{ source: await send(file, key), name: basename(file) }];
const ended = await follow(await start(request, key));
console.log(JSON.stringify(ended));
if (ended.status !== 'completed') {
  const reasons = ended.files.flatMap(({ name, error }) => (error ? [`${name}: ${error.message}`] : []));
  console.error(`ended as ${ended.status}: ${[ended.error?.message ?? '', ...reasons].filter(Boolean).join('\n')}`);
  process.exitCode = 1;
}
