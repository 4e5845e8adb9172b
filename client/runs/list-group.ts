import { causeOf, causeOfOne, filterOfGroup, type GroupCause } from '../../contracts/groups.ts';
import type { IngestSummary } from '../modelrail.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { listIngestions } from './list.ts';

/** Ingestions for each request to Temporal: the list looks what each of them waits for. */
const PAGE_SIZE = 500;

/** See `Modelrail.listGroup`. */
export async function* listGroup(temporal: Temporal, group: GroupCause): AsyncGenerator<IngestSummary> {
  const cause = causeOf(group);
  for await (const one of listIngestions(temporal, { ...filterOfGroup(group), pageSize: PAGE_SIZE })) {
    if (causeOfOne(one) === cause) yield one;
  }
}
