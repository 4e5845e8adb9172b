import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { onPortTold } from './port-told.ts';

/** Keys of a service of S3. */
export interface S3Keys {
  accessKeyId: string;
  secretAccessKey: string;
}

/** A real service of S3 on loopback (moto, of PyPI). */
export interface Moto extends AsyncDisposable {
  endpoint: string;
  /** Those of a user that may do everything. */
  keys: S3Keys;
  /** Makes a bucket, or puts an object into one. */
  put(bucket: string, key?: string, content?: Buffer | string): Promise<void>;
  delete(bucket: string, key: string): Promise<void>;
}

const PYTHON = process.env['MODELRAIL_TEST_PYTHON'] ?? 'python3';
const REGION = 'us-east-1';
/** What is asked of a service before it has a user: user, policy, keys. */
const UNSIGNED_CALLS = 3;
const POLICY = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

/** True where a Python has moto; a machine without it says so, and its tests are skipped. */
export async function hasMoto(): Promise<boolean> {
  try {
    await promisify(execFile)(PYTHON, ['-c', 'import moto.server']);
    return true;
  } catch {
    process.stderr.write(`no moto for ${PYTHON} here: S3 is not tested (pip install 'moto[server]')\n`);
    return false;
  }
}

/**
 * Starts a {@link Moto}. One that `checksKeys` refuses wrong ones; it reads a path with encoded characters, and a query, in another
 * way than services do, and refuses good ones for them.
 */
export async function startMoto({ checksKeys = false } = {}): Promise<Moto> {
  const child = spawn(PYTHON, ['-m', 'moto.server', '-H', '127.0.0.1', '-p', '0'], {
    env: { ...process.env, ...(checksKeys ? { INITIAL_NO_AUTH_ACTION_COUNT: String(UNSIGNED_CALLS) } : {}) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const endpoint = `http://127.0.0.1:${await onPortTold(child)}`;
  const keys = await makeUser(endpoint);
  const call = async (method: string, path: string, body?: Buffer | string) => {
    const response = await signedFetch(endpoint, { method, path, body, keys });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  };
  return {
    endpoint,
    keys,
    put: (bucket, key, content) =>
      call('PUT', key === undefined ? `/${bucket}` : `/${bucket}/${encoded(key)}`, content),
    delete: (bucket, key) => call('DELETE', `/${bucket}/${encoded(key)}`),
    async [Symbol.asyncDispose]() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** A user of moto's IAM with keys: from then on every call has to be signed by some. */
async function makeUser(endpoint: string): Promise<S3Keys> {
  const call = async (form: Record<string, string>) => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { authorization: `AWS4-HMAC-SHA256 Credential=none/20260101/${REGION}/iam/aws4_request` },
      body: new URLSearchParams({ ...form, UserName: 'tester', Version: '2010-05-08' }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${form['Action']}: ${response.status} ${text}`);
    return text;
  };
  await call({ Action: 'CreateUser' });
  await call({ Action: 'PutUserPolicy', PolicyName: 'all', PolicyDocument: JSON.stringify(POLICY) });
  const text = await call({ Action: 'CreateAccessKey' });
  const field = (name: string) => new RegExp(`<${name}>([^<]+)</${name}>`).exec(text)?.[1] ?? '';
  return { accessKeyId: field('AccessKeyId'), secretAccessKey: field('SecretAccessKey') };
}

async function signedFetch(
  endpoint: string,
  { method, path, body, keys }: { method: string; path: string; body?: Buffer | string | undefined; keys: S3Keys },
): Promise<Response> {
  const { protocol, hostname, host } = new URL(endpoint);
  const signer = new SignatureV4({
    service: 's3',
    region: REGION,
    credentials: keys,
    sha256: Sha256,
    uriEscapePath: false,
  });
  const request = { method, protocol, hostname, path, headers: { host }, body };
  const { headers } = await signer.sign(request);
  return fetch(`${endpoint}${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: new Uint8Array(Buffer.from(body)) }),
  });
}

function encoded(key: string): string {
  return key
    .split('/')
    .map((name) =>
      encodeURIComponent(name).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`),
    )
    .join('/');
}

/** What botocore, which moto comes with, signs a GET with; `headers` are those that are signed. */
export async function botocoreSignature(request: {
  url: string;
  headers: Record<string, string>;
  region: string;
  keys: S3Keys;
}): Promise<string> {
  const child = spawn(PYTHON, ['-c', SIGN], { stdio: ['pipe', 'pipe', 'inherit'] });
  let told = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    told += text;
  });
  child.stdin.end(JSON.stringify(request));
  await once(child, 'close');
  return told.trim();
}

const SIGN = `
import json, sys
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
given = json.load(sys.stdin)
keys = Credentials(given["keys"]["accessKeyId"], given["keys"]["secretAccessKey"])
auth = S3SigV4Auth(keys, "s3", given["region"])
request = AWSRequest("GET", given["url"], headers=given["headers"])
request.context["timestamp"] = given["headers"]["x-amz-date"]
print(auth.signature(auth.string_to_sign(request, auth.canonical_request(request)), request))
`;
