import { resetBackoff } from '../../../activities/reset-backoff.ts';
import type { ErrorInfo } from '../../../client/index.ts';
import {
  COMPARE_WORKFLOW,
  type Difference,
  PROVISION_WORKFLOW,
  type ProvisionResult,
  ROLL_BACK_WORKFLOW,
} from '../../../contracts/persagy/provision.ts';
import type { Plan } from '../../../platforms/persagy/plan.ts';
import { hasEnded, isUnavailable } from '../ended.ts';
import type { Errands } from '../errands.ts';
import type { RunCall } from '../plan.ts';
import type { Rig } from '../rig.ts';
import { motionOf } from '../stillness.ts';
import { changed } from './changes.ts';
import { customerOf } from './customer.ts';
import type { ProvisionPlan, ProvisionStep } from './plan.ts';
import { cancelRun, type Ended, endOf, startWorkflow, type WorkflowRun } from './run.ts';

/** What was asked for by a person, and what came of it. */
export interface Run {
  /** Of the last workflow of it. */
  id: string;
  what: 'provision' | 'roll back';
  /** The plan, or the run that is taken back. */
  plan: Plan;
  of?: Run;
  workflows: WorkflowRun[];
  /** What was to be changed; undefined as long as nobody has compared. */
  difference?: Difference;
  /** `open`; how its last workflow ended, and where that answered, what that says; `nothing`: there was nothing to do. */
  status: string;
  result?: ProvisionResult;
  error?: ErrorInfo;
  isCancelTried: boolean;
  /** Others were under way at the same time, or have left steps under way. */
  isBeside: boolean;
}

/** The runs of a round. */
export interface Runs extends Errands {
  all: Run[];
  /** The plan as people want it now. */
  wanted(): Plan;
  /** Starts the first one. */
  begin(): void;
  /** Provisions what is wanted, with nothing under way; answers the run once it has ended. */
  provision(): Promise<Run>;
  /** Waits until none is under way. */
  ended(): Promise<void>;
  /** What went wrong that is no outcome. */
  problems: string[];
}

/** Platform of the campaign's configuration. */
export const PLATFORM = 'persagy';

/** Prepares the runs of a plan. `onEnded`: looks at what they have told, now that nothing is under way. */
export function createRuns(rig: Rig, plan: ProvisionPlan, onEnded: (ended: readonly Run[]) => Promise<void>): Runs {
  const all: Run[] = [];
  const open = new Set<Run>();
  const problems: string[] = [];
  const steps: ProvisionStep[] = [...plan.steps];
  let wanted = customerOf(plan.customer);
  let looked = 0;

  function start(what: Run['what'], of?: Run): { run: Run; over: Promise<void> } {
    const id = `torture-${plan.seed}-ops-${all.length}`;
    const run: Run = {
      id,
      what,
      plan: wanted,
      ...(of === undefined ? {} : { of }),
      workflows: [],
      status: 'open',
      isCancelTried: false,
      isBeside: open.size > 0,
    };
    for (const one of open) one.isBeside = true;
    all.push(run);
    open.add(run);
    const work = of === undefined ? provision(run) : rollBack(run, of);
    const over = work
      .catch((error: unknown) => {
        problems.push(`${id}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      })
      .finally(() => open.delete(run));
    return { run, over };
  }

  async function work<Answer>(run: Run, type: string, name: string, input: object): Promise<Answer | undefined> {
    const workflow = await startWorkflow(rig, type, `${run.id}-${name}`, input);
    run.workflows.push(workflow);
    const ended: Ended<Answer> = await endOf(rig, workflow);
    if ('answer' in ended) return ended.answer;
    run.status = ended.status;
    run.error = ended.error;
    return undefined;
  }

  async function provision(run: Run): Promise<void> {
    const input = { platform: PLATFORM, plan: { platform: PLATFORM, ...run.plan } };
    const difference = await work<Difference>(run, COMPARE_WORKFLOW, 'compare', input);
    if (difference === undefined) return;
    run.difference = difference;
    if (difference.changes.length === 0) {
      run.status = 'nothing';
      return;
    }
    const result = await work<ProvisionResult>(run, PROVISION_WORKFLOW, 'provision', {
      platform: PLATFORM,
      difference,
    });
    if (result !== undefined) Object.assign(run, { result, status: result.status });
  }

  async function rollBack(run: Run, of: Run): Promise<void> {
    const input = { platform: PLATFORM, of: of.workflows.at(-1)?.id ?? '' };
    const result = await work<ProvisionResult>(run, ROLL_BACK_WORKFLOW, 'rollback', input);
    if (result !== undefined) Object.assign(run, { result, status: result.status });
  }

  /** The last run that has made something and said so. */
  function toTakeBack(): Run | undefined {
    return all.findLast(
      ({ what, result }) => what === 'provision' && result?.changes.some(({ state }) => state === 'done'),
    );
  }

  async function lookAtEnded(): Promise<void> {
    const ended = all.slice(looked);
    looked = all.length;
    await onEnded(ended);
  }

  async function allEnded(): Promise<void> {
    while (open.size > 0) await new Promise((resolve) => setTimeout(resolve, 30));
  }

  const current = (run: Run) => run.workflows.at(-1);

  return {
    all,
    problems,
    wanted: () => wanted,
    begin() {
      start('provision');
    },
    async motion() {
      if (open.size === 0) return 'ended';
      const motions = await Promise.all(
        [...open].map(async (run) => {
          const workflow = current(run);
          if (workflow === undefined) return 'moving';
          const motion = await motionOf(rig, workflow.id);
          // What comes after it is about to be started.
          return motion === 'ended' ? 'moving' : motion;
        }),
      );
      return motions.includes('moving') ? 'moving' : 'still';
    },
    async perform(call: RunCall) {
      const [run] = open;
      const workflow = run === undefined ? undefined : current(run);
      if (run === undefined || workflow === undefined) return;
      if (call === 'cancel') {
        run.isCancelTried = true;
        await cancelRun(rig, workflow);
      } else if (run.what === 'provision') start('provision');
    },
    async retryNow() {
      const workflows: WorkflowRun[] = [];
      for (const run of open) {
        const workflow = current(run);
        if (workflow !== undefined && !(await hasEnded(rig, workflow.id))) workflows.push(workflow);
      }
      try {
        const refs = workflows.map(({ id, runId }) => ({ workflowId: id, runId }));
        return (await resetBackoff(rig.temporal, refs)).retriedNow > 0;
      } catch (error) {
        // A run that ends meanwhile has nothing left to try.
        if (isUnavailable(error)) return false;
        return false;
      }
    },
    async next() {
      await lookAtEnded();
      const step = steps.shift();
      if (step === undefined) return false;
      if (step.what === 'change') wanted = changed(wanted, step.changes);
      const of = step.what === 'roll back' ? toTakeBack() : undefined;
      if (of === undefined) start('provision');
      else start('roll back', of);
      return true;
    },
    async provision() {
      await lookAtEnded();
      const { run, over } = start('provision');
      await over;
      await lookAtEnded();
      return run;
    },
    ended: allEnded,
  };
}
