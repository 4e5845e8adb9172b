import {
  ApplicationFailure,
  CancellationScope,
  continueAsNew,
  defineSignal,
  isCancellation,
  setCurrentDetails,
  setHandler,
  uuid4,
  workflowInfo,
} from '@temporalio/workflow';
import { type ErrorType, type FailureDetails, shownError, withBeginning } from '../../contracts/errors.ts';
import { STEP_WAITING_SIGNAL } from '../../contracts/names.ts';
import {
  MIRROR_CALLS_AT_ONCE,
  type MirrorChange,
  type MirrorState,
  type MirrorWork,
  PROJECTS_AT_A_TIME,
  type RememberedProject,
  type SourceProject,
} from '../../contracts/persagy/mirror.ts';
import { englishOf, phraseOf, sentenceOf, toldWith } from '../../contracts/sentences.ts';
import { parseStepWaiting } from '../../contracts/signal-shapes.ts';
import type { MirroredFields, MirroredProject, MirrorMap, MirrorReport } from '../../contracts/sync/mirror.ts';
import {
  addFindings,
  emptyReport,
  failReport,
  failureFindings,
  MAX_LISTED,
  type SyncFindings,
} from '../../contracts/sync/report.ts';
import { escapeText } from '../status/markdown.ts';
import { failureOfStep, isOutcomeUnknown, toKeptError } from '../steps/failure-info.ts';
import { createLimit } from '../steps/limit.ts';
import { onStepsChanged, openSteps, recordWaiting } from '../steps/open-steps.ts';
import { steps } from '../steps/steps.ts';
import { mirrorSteps } from './steps.ts';

const stepWaitingSignal = defineSignal<[unknown]>(STEP_WAITING_SIGNAL);

/** A project that is to be made. */
interface Wanted extends SourceProject {
  fields: MirroredFields;
  /** The id that it has from an attempt whose outcome is not known. */
  attempted?: string;
}

/** What every further project would be refused with. */
const OF_ALL: ReadonlySet<ErrorType> = new Set(['Authentication', 'PermissionDenied']);

/** Compares the projects of a platform with what is remembered, and makes those that are new. `before`: of a history that was cut. */
export async function mirrorNewProjects(work: MirrorWork, before?: MirrorState): Promise<MirrorReport> {
  const { declaration, isDryRun } = work;
  const { platform, to, groupCode, areaCode, map } = declaration;
  const pair = { platform, to };
  const state: MirrorState = before ?? { report: { ...emptyReport(), unit: 'project', created: [] }, refused: [] };
  const { report } = state;
  setHandler(stepWaitingSignal, (told) => {
    const waiting = parseStepWaiting(told);
    if (waiting !== undefined) recordWaiting(waiting);
  });
  onStepsChanged(() => setCurrentDetails(detailsOf(report)));

  const filter = { ...(groupCode === undefined ? {} : { groupCode }), ...(areaCode === undefined ? {} : { areaCode }) };
  const [{ projects }, { projects: remembered }] = await told(() =>
    Promise.all([
      mirrorSteps.readPersagyProjects({ platform, ...filter }, { summary: `read the projects of ${platform}` }),
      mirrorSteps.readMirrored(pair, { summary: 'read what is remembered' }),
    ]),
  );
  const known = new Map(remembered.map((one) => [one.projectId, one]));
  const isCreated = ({ projectId }: SourceProject) => known.get(projectId)?.state === 'created';
  const wanted = projects.filter(({ isWanted }) => isWanted);
  const missing = wanted.filter((one) => !isCreated(one));
  const covered = missing.flatMap((project): Wanted[] => {
    const fields = fieldsOf(map, project);
    const attempted = known.get(project.projectId)?.id;
    return fields === undefined ? [] : [{ ...project, fields, ...(attempted === undefined ? {} : { attempted }) }];
  });
  const gone = goneOf(projects, remembered);

  if (before === undefined) {
    const uncovered = missing.filter((project) => fieldsOf(map, project) === undefined);
    addFindings(report, {
      found: wanted.length,
      unchanged: wanted.length - missing.length,
      removed: gone.set.filter(({ isGone }) => isGone).map(({ projectId }) => projectId),
      ...uncoveredFindings(uncovered),
    });
  }
  if (isDryRun) {
    addCreated(report, covered);
    return { ...report, status: 'completed' };
  }
  if (gone.set.length > 0) await remember(pair, gone);

  const refused = new Set(state.refused);
  const open = covered.filter(({ projectId }) => !refused.has(projectId));
  for (let from = 0; from < open.length && report.error === undefined; from += PROJECTS_AT_A_TIME) {
    await makeSome(pair, open.slice(from, from + PROJECTS_AT_A_TIME), state);
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof mirrorNewProjects>(work, state);
  }
  const hasFailed = report.failed.length > 0 || report.error !== undefined;
  report.status = !hasFailed ? 'completed' : report.new > 0 ? 'partial' : 'failed';
  const [first] = report.failed;
  if (report.status === 'failed' && first !== undefined) {
    if (report.error === undefined)
      failReport(report, withBeginning(first.error, sentenceOf('{name}: ', { name: first.path })));
  }
  return report;
}

