import { vi } from 'vitest';
import type { IngestProgress, Modelrail } from '../../client/index.ts';

/** The state of an ingestion for which no worker answers. What a loaded machine cannot read in the time of one look, the next has. */
export async function lookUntilRead(client: Modelrail, id: string): Promise<IngestProgress> {
  return await vi.waitUntil(
    async () => {
      const seen = await client.get(id);
      return seen.note?.includes('look again') ? undefined : seen;
    },
    { timeout: 60_000 },
  );
}
