import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { ModelrailError } from '../errors.ts';
import { download } from '../http/download.ts';
import { ExchangeError } from '../http/exchange.ts';
import { createPoolSet } from '../http/pool.ts';
import { createProxyChoice, type ProxySetting } from '../http/proxy.ts';
import type { Secret } from '../secret.ts';
import { unknownBucket } from './address-guard.ts';
import { type RemoteContext, refusedFailure, unansweredFailure } from './remote-failures.ts';
import type { RemoteObject } from './remote-object.ts';
import { s3ErrorWords } from './s3-xml.ts';

/** A bucket that sources may name. */
export interface S3Bucket {
  /** Origin of the service. */
  endpoint: string;
  region: string;
  accessKeyId: Secret;
  secretAccessKey: Secret;
  /** True: `ENDPOINT/BUCKET/KEY`; false: the bucket is a name before the endpoint's host. */
  pathStyle: boolean;
}

/** A signed GET or HEAD. */
export interface S3Request {
  /** Default: GET. */
  method?: 'GET' | 'HEAD';
  bucket: string;
  /** Empty: of the bucket itself. */
  key: string;
  query?: Readonly<Record<string, string>>;
  headers?: Record<string, string>;
  signal: AbortSignal;
  /** As messages name it. */
  shown: string;
}

/** Requests to S3 services, each signed as it is sent, so that nothing expires. */
export interface S3Client {
  /** Errors: those of `RemoteHttp.get`; `SourceNotAllowed` for a bucket that is not configured. */
  get(request: S3Request): ReturnType<RemoteObject['get']>;
  close(): Promise<void>;
}

/** Connections to one service. */
const CONNECTIONS = 8;
const CONNECT_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 60_000;

/** Makes an {@link S3Client}. An endpoint stands in the configuration, so no address is guarded. */
export function createS3Client(options: {
  buckets: Readonly<Record<string, S3Bucket>>;
  /** Default: `none`. */
  proxy?: ProxySetting;
  /** Longest silence within a request. Default: a minute. */
  requestTimeoutMs?: number;
}): S3Client {
  const { buckets, proxy = 'none', requestTimeoutMs = REQUEST_TIMEOUT_MS } = options;
  const pools = createPoolSet({
    connections: CONNECTIONS,
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    requestTimeoutMs,
    proxyFor: createProxyChoice(proxy, process.env),
  });

  return {
    async get(request) {
      const { shown, signal } = request;
      const bucket = Object.hasOwn(buckets, request.bucket) ? buckets[request.bucket] : undefined;
      if (bucket === undefined)
        throw new ModelrailError('SourceNotAllowed', unknownBucket(shown, request.bucket, Object.keys(buckets)));
      const address = addressOf(bucket, request);
      const { origin, path } = address;
      const { pool, prefix, headers: proxyHeaders, proxy: way } = pools.routeTo(origin);
      const secrets = [bucket.accessKeyId.reveal(), bucket.secretAccessKey.reveal()];
      const context: RemoteContext = {
        shown,
        host: origin.hostname,
        origin: origin.origin,
        proxy: way,
        secrets,
        wordsOf: s3ErrorWords,
      };
      const failureOf = (error: unknown) =>
        error instanceof ExchangeError ? unansweredFailure(error, context) : error;
      const headers = await sign(bucket, address, request);
      const answer = await download(pool, {
        method: request.method ?? 'GET',
        path: prefix + path + searchOf(request.query),
        headers: { ...headers, ...proxyHeaders },
        signal,
      }).catch((error: unknown) => {
        throw failureOf(error);
      });
      if (answer.status >= 400 && answer.status !== 416) throw await refusedFailure(answer, context);
      return { ...answer, failureOf };
    },
    close: () => pools.close(),
  };
}

/** The service's origin, and the path below it, encoded as it is signed: a URL would take `..` in a key for a step. */
function addressOf({ endpoint, pathStyle }: S3Bucket, { bucket, key }: S3Request): { origin: URL; path: string } {
  const url = new URL(endpoint);
  const names = [...(pathStyle ? [bucket] : []), ...(pathStyle && key === '' ? [] : key.split('/'))];
  const path = `${url.pathname.replace(/\/$/, '')}/${names.map(escape).join('/')}`;
  const origin = new URL(url.origin);
  if (!pathStyle) origin.hostname = `${bucket}.${url.hostname}`;
  return { origin, path };
}

/** Signature Version 4 of an S3 request: a path is encoded once, and an empty body has its digest too. */
async function sign(
  { region, accessKeyId, secretAccessKey }: S3Bucket,
  { origin, path }: { origin: URL; path: string },
  { method = 'GET', query = {}, headers = {} }: S3Request,
): Promise<Record<string, string>> {
  const signer = new SignatureV4({
    service: 's3',
    region,
    credentials: { accessKeyId: accessKeyId.reveal(), secretAccessKey: secretAccessKey.reveal() },
    sha256: Sha256,
    uriEscapePath: false,
    applyChecksum: true,
  });
  const { protocol, hostname, host } = origin;
  const signed = await signer.sign({
    method,
    protocol,
    hostname,
    path,
    query: { ...query },
    headers: { host, accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'modelrail', ...headers },
  });
  return { ...signed.headers };
}

function searchOf(query: S3Request['query'] = {}): string {
  const pairs = Object.entries(query).map(([name, value]) => `${escape(name)}=${escape(value)}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

/** As RFC 3986 has it: `encodeURIComponent` leaves five characters that a signature has encoded. */
function escape(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