/** Makes projects; what is under way when the run is cancelled is remembered as an attempt. */
async function makeSome(pair: { platform: string; to: string }, some: readonly Wanted[], state: MirrorState) {
  const { report } = state;
  const tried = some.map((project) => ({ project, id: project.attempted ?? uuid4() }));
  // Remembered before: a run that is terminated in the middle leaves no project that is not known.
  await remember(pair, {
    set: tried.map(({ project: { projectId }, id }) => ({ projectId, id, state: 'attempted' })),
    forget: [],
  });
  const change: MirrorChange = { set: [], forget: [] };
  const limit = createLimit(MIRROR_CALLS_AT_ONCE);
  const make = async ({ project, id }: (typeof tried)[number]): Promise<void> => {
    const { projectId, projectName, fields, attempted } = project;
    const mayExist = attempted !== undefined;
    if (report.error !== undefined) {
      if (!mayExist) change.forget.push(projectId);
      return;
    }
    try {
      const made = await steps.createProject(
        { platform: pair.to, id, project: { name: projectName, code: projectId, ...fields }, mayExist },
        { summary: `make project ${projectId}` },
      );
      if (made.isGuess === true) {
        const words = sentenceOf('{refusal}: it may be there, and the next run asks again', {
          refusal: made.assumed ?? '',
        });
        const details = [{ told: [words] } satisfies FailureDetails];
        throw ApplicationFailure.create({ type: 'UnexpectedResponse', message: englishOf(words), details });
      }
      change.set.push({ projectId, id: made.projectId, state: 'created' });
      addCreated(report, [{ ...project, id: made.projectId }]);
      setCurrentDetails(detailsOf(report));
    } catch (error) {
      if (isCancellation(error)) throw error;
      const kept = toKeptError(error);
      if (OF_ALL.has(kept.type)) report.error = shownError(kept);
      addFindings(report, failureFindings([{ path: projectId, error: kept }]));
      state.refused.push(projectId);
      if (!mayExist && !isOutcomeUnknown(error)) change.forget.push(projectId);
    }
  };
  try {
    await Promise.all(tried.map((one) => limit(() => make(one))));
  } finally {
    await CancellationScope.nonCancellable(() => remember(pair, change));
  }
}

async function remember(pair: { platform: string; to: string }, change: MirrorChange): Promise<void> {
  if (change.set.length + change.forget.length === 0) return;
  await mirrorSteps.rememberMirrored({ ...pair, change }, { summary: 'remember' });
}

/** What is remembered otherwise: projects that are gone, and that are there again. */
function goneOf(projects: readonly SourceProject[], remembered: readonly RememberedProject[]): MirrorChange {
  const there = new Set(projects.map(({ projectId }) => projectId));
  const set = remembered
    .filter(({ projectId, state, isGone }) => state === 'created' && there.has(projectId) === (isGone === true))
    .map(({ isGone, ...one }): RememberedProject => (isGone === true ? one : { ...one, isGone: true }));
  return { set, forget: [] };
}

/** What a project gets there: by its area, else by the nearest above it, and for the rest what all get; undefined where something is missing. */
function fieldsOf(map: MirrorMap, { areas }: SourceProject): MirroredFields | undefined {
  const code = areas.find((one) => map.areas?.[one] !== undefined) ?? '';
  const { areaCode, type, stage } = { ...map.default, ...map.areas?.[code] };
  return areaCode === undefined || type === undefined || stage === undefined ? undefined : { areaCode, type, stage };
}

function uncoveredFindings(projects: readonly SourceProject[]): SyncFindings {
  const reasons = projects.map(({ projectId, areas: [area] }) => {
    const what = area === undefined ? phraseOf('projects without an area') : phraseOf('area {area}', { area });
    const sentence = sentenceOf('the map has no entry for {what}, and what it has for all others is not whole', {
      what,
    });
    return { path: projectId, sentence };
  });
  return {
    skipped: reasons.map(({ path, sentence }) => ({ path, reason: englishOf(sentence) })),
    ...toldWith(reasons.map(({ sentence }) => sentence)),
  };
}

function addCreated(report: MirrorReport, projects: readonly MirroredProject[]): void {
  report.new += projects.length;
  const told = projects.slice(0, Math.max(0, MAX_LISTED - report.created.length));
  for (const { projectId, projectName, id } of told) {
    report.created.push({ projectId, projectName, ...(id === undefined ? {} : { id }) });
  }
  if (told.length < projects.length) report.truncated = true;
}

/** What steps answer; their failure fails the run, with its type and words. */
async function told<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    throw failureOfStep(error);
  }
}

function detailsOf(report: MirrorReport): string {
  const waits = openSteps().flatMap(({ summary, waiting }) =>
    waiting === undefined ? [] : [`**Waits** (${escapeText(summary)}): ${escapeText(waiting.reason, 400)}`],
  );
  const counts = `${report.found} projects, ${report.new} made, ${report.unchanged} known, ${report.failed.length} failed`;
  return [counts, ...waits].join('\n\n');
}
