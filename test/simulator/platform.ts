/** A caller of the simulated platform written from the manual alone, with plain `fetch`: none of the product's client. */
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished } from 'vitest';
import {
  type ChongqingBimSimulatorOptions,
  startChongqingBimSimulator,
} from '../../platforms/chongqing-bim/simulator/index.ts';

/** The names that tests read of an answer. What is really there is what the tests find out. */
export interface Json {
  access_token: string;
  success: boolean;
  message: string;
  item: Json;
  result: unknown;
  error: Json;
  validationErrors: Json[];
  unAuthorizedRequest: boolean;
  status: number;
  file: Json;
  id: string;
  name: string;
  path: string;
  hash: string;
  type: string;
  size: number;
  createdUserId: string;
  taskId: string;
  modelList: Json[];
  percent: number;
  taskState: Json;
  done: boolean;
  projects: Json[];
  groups: Json[];
  models: Json[];
  files: Json[];
  uploads: Json[];
  chunks: { byKey: Record<string, Json> };
  endpoints: Record<string, Json>;
}

export interface Answer {
  status: number;
  text: string;
  headers: Headers;
  body: Json;
}

export type Platform = Awaited<ReturnType<typeof startPlatform>>;

/** A folder that goes away with the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'modelrail-simulator-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts a simulator for one test, with a token in hand. */
export async function startPlatform(options: Partial<ChongqingBimSimulatorOptions> = {}) {
  const dataDir = options.dataDir ?? (await temporaryFolder());
  const simulator = await startChongqingBimSimulator({ conversionMs: 0, ...options, dataDir });
  onTestFinished(() => simulator.close());
  const { url } = simulator;
  let token = '';

  async function call(path: string, init: RequestInit = {}): Promise<Answer> {
    const headers = new Headers(init.headers);
    if (!headers.has('authorization')) headers.set('authorization', `Bearer ${token}`);
    const response = await fetch(`${url}${path}`, { redirect: 'manual', ...init, headers });
    const content = await response.text();
    return { status: response.status, text: content, headers: response.headers, body: parse(content) };
  }

  function postJson(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return call(path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', bimapikey: 'demo-bim-api-key', ...headers },
    });
  }

  function postForm(path: string, fields: Record<string, string>): Promise<Answer> {
    return call(path, { method: 'POST', body: new URLSearchParams(fields) });
  }

  async function logIn(): Promise<string> {
    const answer = await postForm('/token', { username: 'demo', password: 'demo-password' });
    token = answer.body.access_token;
    return token;
  }

  await logIn();
  return {
    simulator,
    dataDir,
    url,
    call,
    postJson,
    postForm,
    logIn,
    get: (path: string) => call(path),
    status: async (hash: string) => (await call(`${API}/UploadFileStatus?hash=${hash}&totalChunks=-1`)).body.item,
    upload: (form: FormData) => call(`${API}/Upload`, { method: 'POST', body: form }),
    beginUpload: (form: FormData, bytes: number) => beginUpload(`${url}${API}/Upload`, token, form, bytes),
    fault: (rule: object) => postJson('/_sim/faults', rule),
    state: async () => (await call('/_sim/state')).body,
    stats: async () => (await call('/_sim/stats')).body,
  };
}

/** Sends an upload request with the first bytes of its body only. */
async function beginUpload(url: string, token: string, form: FormData, bytes: number) {
  const encoded = new Response(form);
  const body = Buffer.from(await encoded.arrayBuffer());
  const headers = {
    'content-type': encoded.headers.get('content-type') ?? '',
    'content-length': body.length,
    authorization: `Bearer ${token}`,
  };
  const sending = request(url, { method: 'POST', headers });
  const answer = once(sending, 'response').then(async ([response]) => await text(response));
  // A request that is cut has no answer; whoever waits for one is told.
  answer.catch(() => undefined);
  await new Promise((resolve) => sending.write(body.subarray(0, bytes), resolve));
  return {
    cut: () => void sending.destroy(),
    finish(): Promise<string> {
      sending.end(body.subarray(bytes));
      return answer;
    },
  };
}

/** Looks again and again, for as long as a busy machine may need. */
export function eventually<T>(look: () => Promise<T>) {
  return expect.poll(look, { timeout: 15_000, interval: 10 });
}

export const API = '/api/v1/FlowJs';

function parse(content: string): Json {
  try {
    // Unchecked on purpose: see Json.
    return JSON.parse(content) as Json;
  } catch {
    // A page or half an answer is what some tests want; they look at the text, and any name read of this is undefined.
    return {} as Json;
  }
}

/** A file to upload, cut into chunks. */
export interface Model {
  name: string;
  bytes: Buffer;
  hash: string;
  chunkSize: number;
  totalChunks: number;
  tags: string[];
}

export function makeModel(size: number, chunkSize: number, name = 'house.rvt', tags: string[] = []): Model {
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size; at += 1) bytes[at] = (at * 31 + Math.floor(at / 251) + name.length) % 256;
  const hash = createHash('md5').update(bytes).digest('hex');
  return { name, bytes, hash, chunkSize, totalChunks: Math.ceil(size / chunkSize), tags };
}

/** The form of one chunk; number -1 is the call that merges. `changes` replaces fields, undefined leaves one out. */
export function chunkForm(
  model: Model,
  number: number,
  changes: Record<string, string | Blob | undefined> = {},
): FormData {
  const start = (number - 1) * model.chunkSize;
  const bytes = number === -1 ? undefined : model.bytes.subarray(start, start + model.chunkSize);
  const fields: Record<string, string | Blob | undefined> = {
    fileName: model.name,
    fileExtention: model.name.slice(model.name.lastIndexOf('.')),
    fileHash: model.hash,
    fileSize: String(model.bytes.length),
    totalChunks: String(model.totalChunks),
    chunkNumber: String(number),
    currentChunkSize: String(bytes?.length ?? 0),
    file: bytes === undefined ? undefined : new Blob([Uint8Array.from(bytes)]),
    ...changes,
  };
  const form = new FormData();
  for (const tag of model.tags) form.append('tags', tag);
  for (const [field, value] of Object.entries(fields)) {
    if (typeof value === 'string') form.append(field, value);
    else if (value !== undefined) form.append(field, value, 'blob');
  }
  return form;
}

/** Uploads and merges a file; gives its record. */
export async function uploadModel(platform: Platform, model: Model): Promise<Json> {
  for (let number = 1; number <= model.totalChunks; number += 1) await platform.upload(chunkForm(model, number));
  return (await platform.upload(chunkForm(model, -1))).body.item;
}

/** An item of `fileList`, as in the manual's example. */
export function fileListItem(record: Json, changes: object = {}) {
  const { id, name, type, size, hash, path } = record;
  return { id, Name: name, Type: type, Size: size, Hash: hash, Path: path, Tags: ['500103'], ...changes };
}

/** Converts records as one task. */
export async function convert(platform: Platform, records: Json[], modelGroupId: string = randomUUID()) {
  const fileList = records.map((record) => fileListItem(record));
  const answer = await platform.postJson('/api/v1/FileConvert/convert-model', { modelGroupId, fileList });
  const { taskId } = answer.body.item;
  const process = () =>
    platform.get(`/api/v1/FileConvert/convert-process?modelGroupId=${modelGroupId}&taskId=${taskId}`);
  return { answer, modelGroupId, taskId, process };
}
