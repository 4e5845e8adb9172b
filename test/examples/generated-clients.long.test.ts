import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startGateway, type TestGateway, TOKENS } from '../support/gateway.ts';
import {
  type GeneratedClient,
  generatePython,
  generateTypeScript,
  missingPythonGenerator,
} from '../support/generated-clients.ts';
import { smallIfc } from '../support/model-files.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

const TEST_TIMEOUT_MS = 120_000;
const missing = missingPythonGenerator();
if (missing !== undefined) console.warn(`no client for Python is generated: ${missing}`);

let system: TestSystem;
let gateway: TestGateway;
let description: string;

beforeAll(async () => {
  system = await startSystem();
  gateway = await startGateway(system);
  await system.hostedWorker();
  description = join(system.folder, 'openapi.json');
  await writeFile(description, JSON.stringify((await gateway.call('/openapi.json')).body));
});

afterAll(async () => {
  await gateway.stop();
  await system[Symbol.asyncDispose]();
});

/** Runs the example of a client to its end. */
async function runExample(
  { command, args, folder }: GeneratedClient,
  ...rest: string[]
): Promise<{ code: number | null; answer: unknown; words: string }> {
  const env = { ...process.env, MODELRAIL_URL: gateway.url, MODELRAIL_TOKEN: TOKENS[0] };
  const child = spawn(command, [...args, ...rest], { env, cwd: folder });
  const told = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      told[stream] += text;
    });
  }
  const [code] = (await once(child, 'close')) as [number | null]; // as: what the event of a process brings
  return { code, answer: told.stdout === '' ? undefined : JSON.parse(told.stdout), words: told.stderr };
}

/** The request of the documents, about a model of the system's own. */
async function writeRequest(name: string): Promise<string> {
  const source = await system.addModel(`${name}.ifc`, smallIfc(name.length));
  const documented = JSON.parse(await readFile('docs/examples/request.json', 'utf8'));
  const project = { ...documented.project, code: name };
  const path = join(system.folder, `${name}.json`);
  await writeFile(path, JSON.stringify({ ...documented, project, files: [{ source, host: 'test-host' }] }));
  return path;
}

const clients = {
  TypeScript: { generate: generateTypeScript, missing: undefined },
  Python: { generate: generatePython, missing },
};

describe.each(Object.entries(clients))('a client that is generated for %s', (name, { generate, missing }) => {
  test('compiles, starts an ingestion once, and follows it to its end', {
    timeout: TEST_TIMEOUT_MS,
  }, async (context) => {
    context.skip(missing !== undefined, missing);
    const client = await generate(description, join(system.folder, name));
    const request = await writeRequest(name);
    const first = await runExample(client, request, `key-${name}`);
    expect(first).toMatchObject({ code: 0, answer: { status: 'completed', files: [{ name: `${name}.ifc` }] } });
    const second = await runExample(client, request, `key-${name}`);
    expect(second.answer).toEqual(first.answer);
    expect(second.words).toContain('was there');

    const refused = await runExample(client, await writeRequest(`other-${name}`), `key-${name}`);
    expect(refused).toMatchObject({ code: 1, words: expect.stringContaining('exists with another request') });
  });

  test('sends a small file, and starts an ingestion of it', { timeout: TEST_TIMEOUT_MS }, async (context) => {
    context.skip(missing !== undefined, missing);
    const client = await generate(description, join(system.folder, `${name}-sending`));
    const request = await writeRequest(`sent-${name}`);
    const own = join(system.folder, `own-${name}.ifc`);
    await writeFile(own, smallIfc(40 + name.length));
    expect(await runExample(client, request, `key-sent-${name}`, own)).toMatchObject({
      code: 0,
      answer: { status: 'completed', files: [{ name: `own-${name}.ifc` }] },
    });
  });

  test('tells in words why nothing was delivered', { timeout: TEST_TIMEOUT_MS }, async (context) => {
    context.skip(missing !== undefined, missing);
    const client = await generate(description, join(system.folder, `${name}-failing`));
    await system.simulator.failModel({ name: `bad-${name}.ifc`, errorMessage: 'walls without a roof', times: 1 });
    const failed = await runExample(client, await writeRequest(`bad-${name}`), `key-bad-${name}`);
    expect(failed).toMatchObject({ code: 1, words: expect.stringContaining('walls without a roof') });
  });
});

/** Sends a file in two parts by the calls of the tus protocol. */
const UPLOAD = `
import base64, io, sys
from modelrail_api import AuthenticatedClient
from modelrail_api.api.files import append_to_file, create_file, get_file
from modelrail_api.models import AppendToFileTusResumable, CreateFileTusResumable
from modelrail_api.types import File
url, token, path = sys.argv[1:]
with AuthenticatedClient(base_url=url, token=token) as client, open(path, 'rb') as file:
    content = file.read()
    named = 'filename ' + base64.b64encode('塔 tower.ifc'.encode()).decode()
    sent = create_file.sync(
        client=client, tus_resumable=CreateFileTusResumable('1.0.0'), upload_length=len(content), upload_metadata=named
    )
    half = len(content) // 2
    for offset, part in ((0, content[:half]), (half, content[half:])):
        taken = append_to_file.sync_detailed(
            sent.id, client=client, body=File(payload=io.BytesIO(part)),
            tus_resumable=AppendToFileTusResumable('1.0.0'), upload_offset=offset,
        )
        assert taken.status_code == 204, taken
    print(get_file.sync(sent.id, client=client).source)
`;

test('the generator for Python leaves out nothing, and an upload by the tus protocol is sent with its client', {
  timeout: TEST_TIMEOUT_MS,
}, async (context) => {
  context.skip(missing !== undefined, missing);
  const { warnings, command, folder } = await generatePython(description, join(system.folder, 'uploading'));
  expect(warnings).not.toContain('WARNING');
  const path = join(system.folder, 'tower.ifc');
  await writeFile(path, smallIfc(77));
  const { stdout } = await promisify(execFile)(command, ['-c', UPLOAD, gateway.url, TOKENS[0], path], { cwd: folder });
  expect(basename(stdout.trim())).toBe('塔 tower.ifc');
  expect(await readFile(stdout.trim(), 'utf8')).toBe(smallIfc(77));
});
