import type { RecurringDeclaration } from '../../contracts/sync/mirror.ts';
import { onPlatform } from '../runs/check-request.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { applySyncs, wholeDeclarations } from './apply.ts';
import { approvePlan } from './approve.ts';
import { backfillSync } from './backfill.ts';
import { deleteSync } from './delete.ts';
import { exportMemory } from './export.ts';
import { importMemory } from './import.ts';
import { lateSyncs } from './late.ts';
import { getSync, listSyncs } from './list.ts';
import { pauseSync, resumeSync } from './pause.ts';
import { planSync } from './plan.ts';
import { createSync, putSync } from './put.ts';
import { readRun } from './run.ts';
import { lastSuccesses } from './successes.ts';
import { triggerSync } from './trigger.ts';
import type { Syncs } from './types.ts';

/** The syncs of a connection. */
export function createSyncs(temporal: Temporal, platforms: readonly string[] | undefined): Syncs {
  return {
    async create(name, declaration) {
      await createSync(temporal, name, onPlatform<RecurringDeclaration>(declaration, platforms));
    },
    async put(name, declaration, options) {
      return await putSync(temporal, name, onPlatform<RecurringDeclaration>(declaration, platforms), options);
    },
    async apply(declarations, options = {}) {
      return await applySyncs(temporal, wholeDeclarations(declarations, platforms), options);
    },
    get: (name) => getSync(temporal, name),
    list: () => listSyncs(temporal),
    run: (id, options) => readRun(temporal, id, options?.runId),
    plan: (name) => planSync(temporal, name),
    async trigger(name, { approve } = {}) {
      if (approve !== undefined) await approvePlan(temporal, name, approve);
      return await triggerSync(temporal, name);
    },
    backfill: (name, span) => backfillSync(temporal, name, span),
    export: (name) => exportMemory(temporal, name),
    import: (name, files, options = {}) => importMemory(temporal, name, files, options),
    lastSuccesses: () => lastSuccesses(temporal),
    async late() {
      const late = await lateSyncs(temporal, {}, 0);
      return Object.fromEntries(late.map(({ name, dueAtMs }) => [name, new Date(dueAtMs).toISOString()]));
    },
    pause: (name, note) => pauseSync(temporal, name, note),
    resume: (name, note) => resumeSync(temporal, name, note),
    delete: (name, options) => deleteSync(temporal, name, options),
  };
}
