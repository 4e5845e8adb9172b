import type { Client } from '@temporalio/client';
import type { Memory } from '../activities/recall.ts';
import { createEarlierContents, isProjectUnseen, whoMadeProject } from '../client/runs/earlier.ts';
import { type OwnTemporalOptions, ownTemporal } from './temporal.ts';

/** What ended ingestions of a task queue left in Temporal, read as the client reads it, by the same code. */
export function createMemory(client: Client, options: OwnTemporalOptions): Memory {
  const temporal = ownTemporal(client, options);
  const contents = createEarlierContents(temporal);
  return {
    contents: (platform, hashes) => contents.find(platform, hashes),
    keptContents: (platform, hashes) => contents.kept(platform, hashes),
    versions: (platform, files) => contents.findVersions(platform, files),
    whoMadeProject: (about) => whoMadeProject(temporal, about),
    isProjectUnseen: (about) => isProjectUnseen(temporal, about),
  };
}
