import { type FileProgress, type IngestProgress, isErrorType } from '../../client/index.ts';
import { judgeUpload } from './counts-oracle.ts';
import { type AskedFile, type AskedIngestion, type Evidence, isSame } from './judged.ts';
import { judgeLeftovers } from './leftovers-oracle.ts';
import { REFUSAL } from './plan.ts';
import { judgePlatform } from './platform-oracle.ts';
import type { PlatformState } from './platform-state.ts';
import { judgeSync } from './sync-oracle.ts';
import { judgeTasks } from './tasks-oracle.ts';

/** Everything that is wrong, one line each; empty when nothing is. */
export function judge(evidence: Evidence): string[] {
  const problems: string[] = [];
  for (const asked of evidence.asked) {
    const told = evidence.told.get(asked.id);
    if (told === undefined) problems.push(`${asked.id}: nothing is reported`);
    else problems.push(...judgeIngestion(asked, told, evidence).map((problem) => `${asked.id}: ${problem}`));
  }
  return [...problems, ...evidence.syncs.flatMap((sync) => judgeSync(sync, evidence)), ...judgePlatform(evidence)];
}

function judgeIngestion(asked: AskedIngestion, told: IngestProgress, evidence: Evidence): string[] {
  const problems = judgeStatus(asked, told);
  const listed = evidence.listed.get(asked.id);
  if (listed !== told.status) problems.push(`is ${told.status} and listed as ${listed ?? 'nothing'}`);
  for (const [position, file] of asked.files.entries()) {
    const report = told.files[position];
    if (report === undefined || report.name !== file.name) problems.push(`${file.name} is not in the report`);
    else
      problems.push(...judgeFile(file, report, { asked, told, evidence }).map((problem) => `${file.name} ${problem}`));
  }
  if (told.files.length !== asked.files.length) problems.push(`reports ${told.files.length} files`);
  if (HALF_CHARACTERS.test(JSON.stringify(told))) problems.push('reports half a character');
  return [
    ...problems,
    ...judgeProject(asked, told, evidence),
    ...judgeLeftovers(asked, told, evidence),
    ...judgeTasks(asked, evidence),
  ];
}

/** JSON has a lone surrogate as an escape, and a pair as it is. */
const HALF_CHARACTERS = /\\ud[89a-f]/i;

function judgeStatus(asked: AskedIngestion, told: IngestProgress): string[] {
  const { status, error } = told;
  const problems: string[] = [];
  if (told.closedAt === undefined) problems.push(`has not ended (${status}, ${told.stage})`);
  const registered = told.files.filter((file) => file.status === 'registered').length;
  const fitting = registered === told.files.length ? 'completed' : registered > 0 ? 'partial' : 'failed';
  const isCancelled = status === 'cancelled' && asked.isCancelTried && fitting !== 'completed';
  if (status !== fitting && !isCancelled)
    problems.push(`is ${status} with ${registered} of ${told.files.length} files`);
  if (status === 'completed' && (told.percent !== 100 || told.stage !== 'done'))
    problems.push(`is completed at ${told.percent} % of ${told.stage}`);
  if (status !== 'completed' && (error === undefined || !isErrorType(error.type) || error.message === '')) {
    problems.push(`is ${status} without type and message of an error`);
  }
  return problems;
}

/** What is reported of project, groups and tasks, against what the platform has of them. */
function judgeProject({ project, groupName }: AskedIngestion, told: IngestProgress, { state }: Evidence): string[] {
  const problems: string[] = [];
  const { projectId, tasks = [] } = told;
  if (project.id !== undefined && !isSame(project.id, projectId))
    problems.push(`reports project ${projectId}, not the given one`);
  const isThere = projectId === undefined || state.projects.some(({ id }) => isSame(id, projectId));
  if (!isThere) problems.push(`reports project ${projectId}, which the platform does not have`);
  if (tasks[0]?.taskId !== told.taskId || tasks[0]?.modelGroupId !== told.modelGroupId)
    problems.push('reports two first tasks');
  for (const { taskId, modelGroupId } of tasks) {
    const isStarted = state.tasks.some((task) => task.taskId === taskId && isSame(task.modelGroupId, modelGroupId));
    if (!isStarted) problems.push(`reports task ${taskId}, which the platform does not have`);
    const group = state.groups.find(({ id }) => isSame(id, modelGroupId));
    if (group === undefined) continue;
    if (group.name !== groupName) problems.push(`made group ${group.name}, and was to make ${groupName}`);
    if (!isSame(group.projectId, projectId)) problems.push(`made its group in project ${group.projectId}`);
  }
  return problems;
}

interface Context {
  asked: AskedIngestion;
  told: IngestProgress;
  evidence: Evidence;
}

