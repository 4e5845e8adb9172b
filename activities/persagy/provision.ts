import { WorkflowNotFoundError } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import pLimit from 'p-limit';
import type {
  AppliedChange,
  Difference,
  ProvisionActivities,
  ProvisionResult,
} from '../../contracts/persagy/provision.ts';
import {
  CHANGE_LINKS_SIGNAL,
  LINKS_QUERY,
  LINKS_WORKFLOW,
  type LinksChange,
  linksWorkflowId,
  PROVISION_WORKFLOW,
} from '../../contracts/persagy/provision.ts';
import { linesOf, type Phrase, phraseOf, sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { requestError } from '../../lib/requests/problems.ts';
import { parseBySchema } from '../../lib/requests/schema-problems.ts';
import { deflatedBytes } from '../../lib/temporal-sdk/large-payloads.ts';
import { remembering } from '../../lib/words/say.ts';
import { type Plan, planSchema } from '../../platforms/persagy/plan.ts';
import type { PlatformStepDeps } from '../platform.ts';
import { asActivity } from '../run.ts';
import { applyChange, linkOf } from './apply.ts';
import { compare } from './compare.ts';
import { flattenPlan } from './flatten-plan.ts';
import { type Memory, readRemembered, remember } from './memory.ts';
import { patientReads, withPatience } from './patience.ts';
import { readState } from './read-state.ts';
import type { PersagySession } from './session.ts';

type Deps = PlatformStepDeps<PersagySession>;

const PLATFORM_ATTRIBUTE = defineSearchAttributeKey('ModelrailPlatform', SearchAttributeType.KEYWORD);
/** Changes of one step at a time. */
const AT_ONCE = 8;
/**
 * Of a difference when it is deflated. Temporal takes 2 MiB, and the run that makes it answers it with the ids of what was made, which
 * takes two and a half times as much.
 */
const MAX_DEFLATED_BYTES = 700_000;

/** The steps of provisioning. */
export function createProvisionActivities(deps: Deps): ProvisionActivities {
  return {
    comparePersagyPlan: asActivity(async ({ platform, plan }, { signal }) => {
      const { client, settings } = deps.session(platform);
      const flat = flattenPlan(
        remembering(() => readPlan(plan)),
        settings.appId,
      );
      const state = await readState(patientReads(client), flat, settings.appId, signal);
      const difference = compare(flat, state, new Set(await readRemembered<string>(deps.temporal, linksOf(platform))));
      flat.problems.push(...secretProblems(difference, deps.resolveText));
      if (flat.problems.length > 0) throw new ModelrailError('InvalidRequest', linesOf(flat.problems.slice(0, 100)));
      if ((await deflatedBytes(difference)) > MAX_DEFLATED_BYTES) {
        const words = sentenceOf(
          '{count} changes are more than one run takes: give the plan in parts, such as a group at a time',
          { count: difference.changes.length },
        );
        throw new ModelrailError('InvalidRequest', words);
      }
      return difference;
    }),
    applyPersagyChanges: asActivity(async ({ platform, changes, ids }, run) => {
      const { client } = deps.session(platform);
      const { mayHaveHappened, signal } = run;
      const resolveText = (text: string) => deps.resolveText(text);
      const limit = pLimit(AT_ONCE);
      let done = 0;
      const outcomes = await limit.map(changes, async (change): Promise<AppliedChange | ModelrailError> => {
        try {
          const applying = { client: patientReads(client), ids, resolveText, signal };
          const applied = await withPatience(
            (isAgain) => applyChange({ ...applying, mayHaveHappened: mayHaveHappened || isAgain }, change),
            signal,
          );
          done += 1;
          run.report({ step: 'provision', changes: done });
          return applied;
        } catch (error) {
          if (error instanceof ModelrailError && error.type !== 'Internal') return error;
          throw error;
        }
      });
      // What is worth another try makes the whole step one; what is done by then is looked up.
      const again = outcomes.find((outcome) => outcome instanceof ModelrailError && outcome.isRetryable);
      if (again instanceof ModelrailError) throw withEffects(again);
      return {
        changes: outcomes.map((outcome) =>
          outcome instanceof ModelrailError ? { state: 'failed', error: outcome.toKept() } : outcome,
        ),
      };
    }),
    readPersagyRun: asActivity(async ({ platform, id }) => {
      const handle = deps.temporal.workflow.getHandle(id);
      const { type, status, typedSearchAttributes } = await handle.describe().catch((error: unknown) => {
        if (error instanceof WorkflowNotFoundError) {
          throw new ModelrailError('NotFound', sentenceOf('there is no run {id}', { id }));
        }
        throw error;
      });
      if (type !== PROVISION_WORKFLOW) {
        throw new ModelrailError('NotFound', sentenceOf('{id} is no run of provision', { id }));
      }
      const of = typedSearchAttributes.get(PLATFORM_ATTRIBUTE);
      if (of !== undefined && of !== platform) {
        const words = sentenceOf('{id} is of {of}, not of {platform}: give --platform {of}', { id, of, platform });
        throw new ModelrailError('InvalidRequest', words);
      }
      if (status.name !== 'COMPLETED') {
        const words = sentenceOf('{id} has not ended by itself: what it made is not known', { id });
        throw new ModelrailError('AlreadyExists', words);
      }
      const { changes } = (await handle.result()) as ProvisionResult; // as: what this workflow answers
      const ours = new Set(await readRemembered<string>(deps.temporal, linksOf(platform)));
      // Only links that are remembered as ours: what another has linked meanwhile, or after we took it back, stays.
      return { changes: changes.filter((change) => change.op !== 'link' || ours.has(linkOf(change))) };
    }),
    rememberPersagyLinks: asActivity(async ({ platform, change }) => {
      await remember(deps, linksOf(platform), change satisfies LinksChange);
    }),
  };
}

/** A plan as its schema reads it; what is wrong with it is remembered as it is said. Error: `InvalidRequest`. */
function readPlan(plan: unknown): Plan {
  const parsed = parseBySchema(planSchema, plan);
  if (!('data' in parsed)) throw requestError(parsed.problems, undefined, parsed.untold);
  return parsed.data as Plan; // as: what the schema has read
}

/** What the passwords of new accounts refer to and this worker does not have: nothing is begun that would end there. */
function secretProblems({ changes }: Difference, resolveText: Deps['resolveText']): Phrase[] {
  return changes.flatMap(({ op, kind, key, fields }) => {
    const { password } = fields;
    if (op !== 'create' || kind !== 'account' || typeof password !== 'string') return [];
    try {
      resolveText(password);
      return [];
    } catch (error) {
      if (!(error instanceof ModelrailError)) throw error;
      return [phraseOf('password of account {key}: {reason}', { key, reason: error.message })];
    }
  });
}

/** Others of the same step may have been made, so the next attempt looks before it makes. */
function withEffects({ type, message, told, isOverload, retryAfterMs, cause }: ModelrailError): ModelrailError {
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  return new ModelrailError(type, told ?? message, {
    isRetryable: true,
    outcomeUnknown: true,
    isOverload,
    ...wait,
    cause,
  });
}

/** The links of a platform that were made by us. */
function linksOf(platform: string): Memory {
  return { type: LINKS_WORKFLOW, id: linksWorkflowId(platform), query: LINKS_QUERY, signal: CHANGE_LINKS_SIGNAL };
}
