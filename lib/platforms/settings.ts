import { z } from 'zod';
import { durationMs } from '../config/values.ts';
import { ModelrailError } from '../errors.ts';
import { PROXY_EXPECTED, type ProxySetting, readProxyUrl } from '../http/proxy.ts';
import { Secret } from '../secret.ts';
import { type Bandwidth, parseBandwidth } from '../transfer/bandwidth.ts';
import { say, translated, wordsOf } from '../words/say.ts';

/** What the settings of every kind of platform have. */
export interface CommonSettings {
  kind: string;
  /** The origin. */
  baseUrl: string;
  /** Milliseconds. */
  timeouts: { connect: number; request: number };
  proxy: ProxySetting;
}

const AN_ADDRESS = 'an address such as https://bim.example.com';

const address = z.url({
  protocol: /^https?$/,
  error: ({ code, input }) =>
    code === 'invalid_format'
      ? say('expected {what}, not "{text}"', { what: translated(AN_ADDRESS), text: String(input) })
      : undefined,
});

/** `env`, `none`, or the URL of a proxy, which may hold a password. */
const proxy = z
  .string()
  .refine((value) => value === 'env' || value === 'none' || readProxyUrl(value) !== undefined, {
    error: () => say('{expected}, or env, or none', { expected: translated(PROXY_EXPECTED) }),
  })
  .transform((value): ProxySetting => (value === 'env' || value === 'none' ? value : new Secret(value)));

/** A rate or a timetable as rclone's `--bwlimit` writes it. */
const bwlimit = z.string().transform((text, context): Bandwidth => {
  try {
    return parseBandwidth(text);
  } catch (error) {
    if (!(error instanceof ModelrailError)) throw error;
    context.addIssue({ code: 'custom', message: wordsOf(error) });
    return z.NEVER;
  }
});

/** Settings that mean the same for every kind that has them. */
export const settingParts = {
  address,
  bwlimit,
  timeouts: z.strictObject({ connect: durationMs.default(10_000), request: durationMs.default(60_000) }).prefault({}),
  /** How the platform is reached: as HTTPS_PROXY and the like say, directly, or through this proxy. */
  proxy: proxy.default('env'),
};
