import { createHash } from 'node:crypto';
import { sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { executionInfoFromRaw } from '../../lib/temporal-sdk/internals.ts';
import { grpcStatus } from '../../lib/temporal-server/refusals.ts';
import type { IngestFilter, IngestPage } from '../modelrail.ts';
import { createQueueLooks } from '../temporal/queue-looks.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { isOfPlatform, isWanted, latestRuns, pageSizeOf, summarise } from './list.ts';
import { addWaits } from './list-waits.ts';
import { ingestionQuery } from './visibility-query.ts';

const GRPC_INVALID_ARGUMENT = 3;
/** Characters of a SHA-256 in a token: enough that a collision by chance is ruled out. */
const DIGEST_LENGTH = 16;

/** See `Modelrail.listPage`. */
export async function listPage(
  temporal: Temporal,
  filter: IngestFilter = {},
  pageToken: string | undefined,
): Promise<IngestPage> {
  // The start of a span of time moves on between two pages; what belongs to the other conditions stays.
  const { since: _, ...lasting } = filter;
  const list = ingestionQuery(lasting);
  const nextPageToken = pageToken === undefined ? undefined : openToken(pageToken, list);
  const page = await readPage(temporal, ingestionQuery(filter), pageSizeOf(filter), nextPageToken);
  // Pages that went before are forgotten, and may have shown a later run of an id.
  const latest = page.runs.length === 0 ? new Map() : await latestRuns(temporal, page.runs);
  const listed = page.runs
    .filter((run) => latest.get(run.workflowId) === run.runId)
    .map((run) => ({ run, summary: summarise(run, run.raw.firstRunId || run.runId) }))
    .filter(({ summary }) => isOfPlatform(summary, filter));
  const summaries = await addWaits(temporal, listed, createQueueLooks(temporal));
  const ingestions = summaries.filter((summary) => isWanted(summary, filter));
  return page.next.length === 0 ? { ingestions } : { ingestions, nextPageToken: sealToken(page.next, list) };
}

async function readPage(temporal: Temporal, query: string, pageSize: number, nextPageToken: Uint8Array | undefined) {
  const { client, namespace } = temporal;
  return await temporal.call(async () => {
    try {
      const answer = await client.workflowService.listWorkflowExecutions({
        namespace,
        query,
        pageSize,
        ...(nextPageToken === undefined ? {} : { nextPageToken }),
      });
      const converter = client.options.loadedDataConverter;
      const runs = answer.executions.map((raw) => executionInfoFromRaw(raw, converter, raw, namespace));
      return { runs: await Promise.all(runs), next: answer.nextPageToken };
    } catch (error) {
      if (nextPageToken === undefined || grpcStatus(error)?.code !== GRPC_INVALID_ARGUMENT) throw error;
      throw unknownPage(error);
    }
  });
}

/** A page is one of a list: with another's token Temporal would give what belongs to neither. */
function sealToken(next: Uint8Array, list: string): string {
  const position = Buffer.from(next).toString('base64url');
  return `${digestOf(list + position)}${position}`;
}

function openToken(token: string, list: string): Uint8Array {
  const position = token.slice(DIGEST_LENGTH);
  if (position === '' || token !== `${digestOf(list + position)}${position}`) throw unknownPage();
  return Buffer.from(position, 'base64url');
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, DIGEST_LENGTH);
}

function unknownPage(cause?: unknown): ModelrailError {
  return new ModelrailError(
    'NotFound',
    sentenceOf('no page has this token with these filters: begin again without a token'),
    {
      ...(cause === undefined ? {} : { cause }),
    },
  );
}