function judgeFile(file: AskedFile, report: FileProgress, context: Context): string[] {
  if (report.status === 'registered') return judgeRegistered(file, report, context);
  if (report.status === 'failed') return judgeFailed(file, report, context);
  return [`ended as ${report.status}`];
}

function judgeRegistered(file: AskedFile, report: FileProgress, { told, evidence }: Context): string[] {
  const problems: string[] = [];
  const { state } = evidence;
  const version = file.versions.find(({ md5 }) => md5 === report.hash);
  if (version === undefined) problems.push(`is registered with MD5 ${report.hash}, which its source never had`);
  else if (version.size !== report.size) problems.push(`is reported with ${report.size} bytes`);
  if (report.error !== undefined) problems.push(`is registered and has the error ${report.error.type}`);

  const isOfReport = (hash: string) => file.deliveries === undefined || hash === report.hash;
  const records = state.models.filter((model) => model.name === file.name && isOfReport(model.hash));
  const [record] = records;
  if (records.length !== 1 || record === undefined) {
    problems.push(`is reported registered and has ${records.length} records`);
  } else {
    if (record.hash !== report.hash || record.size !== report.size) problems.push('has a record of another content');
    if (!isSame(record.projectId, told.projectId)) problems.push(`has its record in project ${record.projectId}`);
    const task = (told.tasks ?? []).find(({ modelGroupId }) => isSame(modelGroupId, record.modelGroupId));
    if (task !== undefined && task.taskId !== record.taskId) problems.push(`has its record of task ${record.taskId}`);
    if (task === undefined) problems.push(`has its record in group ${record.modelGroupId}, which is not reported`);
  }
  const stored = state.files.find(({ hash }) => hash === report.hash);
  if (stored === undefined) problems.push('is registered without a file on the platform');
  else if (stored.id !== report.fileId || stored.path !== report.path) problems.push('is reported with another file');
  else if (record !== undefined && (record.path !== stored.path || record.ssoCreatorUserId !== stored.createdUserId)) {
    problems.push('has a record of another file');
  }
  if (record !== undefined && record.fileName !== file.name) problems.push(`has a record of ${record.fileName}`);
  if (report.percent !== 100 || report.stage !== 'done')
    problems.push(`is registered at ${report.percent} % of ${report.stage}`);
  return [...problems, ...judgeUpload(file, report, evidence)];
}

function judgeFailed(file: AskedFile, report: FileProgress, { asked, told, evidence }: Context): string[] {
  const { error } = report;
  if (error === undefined || !isErrorType(error.type) || error.message === '')
    return ['failed without type and message'];
  const problems: string[] = [];
  const records = evidence.state.models.filter((model) => model.name === file.name);
  // What another ingestion of its sync delivered is judged with the sync.
  if (records.length > 0 && file.deliveries === undefined)
    problems.push(`is reported failed (${error.type}: ${error.message}) and is registered`);
  const isOfSource = !asked.isRetried && file.sourceFailures.has(error.type);
  if (!isExplained() && !isRefused() && !isOfSource)
    problems.push(`failed without a cause: ${error.type}: ${error.message}`);
  return problems;

  /** Whatever the type: the platform said no to a call, for this file or for all of them. */
  function isRefused(): boolean {
    if (asked.isRetried || error?.message.includes(REFUSAL) !== true) return false;
    return evidence.hasRefusals || evidence.unfit.includes(file.name);
  }

  function isExplained(): boolean {
    switch (error?.type) {
      case 'SourceNotFound':
        return file.isDisturbed;
      case 'SourceChanged':
        return file.isDisturbed && !asked.isRetried;
      case 'Cancelled': {
        const hasOtherFailure = told.files.some(
          (other) => other.error !== undefined && other.error.type !== 'Cancelled',
        );
        return (asked.isCancelTried && !asked.isRetried) || (asked.onModelError === 'fail' && hasOtherFailure);
      }
      case 'AlreadyExists':
        return asked.project.isTaken;
      case 'ConversionFailed':
        return !asked.isRetried && hasFailedConversion(report, evidence.state);
      default:
        return false;
    }
  }
}

/** How often the platform may lose a task before its models count as failed. */
const LOST_TASKS = 4;

function hasFailedConversion(report: FileProgress, { tasks }: PlatformState): boolean {
  const ofFile = tasks.filter(({ models }) => models.some(({ name }) => name === report.name));
  if (ofFile.filter(({ outcome }) => outcome === 'lose').length >= LOST_TASKS) return true;
  return ofFile.some(
    ({ outcome, models }) =>
      outcome === 'fail' || models.some(({ name, errorMessage }) => name === report.name && errorMessage !== ''),
  );
}
