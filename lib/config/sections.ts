import { z } from 'zod';
import { DEFAULT_TASK_QUEUE, HOST_PATTERN, HOST_RULE } from '../../contracts/names.ts';
import { NOTIFY_FORMS, NOTIFY_ON } from '../../contracts/notify.ts';
import { settingParts } from '../platforms/settings.ts';
import { Secret } from '../secret.ts';
import { formSecret, headerSecret } from './credentials.ts';
import { gatewayToken } from './gateway-token.ts';
import { durationMs, sizeBytes } from './values.ts';

const text = z.string().min(1);

/** Where Temporal is, when neither its environment variables nor its own configuration file say so. */
export const temporalSection = z.strictObject({
  /** `HOST:PORT`. */
  address: z
    .string()
    .regex(/^\S+:\d+$/, 'expected HOST:PORT')
    .default('127.0.0.1:7233'),
  namespace: text.default('default'),
  taskQueue: text.default(DEFAULT_TASK_QUEUE),
});

/** Extensions that a folder or glob gives when the configuration names none. */
export const DEFAULT_EXTENSIONS = [
  ...['rvt', 'rfa', 'ifc', 'ifczip', 'ifcxml', 'stp', 'step', 'igs', 'dwg', 'dxf', 'dgn', 'nwd', 'skp', '3dm'],
] as const;

/** What may be read. */
export const sourcesSection = z.strictObject({
  /** Folders below which local files may be read. Default: the folder of the configuration file. */
  roots: z.array(text).min(1).default(['.']),
  /** Files, and folders with all below them, that are never read although they lie below a root. */
  never: z.array(text).default([]),
  /** Extensions, with or without dot, that a folder or glob gives. */
  extensions: z
    .array(text.transform((extension) => extension.toLowerCase().replace(/^\./, '')))
    .default([...DEFAULT_EXTENSIONS]),
  /** Hosts that URL sources may reach although they are private or loopback. */
  allowHosts: z.array(text).default([]),
  /** True: the roots are the same on every worker's machine. */
  shared: z.boolean().default(false),
  /** Whether the files below the roots cost network each time they are read. `auto`: as their file system says. */
  networkDisk: z.literal(['auto', true, false]).default('auto'),
  /** How URL sources are reached. Through a proxy the guard against private addresses sees names only. */
  proxy: settingParts.proxy.default('none'),
  /** Buckets that sources may name, by bucket. */
  s3: z
    .record(
      z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'expected the name of a bucket'),
      z.strictObject({
        /** Origin of the service, which needs no entry in `allowHosts`. */
        endpoint: settingParts.address,
        region: text.default('us-east-1'),
        accessKeyId: headerSecret,
        secretAccessKey: formSecret,
        /** True: `ENDPOINT/BUCKET/KEY`; false: the bucket is a name before the endpoint's host. */
        pathStyle: z.boolean().default(true),
      }),
    )
    .default({}),
  /** Where a worker keeps what must be read twice and cannot be held under one version. */
  spool: z
    .strictObject({
      /** Default: `.modelrail/sources` beside the configuration. */
      folder: text.optional(),
      /** Bytes of all contents. */
      maxSize: sizeBytes.default(64 * 1024 ** 3),
    })
    .prefault({}),
});

/** Where results are saved that platforms make of files. */
export const resultsSection = z.strictObject({
  /** Folders below which a worker saves them. Default: `results` beside the configuration file. */
  roots: z.array(text).min(1).default(['results']),
});

/** Settings of the worker process. */
export const workerSection = z.strictObject({
  /** Name of this machine: its workers read its local files. Default: the host name. */
  host: text.refine((name) => HOST_PATTERN.test(name), HOST_RULE).optional(),
  /** `control`: runs the workflows and the calls that need no file. `files`: hashes and sends this machine's files. */
  roles: z
    .array(z.enum(['control', 'files']))
    .min(1)
    .default(['control', 'files']),
  /** Makes it a worker of a version of a Temporal worker deployment: it gets work once the version is the current one. */
  deployment: z
    .strictObject({
      name: text.max(200).default('modelrail'),
      /** Default: the version of modelrail. */
      buildId: text.max(200).optional(),
      /** Whether a run ends on the version that it began with, or goes on with the current one. */
      behavior: z.enum(['pinned', 'auto-upgrade']).default('auto-upgrade'),
    })
    .optional(),
  /** Where its metrics are served, in Prometheus' text format. Default: nowhere. */
  metrics: z.strictObject({ host: text.default('127.0.0.1'), port: z.number().int().min(0).max(65_535) }).optional(),
  /** Bytes of the chunks that are read or sent at a time, over all platforms. */
  memory: sizeBytes.default(128 * 1024 ** 2),
});

