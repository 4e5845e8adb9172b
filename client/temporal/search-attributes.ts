import { setTimeout as sleep } from 'node:timers/promises';
import { SEARCH_ATTRIBUTES } from '../../contracts/names.ts';
import { sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { grpcStatus } from '../../lib/temporal-server/refusals.ts';
import {
  compareSearchAttributes,
  type SearchAttributeCheck,
  TYPE_NUMBERS,
} from '../../lib/temporal-server/search-attributes.ts';
import type { Temporal } from './temporal.ts';

const GRPC_INVALID_ARGUMENT = 3;
const GRPC_ALREADY_EXISTS = 6;

/** A server takes new attributes up when its caches are refreshed; in a cluster that may take some seconds. */
const USABLE_WITHIN_MS = 20_000;
const LOOK_AGAIN_MS = 100;

/** See `Modelrail.checkSearchAttributes`. */
export async function checkSearchAttributes(temporal: Temporal): Promise<SearchAttributeCheck> {
  const { connection } = temporal.client;
  const answer = await temporal.call(() =>
    connection.operatorService.listSearchAttributes({ namespace: temporal.namespace }),
  );
  return compareSearchAttributes(answer.customAttributes);
}

/** See `Modelrail.registerSearchAttributes`. */
export async function registerSearchAttributes(temporal: Temporal): Promise<string[]> {
  const { missing } = await checkSearchAttributes(temporal);
  const wanted = Object.entries(SEARCH_ATTRIBUTES).filter(([name]) => missing.includes(name));
  // One at a time: Temporal refuses a whole list when another client has added one of them in the meantime.
  for (const [name, type] of wanted) await addAttribute(temporal, name, TYPE_NUMBERS[type]);
  if (wanted.length > 0) await untilUsable(temporal);
  return missing;
}

async function addAttribute(temporal: Temporal, name: string, type: number): Promise<void> {
  const { operatorService } = temporal.client.connection;
  await temporal.call(async () => {
    try {
      await operatorService.addSearchAttributes({ namespace: temporal.namespace, searchAttributes: { [name]: type } });
    } catch (error) {
      if (grpcStatus(error)?.code !== GRPC_ALREADY_EXISTS) throw error;
    }
  });
}

async function untilUsable(temporal: Temporal): Promise<void> {
  const query = Object.keys(SEARCH_ATTRIBUTES)
    .map((name) => `${name} IS NULL`)
    .join(' AND ');
  const giveUpAt = Date.now() + USABLE_WITHIN_MS;
  while (!(await isAccepted(temporal, query))) {
    if (Date.now() > giveUpAt) {
      const message = sentenceOf(
        'Temporal has taken the search attributes but does not use them yet: try again in a minute',
      );
      throw new ModelrailError('TemporalUnavailable', message, { isRetryable: true });
    }
    await sleep(LOOK_AGAIN_MS);
  }
}

async function isAccepted(temporal: Temporal, query: string): Promise<boolean> {
  return await temporal.call(async () => {
    try {
      await temporal.client.workflow.count(query);
      return true;
    } catch (error) {
      if (grpcStatus(error)?.code === GRPC_INVALID_ARGUMENT) return false;
      throw error;
    }
  });
}
