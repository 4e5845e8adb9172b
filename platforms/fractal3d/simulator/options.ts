import type { BucketSize } from './buckets.ts';

/** How a webhook is posted: when a job ends, long after it, twice, before it, with another outcome, or not at all. */
export const WEBHOOK_MODES = ['once', 'late', 'twice', 'early', 'lying', 'never'] as const;
/** One of {@link WEBHOOK_MODES}. */
export type WebhookMode = (typeof WEBHOOK_MODES)[number];

/** How a simulated Fractal 3D platform is to behave. */
export interface Fractal3dSimulatorOptions {
  /** Port to listen on; 0 takes a free one. Default: 0. */
  port?: number;
  /** Address to listen on. Default: 127.0.0.1. */
  host?: string;
  /** Folder for the uploaded bytes and for what survives a restart; made when missing. */
  dataDir: string;
  /** Default: `demo-fractal-key`. */
  apiKey?: string;
  /** How long a token is good, in milliseconds. Default: 24 hours. */
  tokenLifetimeMs?: number;
  /** How long a conversion or a thumbnail takes, in milliseconds. Default: 3 s. */
  conversionMs?: number;
  /** Buckets of keys and of tokens. Default: 200 and 20 a second, 500 and 50 a second. */
  keyBucket?: BucketSize;
  tokenBucket?: BucketSize;
  /** Default: `once`. */
  webhooks?: WebhookMode;
  /** How much later than the end of its job a webhook is posted by `late`, in milliseconds. Default: 2 s. */
  lateMs?: number;
  /** Bytes of a result. Default: 4,096. */
  resultBytes?: number;
  /** Keeps no bytes of files, only their size and MD5. Default: false. */
  discard?: boolean;
}

/** The same with every default filled in. */
export type Behaviour = Required<Fractal3dSimulatorOptions>;

/** Fills in the defaults. */
export function withDefaults(options: Fractal3dSimulatorOptions): Behaviour {
  return {
    port: 0,
    host: '127.0.0.1',
    apiKey: 'demo-fractal-key',
    tokenLifetimeMs: 24 * 3_600_000,
    conversionMs: 3_000,
    keyBucket: { capacity: 200, perSecond: 20 },
    tokenBucket: { capacity: 500, perSecond: 50 },
    webhooks: 'once',
    lateMs: 2_000,
    resultBytes: 4_096,
    discard: false,
    ...options,
  };
}
