import { z } from 'zod';
import { REPORT_FORMATS } from '../../lib/report/paper.ts';
import { LANGUAGES } from '../../lib/words/words.ts';
import { IDEMPOTENCY_KEY, KEY_RULE } from '../idempotency.ts';
import { status } from './parts.ts';

const DURATION = /^[0-9]{1,5}(?:\.[0-9]{1,3})?(?:ms|s|m|h|d)$/;
/** Temporal's database cannot be asked for a NUL. */
const PRINTABLE = /^[ -\uffff]+$/;
const TOKEN = /^[A-Za-z0-9_-]{1,2000}$/;

/** Path of everything about one ingestion. */
export const ingestionPath = z.strictObject({
  id: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,200}$/, 'an id is 1 to 200 of A-Z a-z 0-9 . _ -')
    .describe('Id of the ingestion.'),
});

/** Query of `GET /v1/ingestions/{id}`. */
export const filesQuery = z.strictObject({
  filesPageToken: z.string().regex(TOKEN).optional().describe('From the previous answer: the next 1,000 files.'),
});

/** Query of `GET /v1/ingestions/{id}/manifest`. */
export const manifestQuery = z.strictObject({
  pageToken: z
    .string()
    .regex(TOKEN)
    .optional()
    .describe('`nextPageToken` of the page before: the next 1,000 files and 1,000 steps.'),
});

/** Query of `GET /v1/ingestions/{id}/report`. */
export const reportQuery = z.strictObject({
  format: z.enum(REPORT_FORMATS).default('html').describe('Its form: a page, a table, or JSON.'),
  lang: z
    .enum(LANGUAGES)
    .optional()
    .describe('Default: as `Accept-Language` says; English, unless that begins with Chinese.'),
});

/** Headers by which a language is told. Others pass. */
export const languageHeaders = z.looseObject({
  'accept-language': z.string().max(1_000).optional().describe('Languages of the reader.'),
});

/** Query of `GET /v1/ingestions`. */
export const listQuery = z.strictObject({
  platform: z.string().regex(PRINTABLE).optional().describe('Those for this platform.'),
  status: status.optional().describe('Those that stand so.'),
  hash: z
    .string()
    .regex(/^[0-9a-fA-F]{32}$/)
    .optional()
    .describe('MD5 of one of the first 50 files.'),
  since: z
    .union([z.iso.datetime({ offset: true }), z.iso.date(), z.string().regex(DURATION)])
    .optional()
    .describe('Started since a moment (`2026-11-22T08:00:00Z`, `2026-11-22`) or for a span (`2h`, `7d`).'),
  waiting: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional()
    .describe('`true`: only those that wait for something.'),
  pageSize: z
    .string()
    .regex(/^(?:[1-9][0-9]{0,2}|1000)$/)
    .transform(Number)
    .optional()
    .describe('Ingestions on a page, 1 to 1000; default 100. A page may have fewer and not be the last.'),
  pageToken: z.string().regex(TOKEN).optional().describe('`nextPageToken` of the page before, with the same filters.'),
});

/** Headers of `POST /v1/ingestions`. Others pass. */
export const startHeaders = z.looseObject({
  'idempotency-key': z
    .string()
    .regex(IDEMPOTENCY_KEY, KEY_RULE)
    .optional()
    .describe('The same key and body give the same ingestion; the same key with another body 409.'),
});

/** Headers of `GET /v1/ingestions/{id}/events`. Others pass. */
export const eventHeaders = z.looseObject({
  'last-event-id': z.string().max(500).optional().describe('Sent by browsers when they reconnect.'),
});