/** Where the gateway keeps the files that other services send it. */
export const spoolSection = z.strictObject({
  /** Default: `.modelrail/spool` beside the configuration. */
  folder: text.optional(),
  /** Bytes of one file; `maxSize` bounds it as well. */
  maxFileSize: sizeBytes.default(64 * 1024 ** 3),
  /** Bytes of one file that is sent by a single request, without the tus protocol. */
  maxPostSize: sizeBytes.default(64 * 1024 ** 2),
  /** Bytes of all files, what unfinished ones declare among them. */
  maxSize: sizeBytes.default(256 * 1024 ** 3),
  /** How long a file stays after the last byte or the end of the last ingestion that did not deliver it. */
  expiry: durationMs.default(7 * 24 * 60 * 60_000),
  /** What the files of one token may take. */
  perToken: z
    .strictObject({
      /** Bytes, what has yet to come included. Default: half of `maxSize` where there are several tokens, else all. */
      size: sizeBytes.optional(),
      files: z.number().int().min(1).default(10_000),
      /** Files of which not all is here. */
      uploads: z.number().int().min(1).default(100),
    })
    .prefault({}),
});

/** What is recorded of a delivery beyond what it needs. */
export const evidenceSection = z.strictObject({
  /** Each file's SHA-256 beside its MD5, in the same reading. */
  sha256: z.boolean().default(false),
});

/** Settings of the HTTP gateway. */
export const gatewaySection = z.strictObject({
  host: text.default('127.0.0.1'),
  port: z.number().int().min(0).max(65_535).default(8088),
  /** Where platforms reach the webhooks. Default: `http://HOST:PORT`. */
  publicUrl: z.url({ protocol: /^https?$/ }).optional(),
  /** Bearer tokens, each alone or as `{ name, token }`. Without any the gateway listens on loopback only. */
  tokens: z.array(gatewayToken).default([]),
  /** Bytes of a JSON body. */
  maxBodySize: sizeBytes.default(4 * 1024 ** 2),
  /** How long a client may take for the head of a request. */
  headerTimeout: durationMs.default(10_000),
  /** How long a client with a right token may send no byte in the middle of a body. */
  bodyTimeout: durationMs.default(60_000),
  /** How long a request without a right token may take, from its first byte on, whatever still comes. */
  unauthenticatedTimeout: durationMs.default(30_000),
  /** A stream of events ends after this long; its client connects again, with its token. */
  streamDuration: durationMs.default(60 * 60_000),
  /** Requests a minute that one client (a token, else an address) may make. */
  requestsPerMinute: z.number().int().min(1).default(1_200),
  /** Streams of events that one token may have open. Default: half of 1,000 where there are several tokens, else all. */
  streamsPerToken: z.number().int().min(1).optional(),
  /** Access to `/metrics`: with a token, open to all, or off. */
  metrics: z.enum(['token', 'open', 'off']).default('token'),
  /** Origins whose pages may call the gateway from a browser, such as `https://portal.example`. */
  corsOrigins: z.array(z.url({ protocol: /^https?$/ })).default([]),
  spool: spoolSection.prefault({}),
});

/** Who is told what happens, by name. */
export const notifySection = z.record(
  z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'expected a name'),
  z
    .strictObject({
      /** Where messages go. All of it is secret: robots have nothing else. */
      url: z.url({ protocol: /^https?$/ }).transform((value) => new Secret(value)),
      /** What messages are signed with. */
      secret: formSecret.optional(),
      form: z.enum(NOTIFY_FORMS).default('standard'),
      on: z.array(z.enum(NOTIFY_ON)).default(['stuck', 'partial', 'failed', 'syncLate']),
      /** How long something waits before it is told. */
      stuckAfter: durationMs.default(10 * 60_000),
    })
    .check((payload) => {
      const { form, secret } = payload.value;
      if (form !== 'standard' || isWebhookSecret(secret)) return;
      const message =
        'a webhook is signed: `secret` is 24 to 64 bytes in base64, as `openssl rand -base64 32` makes them';
      payload.issues.push({ code: 'custom', message, path: ['secret'], input: undefined });
    }),
);

/** As Standard Webhooks want it, with their prefix or without. */
function isWebhookSecret(secret: Secret | undefined): boolean {
  const text = secret?.reveal().replace(/^whsec_/, '') ?? '';
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text && bytes.length >= 24 && bytes.length <= 64;
}

/** Every section with settings of its own, by its key at the top of the file. */
export const sections = {
  temporal: temporalSection,
  sources: sourcesSection,
  results: resultsSection,
  worker: workerSection,
  evidence: evidenceSection,
  gateway: gatewaySection,
  notify: notifySection,
} as const;
